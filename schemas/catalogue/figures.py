"""The catalogue's parts. A figure is confirmed with its source, or 待核定 without a number."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.wire import ItemCode, LongText, Text, Wire

SourceKey = Annotated[str, Field(pattern=r"^[A-Z]{1,4}-[A-Z0-9]{1,12}$")]
FieldPath = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)+$")]


class FigureStatus(StrEnum):
    """CONFIRMED 已核定 · TO_BE_CONFIRMED 待核定."""

    CONFIRMED = "confirmed"
    TO_BE_CONFIRMED = "to_be_confirmed"


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    HOUR = "hour"
    MONTH = "month"


UNIT_WORDS: Mapping[Unit, str] = {
    Unit.WORKING_DAY: "个工作日",
    Unit.NATURAL_DAY: "日",
    Unit.HOUR: "小时",
    Unit.MONTH: "个月",
}


class LimitKind(StrEnum):
    """STATUTORY 法定 · PROMISED 承诺."""

    STATUTORY = "statutory"
    PROMISED = "promised"


class Condition(Wire):
    """Holds when the form's value at `field` is one of `one_of`."""

    field: FieldPath
    one_of: Annotated[tuple[bool | str, ...], Field(min_length=1)]


class RequiredWhen(Wire):
    """Fields that an item cannot be without in one situation."""

    fields: Annotated[tuple[FieldPath, ...], Field(min_length=1)]
    when: Annotated[tuple[Condition, ...], Field(min_length=1)]


class Rule(Condition):
    """`when`: asked only in that situation, elsewhere it holds. `otherwise`: what to tell if it fails."""

    otherwise: LongText | None = None
    when: tuple[Condition, ...] = ()


class Figure(Wire):
    """待核定 holds no value; a confirmed value holds its source."""

    value: Annotated[int, Field(ge=0)] | None = None
    status: FigureStatus
    source: SourceKey | None = None
    note: LongText | None = None

    @model_validator(mode="after")
    def _is_confirmed_or_empty(self) -> Self:
        confirmed = self.status is FigureStatus.CONFIRMED
        if not confirmed and self.value is not None:
            raise ValueError("待核定的数值必须留空")
        if confirmed and (self.value is None or self.source is None):
            raise ValueError("已核定的数值必须写明数值和来源")
        return self


class TimeLimit(Figure):
    """办结时限. `when`: the situation it is for; without it, every situation."""

    unit: Unit
    kind: LimitKind
    when: tuple[Rule, ...] = ()


class Extension(Figure):
    """延长: by how much an office may extend in sum. `only`: where the law gives it to some cases only.

    待核定: nobody has said, so an office names what gives it, and extends by no more than the item's own limit.
    """

    unit: Unit = Unit.WORKING_DAY
    text: Text | None = None
    only: Text | None = None

    @model_validator(mode="after")
    def _says_what_gives_it(self) -> Self:
        if self.status is FigureStatus.CONFIRMED and self.text is None:
            raise ValueError("已核定的延长期限必须写明依据（text）")
        return self


class FeeCase(Figure):
    """收费: yuan in one situation. `when`: whose situation that is, where the form tells."""

    situation: Text
    when: tuple[Rule, ...] = ()


class Part(Wire):
    """One of the things that an item does, where they are not for everybody: 信息变更 and 预备役登记."""

    name: Text
    applies_when: tuple[Rule, ...] = ()


class Situation(Wire):
    """What is different for some applicants: which exams, who pays, who files."""

    when: Annotated[tuple[Rule, ...], Field(min_length=1)]
    text: LongText
    source: SourceKey


class ApplicantDeadline(Figure):
    """A term that runs against the applicant, counted from `start`.

    `counted_from` is the form's date where the form has one, in the situation `when`; `after_previous`: it begins
    where the item's term before it ends. `alert_day`: from so many natural days on, the applicant is warned.
    `by_submission`: what is to be done in time is to apply. `late`: our advice for whoever is late; `late_applied`: once
    they have applied.
    """

    unit: Unit
    start: Text
    text: LongText
    counted_from: FieldPath | None = None
    after_previous: bool = False
    when: tuple[Rule, ...] = ()
    alert_day: Annotated[int, Field(ge=1, le=3650)] | None = None
    by_submission: bool = False
    late: LongText | None = None
    late_applied: LongText | None = None


class Example(Wire):
    """What one place publishes: shown with its name, never as the province's figure."""

    place: Text
    text: LongText
    source: SourceKey


class Source(Wire):
    """出处 of a figure or a legal basis. `version`: the date of the text that was read."""

    title: Text
    address: Text | None = None
    version: Text | None = None


class LegalBasis(Wire):
    """设定依据."""

    instrument: Text
    number: Text | None = None
    articles: Annotated[tuple[Text, ...], Field(min_length=1)]
    effective: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    note: LongText | None = None
    source: SourceKey


class MaterialSource(StrEnum):
    """Whence a material comes; only UPLOAD is asked of the applicant (国务院令第716号 Art 7). ON_SITE: taken there."""

    SHARED_DATA = "shared_data"
    E_CERTIFICATE = "e_certificate"
    EARLIER_ITEM = "earlier_item"
    ON_SITE = "on_site"
    UPLOAD = "upload"


# What an applicant need not bring (国务院令第716号 Art 7): no place asks for it.
OBTAINED = frozenset({MaterialSource.SHARED_DATA, MaterialSource.E_CERTIFICATE, MaterialSource.EARLIER_ITEM})


class Deferrable(Wire):
    """容缺: the item may be taken without the material, promised within so many working days. Our own configuration."""

    basis: Literal["internal"]
    working_days: Annotated[int, Field(ge=1, le=60)]


class Material(Wire):
    """申请材料. `item`: the earlier item that produces it. `when`: required only in that situation.

    `basis`: what says that the applicant need not bring it. `checked_by`: the fields of the prefill whose source, asked of
    this person, shows that it is there; `finds`: what was found then, in words. Without them the office checks.
    """

    code: ItemCode
    name: Text
    source: MaterialSource
    item: ItemCode | None = None
    required: bool
    when: tuple[Rule, ...] = ()
    basis: SourceKey | None = None
    waived_by: LongText | None = None
    note: LongText | None = None
    deferrable: Deferrable | None = None
    checked_by: tuple[FieldPath, ...] = ()
    finds: Text | None = None

    @model_validator(mode="after")
    def _says_what_is_found(self) -> Self:
        if bool(self.checked_by) != (self.finds is not None):
            raise ValueError("checked_by 和 finds 应同时写明")
        if self.checked_by and self.source not in (MaterialSource.SHARED_DATA, MaterialSource.E_CERTIFICATE):
            raise ValueError("只有由数据共享或者电子证照取得的材料才可以写 checked_by")
        return self

    @model_validator(mode="after")
    def _defers_only_uploads(self) -> Self:
        if self.deferrable is not None and self.source is not MaterialSource.UPLOAD:
            raise ValueError("只有需要上传的材料才可以容缺")
        return self

    @model_validator(mode="after")
    def _says_why_it_is_not_asked(self) -> Self:
        obtained = self.source not in (MaterialSource.UPLOAD, MaterialSource.ON_SITE)
        if obtained and self.basis is None:
            raise ValueError("免予提交的材料必须写明依据（basis）")
        return self

    @model_validator(mode="after")
    def _names_the_earlier_item(self) -> Self:
        if (self.source is MaterialSource.EARLIER_ITEM) != (self.item is not None):
            raise ValueError("来自前置事项的材料（且只有这种材料）必须写明事项代码")
        return self
