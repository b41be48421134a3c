"""The sections that only certain items need; which item needs which field stands in its TOML file."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from schemas.codes_form import (
    CardReason,
    CoverType,
    DeliveryMethod,
    JobStatus,
    LandingType,
    LicenceClass,
    MedicalCheck,
    MedicalHistory,
    MedicalRequest,
    MilitaryLicence,
    PensionLink,
    SocialCard,
    Voucher,
)
from schemas.form.person import is_id_number
from schemas.form.rules import Conditional, Section
from schemas.form.types import BankAccount, Day, IdNumber, Line, Month, MonthlyBase, Name, PaperNumber, Phone
from schemas.refusing import Finding


class Host(Section):
    """被投靠人: the relative in whose household the applicant registers."""

    name: Name = Field(title="被投靠人姓名")
    id_number: IdNumber = Field(title="被投靠人公民身份号码")
    relation: Line = Field(title="与被投靠人关系", description="例如父亲、母亲、配偶。")
    phone: Phone = Field(title="被投靠人手机号码")

    def findings(self) -> Iterator[Finding]:
        if self.id_number is not None and not is_id_number(self.id_number):
            yield ("id_number",), "被投靠人公民身份号码有误，请对照证件逐位核对。"


class Household(Section):
    """户口: kept at enlistment since 2021 (军人地位和权益保障法 Art 43); only a cancelled one is restored."""

    cancelled_at_enlistment: bool = Field(
        title="入伍时户口是否已注销", description="近年入伍的，户口一般予以保留。"
    )
    police_station: Line | None = Field(None, title="拟迁入派出所", description="拟落户地址所属的派出所。")
    move_in_address: Line | None = Field(None, title="拟迁入地址")
    landing_type: LandingType | None = Field(None, title="落户类型")
    host: Host | None = Field(None, title="被投靠人")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = (
        Conditional(
            "cancelled_at_enlistment",
            True,
            "户口已注销的，恢复户口需要填写此项。",
            requires=("police_station", "move_in_address", "landing_type"),
        ),
        Conditional(
            "landing_type",
            LandingType.RELATIVE,
            "投靠亲属落户的，请填写被投靠人信息。",
            requires=("host",),
        ),
    )


class IdentityCard(Section):
    """居民身份证: fee and procedure follow the reason."""

    reason: CardReason = Field(title="办理情形", description="手中的居民身份证仍在有效期内的，可以继续使用。")
    holds_valid_card: bool = Field(title="是否持有有效居民身份证", description="有效的临时居民身份证也算。")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = (
        Conditional(
            "holds_valid_card",
            False,
            "没有有效居民身份证的，请选择首次申领、换领或补领。",
            limits="reason",
            to=(CardReason.FIRST, CardReason.RENEW, CardReason.REPLACE),
        ),
        Conditional(
            "holds_valid_card",
            True,
            "已持有有效居民身份证的，请选择换领或不需要办理。",
            limits="reason",
            to=(CardReason.RENEW, CardReason.REPLACE, CardReason.NONE),
        ),
    )


class Driving(Section):
    """军队、武警部队机动车驾驶证."""

    licence: MilitaryLicence = Field(title="是否持有军警驾驶证")
    licence_class: LicenceClass | None = Field(
        None, title="对应的准驾车型", description="按军警驾驶证准驾车型对应的民用准驾车型选择。"
    )
    licence_number: PaperNumber | None = Field(None, title="军警驾驶证号码")
    valid_until: Day | None = Field(None, title="军警驾驶证有效期止")
    medical_check: MedicalCheck | None = Field(None, title="身体条件证明")
    large_vehicle_experience: bool | None = Field(None, title="部队是否确认有实际驾驶大型车辆的经历")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = (
        Conditional(
            "licence",
            MilitaryLicence.VALID,
            "持有有效军警驾驶证的，请填写此项。",
            requires=("licence_class", "licence_number", "valid_until", "medical_check"),
        ),
    )


class Insurance(Section):
    """养老、社会保障卡、医疗: three offices' fields in one section; each office sees its own."""

    pension_type: CoverType | None = Field(None, title="养老保险参保类型")
    pension_start: Month | None = Field(
        None, title="养老保险起始月份", description="格式为 年-月，例如 2026-12。"
    )
    pension_base: MonthlyBase | None = Field(
        None,
        title="养老保险月缴费基数（元）",
        description="以灵活就业人员身份参保的填写，在当地公布的上下限之间自选，填整数。",
    )
    pension_link: PensionLink | None = Field(
        None, title="军人养老保险资金是否已转到地方", description="不清楚的选“还没有到，或者还不清楚”。"
    )
    pension_voucher: Voucher | None = Field(None, title="军人退役养老保险转移凭证")
    social_card: SocialCard | None = Field(None, title="社会保障卡办理情形")
    card_bank: Line | None = Field(None, title="社会保障卡服务银行")
    photo_consent: bool | None = Field(
        None, title="是否同意使用公安人口库照片制卡", description="不同意的，制卡时另行采集照片。"
    )
    medical_request: MedicalRequest | None = Field(
        None,
        title="医疗保险办理内容",
        description="还没有参保的选参保登记；已经参保、要改登记内容的选变更登记。",
    )
    medical_change: Line | None = Field(
        None, title="要变更的内容", description="例如参保类型由居民改为灵活就业。"
    )
    medical_type: CoverType | None = Field(None, title="医疗保险参保类型")
    medical_start: Month | None = Field(
        None, title="医疗保险起始月份", description="格式为 年-月，例如 2026-12。"
    )
    medical_history: MedicalHistory | None = Field(None, title="以往医疗保险情况")
    medical_voucher: Voucher | None = Field(None, title="军人退役医疗保险转移凭证")


class Bank(Section):
    """收款账户: the applicant's own."""

    account: BankAccount = Field(title="银行账号", description="本人名下的借记卡或者存折账号，只填数字。")
    bank: Line = Field(title="开户银行")
    holder: Name = Field(title="户名", description="必须是本人。")


class Delivery(Section):
    """领取方式: of the cards and papers that the chosen items make."""

    method: DeliveryMethod = Field(
        title="取件方式", description="办理机关能邮寄的按此邮寄；须本人到场领取的，以办理机关告知为准。"
    )
    address: Line | None = Field(None, title="邮寄地址", description="选择邮寄的填写，写到门牌号。")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = (
        Conditional("method", DeliveryMethod.POST, "选择邮寄的，请填写邮寄地址。", requires=("address",)),
    )


class Employment(Section):
    """培训和就业创业意愿."""

    job_status: JobStatus = Field(title="就业状况")
    wants_training: bool = Field(title="是否参加职业技能培训")
    training_trade: Line | None = Field(None, title="意向培训专业")
    wants_guidance: bool = Field(title="是否需要就业创业指导")
    desired_occupation: Line | None = Field(None, title="意向职业")

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = (
        Conditional(
            "wants_training",
            True,
            "参加职业技能培训的，请填写意向培训专业。",
            requires=("training_trade",),
        ),
    )


class Reserve(Section):
    """兵役登记: everyone updates the record; only those the army designated register for the reserve."""

    designated: bool = Field(title="部队是否确定为预备役登记对象")
    speciality: Line | None = Field(None, title="军事专业特长", description="例如通信、驾驶、医疗。")
