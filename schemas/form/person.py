"""Who applies, how they served, and where they settle: the sections every case needs."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.codes_form import Branch, Education, Merit, PlacementGround, PlacementType, RankClass, Sex
from schemas.form.ethnicity import Ethnicity
from schemas.form.paths import value_at
from schemas.form.rules import Conditional, Section
from schemas.form.types import Day, DivisionCode, IdNumber, Line, Name, PaperNumber, Phone, spelled
from schemas.refusing import Finding
from schemas.spelling import spelled_paper

# The code name printed on the certificate, never the unit's true designation (保守国家秘密法 Arts 31, 36).
UnitCode = Annotated[
    str,
    Field(pattern=r"^[0-9]{4,6}(部队)?([0-9]{1,3}分队)?$", json_schema_extra={"maxLength": 20}),
    spelled(spelled_paper),
]

# 身份 x 安置方式 (退役军人保障法 Arts 21-23, 安置条例 Art 5).
OPEN_TO: dict[RankClass, frozenset[PlacementType]] = {
    RankClass.OFFICER: frozenset(
        {
            PlacementType.RETIREMENT,
            PlacementType.TRANSFER,
            PlacementType.MONTHLY_PENSION,
            PlacementType.DEMOBILISATION,
        }
    ),
    RankClass.NON_COMMISSIONED: frozenset(
        {
            PlacementType.MONTHLY_PENSION,
            PlacementType.SELF_EMPLOYMENT,
            PlacementType.ASSIGNED_JOB,
            PlacementType.RETIREMENT,
            PlacementType.STATE_CARE,
        }
    ),
    RankClass.CONSCRIPT: frozenset(
        {PlacementType.SELF_EMPLOYMENT, PlacementType.ASSIGNED_JOB, PlacementType.STATE_CARE}
    ),
}


def is_id_number(number: str) -> bool:
    """公民身份号码: check digit, date and a place that existed.

    Not `ric.is_valid`: it wants the county to have existed in the year of birth, but a number names the county
    where it was assigned, which for people born before the numbers began, or before the county did, is later.
    """
    # Imported at first use: only a submission brings a number, and the library looks for itself among all installed ones.
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError as BadNumber

    try:
        ric.get_birth_date(number)
    except BadNumber:
        return False
    return ric.calc_check_digit(number) == number[-1] and _was_county(number[:6])


# Of the place alone, which many share: no whole number is kept.
@lru_cache(maxsize=1024)
def _was_county(code: str) -> bool:
    from stdnum import numdb

    return any("county" in found for _, found in numdb.get("cn/loc").info(code))


def born_on(number: str) -> date:
    """Of a number that is one."""
    from stdnum.cn import ric

    born: date = ric.get_birth_date(number)
    return born


class Person(Section):
    """The applicant. Birth date and sex must be those of the ID number."""

    name: Name = Field(title="姓名", description="与居民身份证一致；姓名中的间隔号用“·”。")
    id_number: IdNumber = Field(title="公民身份号码", description="十八位，末位是字母的写大写 X。")
    sex: Sex = Field(title="性别")
    birth_date: Day = Field(title="出生日期")
    ethnicity: Ethnicity | None = Field(
        None, title="民族", description="按居民身份证上的名称填写，例如汉族。"
    )
    phone: Phone = Field(
        title="手机号码",
        description="十一位手机号码，供办理机构联系您；在窗口办理、没有账号的，短信发到这个号码。",
    )
    contact_address: Line = Field(title="联系地址", description="现在能收到邮件的地址，写到门牌号。")
    education: Education | None = Field(None, title="文化程度", description="已取得的最高学历。")

    def findings(self) -> Iterator[Finding]:
        number = value_at(self, "id_number")
        if number is None:
            return
        if not is_id_number(number):
            yield ("id_number",), "公民身份号码有误，请对照证件逐位核对。"
            return
        if self.birth_date is not None and born_on(number) != self.birth_date:
            yield ("birth_date",), "出生日期与公民身份号码不一致，请核对。"
        if self.sex is not None and (self.sex is Sex.MALE) != (int(number[16]) % 2 == 1):
            yield ("sex",), "性别与公民身份号码不一致，请核对。"


class Service(Section):
    """服役情况. `certificate_number` may be missing: the certificate can be issued after the report."""

    placement_type: PlacementType = Field(
        title="安置方式", description="以退役证件、行政介绍信或者接收安置通知为准。"
    )
    rank_class: RankClass = Field(title="退役时身份")
    branch: Branch | None = Field(None, title="军种")
    enlisted_on: Day = Field(title="入伍日期", description="以退役证件上的入伍日期为准。")
    discharged_on: Day = Field(
        title="批准退出现役日期",
        description="以退役命令或者退役证件上的批准日期为准，本人应遵守的期限从这一天起算。",
    )
    late_reason: Line | None = Field(
        None,
        title="逾期报到的原因",
        description="自主就业的，批准退出现役超过30日才报到时可以写明，由退役军人工作主管部门认定；没有逾期的不填。",
    )
    late_evidence: bool | None = Field(
        None,
        title="逾期报到的原因有没有证明材料",
        description="例如住院、受灾、交通中断的证明；有的请在材料里上传。",
    )
    placement_fixed_on: Day | None = Field(
        None,
        title="安置地确定日期",
        description="以接收安置报到通知为准；军官办理兵役登记信息变更从这一天起算。",
    )
    certificate_number: PaperNumber | None = Field(
        None, title="退役证件编号", description="退役证件尚未发放的可以先不填，凭行政介绍信办理。"
    )
    unit_code: UnitCode | None = Field(
        None, title="退役证件上印制的部队代号", description="只填退役证件上印制的部队代号，不填部队真实番号。"
    )
    merit: Merit = Field(Merit.NONE, title="立功受奖", description="有多次的，选择最高的一次。")
    martyr_child: bool | None = Field(
        None, title="是否烈士子女", description="是烈士子女的填写，可作为安排工作的条件。"
    )
    disability_grade: Annotated[int, Field(ge=1, le=10)] | None = Field(
        None, title="残疾等级", description="持有残疾军人证的填写等级，没有的不填。"
    )

    CONDITIONS: ClassVar[tuple[Conditional, ...]] = tuple(
        Conditional(
            "rank_class",
            rank_class,
            "该安置方式不适用于所填的身份，请核对安置方式和退役时身份。",
            limits="placement_type",
            to=tuple(sorted(types)),
        )
        for rank_class, types in OPEN_TO.items()
    )

    def findings(self) -> Iterator[Finding]:
        dates = (self.enlisted_on, self.discharged_on)
        if None not in dates and self.discharged_on <= self.enlisted_on:
            yield ("discharged_on",), "退出现役日期应晚于入伍日期，请核对。"
        yield from super().findings()


class Destination(Section):
    """安置地. `county` is empty exactly where the city has none (东莞, 中山); the plan checks both codes."""

    city: DivisionCode = Field(title="地级以上市")
    county: DivisionCode | None = Field(
        None, title="县（市、区）", description="东莞、中山不设县（区），不用填。"
    )
    town: Line | None = Field(None, title="镇（街道）", description="东莞、中山必须填写。")
    address: Line = Field(title="详细地址", description="安置地的住址，写到门牌号。")
    ground: PlacementGround | None = Field(
        None,
        title="选择这个安置地的依据",
        description="安置地按国家规定确定，不是任意选择的；请选一项依据，要证明的在材料里上传。",
    )
