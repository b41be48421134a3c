"""An item of the catalogue (事项): what its guide, its form and its clock need, as one TOML file."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.catalogue.figures import (
    ApplicantDeadline,
    Condition,
    Example,
    Extension,
    FeeCase,
    FieldPath,
    Figure,
    FigureStatus,
    LegalBasis,
    Material,
    Part,
    RequiredWhen,
    Rule,
    Situation,
    SourceKey,
    TimeLimit,
)
from schemas.catalogue.place_figures import NoticeKind
from schemas.codes import Department
from schemas.form.held import HELD_RESULT, held_fields
from schemas.wire import ItemCode, LongText, Text, Wire


class ItemKind(StrEnum):
    """事项类型 (GB/T 39046-2020 A.1); PRECHECK is the service check, which is no item."""

    LICENCE = "licence"
    CONFIRMATION = "confirmation"
    PAYMENT = "payment"
    PUBLIC_SERVICE = "public_service"
    OTHER = "other"
    PRECHECK = "precheck"


class Repeat(StrEnum):
    """How often one person may apply: never again after it was granted, or again once there is an outcome. While it is open,
    never a second time."""

    ONCE = "once"
    AFTER_OUTCOME = "after_outcome"


class Level(StrEnum):
    """行使层级 (GB/T 39046-2020 A.2)."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    GRADED = "graded"


CHINESE_KIND: dict[ItemKind, str] = {
    ItemKind.LICENCE: "行政许可",
    ItemKind.CONFIRMATION: "行政确认",
    ItemKind.PAYMENT: "行政给付",
    ItemKind.PUBLIC_SERVICE: "公共服务",
    ItemKind.OTHER: "其他行政权力",
    ItemKind.PRECHECK: "前置核查",
}


class ItemResult(Wire):
    """办理结果. `basis`: whence the document is known; without it the name is ours, and 待核定."""

    document: Text
    delivery: LongText
    basis: SourceKey | None = None


class Fee(Wire):
    text: LongText
    cases: Annotated[tuple[FeeCase, ...], Field(min_length=1)]


class Visits(Figure):
    """到场次数. `at_once`: the applicant goes by themselves, without waiting for the office to accept the item."""

    at_once: bool = False

    @property
    def told(self) -> str | None:
        """What the applicant is told of it; None where nothing is known, or nobody need come."""
        if self.value == 0:
            return None
        return self.note or (f"须到场 {self.value} 次。" if self.value else None)


class Correction(Wire):
    """补正: how long an applicant has and how often. Our own configuration, not an official figure."""

    basis: Literal["internal"]
    working_days: Annotated[int, Field(ge=1, le=60)]
    max_rounds: Annotated[int, Field(ge=1, le=9)]


class Contest(Wire):
    """异议: how long an applicant may contest a bad service check, once. Our own configuration, 待核定."""

    basis: Literal["internal"]
    working_days: Annotated[int, Field(ge=1, le=60)]
    status: Literal[FigureStatus.TO_BE_CONFIRMED]
    note: LongText


class Again(Wire):
    """再次入伍后又退役: whether an item that is given once is given again then, and whom to ask while nobody has said."""

    status: FigureStatus
    text: LongText
    source: SourceKey | None = None

    @model_validator(mode="after")
    def _is_known_by_a_source(self) -> Self:
        if self.status is FigureStatus.CONFIRMED and self.source is None:
            raise ValueError("已核定的须写明来源（source）")
        return self


class Unchecked(Wire):
    """Why an item needs no service check: it neither waits for it nor is blocked by it."""

    reason: LongText
    source: SourceKey


class Item(Wire):
    """`needs_service_check`: with `unchecked` it does not. `contest` is the service check's own.

    `fields` is all that the department is given; those of `requires` may not be left empty. With a material `held_result` the
    applicant may say that they have the result already (`asked_fields`).

    `after_when`: those of `after` that are waited for in some situations only. `office_notes` are for the office's staff.

    `repeat`: what the item is says it, with the reason beside it in its TOML; the service check is no item and has none.

    `notice`: what a place says of the notice within five days; None: nothing.

    `again`: of what is given once, how it is with who served a second time.

    `bound_by`: the laws of procedure that bind the item (行政许可法, for a licence); no sentence says so of another.

    `next_steps`: what comes next, told before and, unless `after_grant` says otherwise, once it is granted.

    `watch_days` is our own bound of supervision in working days, used where no official limit is known.

    It never reaches an applicant as a limit; `time_limits` are the official ones, or 待核定.
    """

    code: ItemCode
    number: Annotated[int, Field(ge=0, le=99)]
    name: Text
    department: Department
    kind: ItemKind
    kind_status: FigureStatus = FigureStatus.TO_BE_CONFIRMED
    bound_by: tuple[SourceKey, ...] = ()
    level: Level
    needs_service_check: bool = True
    unchecked: Unchecked | None = None
    repeat: Repeat | None = None
    after: tuple[ItemCode, ...] = ()
    after_when: dict[ItemCode, tuple[Condition, ...]] = Field(default_factory=dict)
    fields: Annotated[tuple[FieldPath, ...], Field(min_length=1)]
    requires: tuple[FieldPath, ...] = ()
    requires_when: tuple[RequiredWhen, ...] = ()
    conditions: LongText
    result: ItemResult
    next_steps: LongText
    after_grant: LongText | None = None
    watch_days: Annotated[int, Field(ge=1, le=250)]
    visits: Visits
    correction: Correction
    extension: Extension = Field(default_factory=lambda: Extension(status=FigureStatus.TO_BE_CONFIRMED))
    contest: Contest | None = None
    notice: NoticeKind | None = None
    again: Again | None = None
    fee: Fee
    legal_basis: Annotated[tuple[LegalBasis, ...], Field(min_length=1)]
    applies_when: tuple[Rule, ...] = ()
    parts: tuple[Part, ...] = ()
    situations: tuple[Situation, ...] = ()
    materials: Annotated[tuple[Material, ...], Field(min_length=1)]
    time_limits: Annotated[tuple[TimeLimit, ...], Field(min_length=1)]
    deadlines: tuple[ApplicantDeadline, ...] = ()
    examples: tuple[Example, ...] = ()
    notes: tuple[LongText, ...] = ()
    office_notes: tuple[LongText, ...] = ()

    @property
    def asked_fields(self) -> tuple[FieldPath, ...]:
        """What its applicant is asked for: also whether they have its result already, which no office is given."""
        may_be_held = any(material.code == HELD_RESULT for material in self.materials)
        return (*self.fields, *held_fields(self.code)) if may_be_held else self.fields

    @model_validator(mode="after")
    def _says_how_often(self) -> Self:
        if (self.repeat is None) != (self.kind is ItemKind.PRECHECK):
            raise ValueError("写明该事项可以申请几次（repeat = once 或 after_outcome）；前置核查不写")
        if (self.again is None) == (self.repeat is Repeat.ONCE):
            raise ValueError("只办理一次的，写明再次入伍后又退役的怎样办理（again），其他事项不写")
        return self

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.number == 0) != (self.kind is ItemKind.PRECHECK):
            raise ValueError("编号 0 只用于前置核查（precheck）")
        if (self.contest is not None) and self.kind is not ItemKind.PRECHECK:
            raise ValueError("contest 只用于前置核查（precheck）")
        if self.needs_service_check != (self.unchecked is None):
            raise ValueError("needs_service_check = false 时写明 unchecked 的理由和来源，其他事项不写")
        deciding = (*self.applies_when, *(rule for part in self.parts for rule in part.applies_when))
        if any(rule.otherwise is None for rule in deciding):
            raise ValueError("applies_when 的每条规则都要写明 otherwise")
        in_some = {path for one in self.requires_when for path in one.fields}
        if unnamed := {*self.requires, *in_some} - set(self.fields):
            raise ValueError(f"requires 只能是 fields 中的字段：{'、'.join(sorted(unnamed))}")
        if unnamed := set(self.after_when) - set(self.after):
            raise ValueError(f"after_when 只能是 after 中的事项：{'、'.join(sorted(unnamed))}")
        codes = [material.code for material in self.materials]
        if len(set(codes)) != len(codes):
            raise ValueError("材料代码重复")
        return self
