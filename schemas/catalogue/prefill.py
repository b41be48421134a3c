"""Prefill (公共数据自动调用): which field comes from which source, and what must be consented to before it is asked."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.catalogue.figures import FieldPath
from schemas.wire import Instant, LongText, Text, Wire


class SourceCode(StrEnum):
    """数据来源. IDENTITY is the sign-in itself (统一身份认证), GUIDE what was answered there; neither is asked."""

    POPULATION = "population"
    SERVICE_RECORD = "service_record"
    E_CERTIFICATE = "e_certificate"
    SOCIAL_INSURANCE = "social_insurance"
    MEDICAL_INSURANCE = "medical_insurance"
    IDENTITY = "identity"
    GUIDE = "guide"


class SourceState(StrEnum):
    """What came of asking a source."""

    FILLED = "filled"
    NOTHING = "nothing"
    NEEDS_CONSENT = "needs_consent"
    FAILED = "failed"
    NOT_CONNECTED = "not_connected"


SOURCE_NAMES: dict[SourceCode, str] = {
    SourceCode.POPULATION: "公安人口库",
    SourceCode.SERVICE_RECORD: "退役军人档案和入伍信息核查",
    SourceCode.E_CERTIFICATE: "电子证照",
    SourceCode.SOCIAL_INSURANCE: "社会保险",
    SourceCode.MEDICAL_INSURANCE: "医疗保险",
    SourceCode.IDENTITY: "统一身份认证",
    SourceCode.GUIDE: "办事指南中的回答",
}
STATE_TEXTS: dict[SourceState, str] = {
    SourceState.FILLED: "已取得，请核对",
    SourceState.NOTHING: "没有查到您的信息，请自行填写",
    SourceState.NEEDS_CONSENT: "需要您单独同意后才能调用",
    SourceState.FAILED: "暂时未能取得，请自行填写，或稍后再试",
    SourceState.NOT_CONNECTED: "尚未接通，请自行填写",
}
# What signing in tells, where the identity platform has verified who it is.
IDENTITY = ("person.name", "person.id_number")
# What is asked of nobody.
NOT_ASKED = frozenset({SourceCode.IDENTITY, SourceCode.GUIDE})

ConsentCode = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$")]
ConsentVersion = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{1,2}$")]


class ConsentText(Wire):
    """单独同意 (个人信息保护法 Art 29): one for each kind of sensitive information. A changed text gets a new version."""

    code: ConsentCode
    version: ConsentVersion
    title: Text
    text: LongText


class PrefillField(Wire):
    """`codes`: the source's codes as ours. `locked`: changed only by a correction, which keeps the source's value.
    `proves`: the values of ours that show that the paper is there; none: whatever value there is.
    """

    path: FieldPath
    source: SourceCode
    attribute: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]
    locked: bool
    consent: ConsentCode | None = None
    codes: dict[str, bool | str] = Field(default_factory=dict)
    proves: tuple[bool | str, ...] = ()


class Prefill(Wire):
    """`prefill.toml` of an edition."""

    consents: tuple[ConsentText, ...] = ()
    fields: tuple[PrefillField, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        paths = [field.path for field in self.fields]
        if len(set(paths)) != len(paths):
            raise ValueError("fields: 同一字段只能有一个来源")
        codes = {consent.code for consent in self.consents}
        if {field.consent for field in self.fields if field.consent} != codes:
            raise ValueError("consents: 应与字段所需的同意一一对应")
        if any(field.source in NOT_ASKED for field in self.fields):
            raise ValueError("fields: 来源应为可查询的数据源")
        return self

    @cached_property
    def by_path(self) -> dict[str, PrefillField]:
        return {field.path: field for field in self.fields}

    def field(self, path: str) -> PrefillField | None:
        return self.by_path.get(path)

    def consent(self, code: str) -> ConsentText | None:
        return next((consent for consent in self.consents if consent.code == code), None)


class Consent(Wire):
    """Given by whom the draft is for; withdrawn, it is taken out again with what was filled in under it."""

    code: ConsentCode
    version: ConsentVersion
    at: Instant


class ConsentOrder(Wire):
    """`version`: of the text that was shown. Given or withdrawn, each kind on its own."""

    version: ConsentVersion
    given: bool
