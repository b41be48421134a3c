"""Ratings (好差评) at the edge: our own five levels, or either of the two code directions in use.

GB/T 39046-2020 Annex A.8 counts 1 = 非常满意 … 5 = 非常不满意; Guangdong's tablet interface counts the other way round.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.codes import Department
from schemas.codes_citizen import RatingChannel, RatingLevel, RatingTag
from schemas.plain_text import PARAGRAPHS
from schemas.refusing import refuse
from schemas.wire import Instant, ItemCode, Reference, Wire

BEST_FIRST = tuple(RatingLevel)
Scale = Literal["gb_t_39046", "guangdong_tablet"]
SCALES: tuple[Scale, ...] = ("gb_t_39046", "guangdong_tablet")
# Of the return visit (回访) that a bad rating owes: overdue is owed, too, and is told as overdue.
VisitState = Literal["owed", "overdue", "paid"]
_Code = Annotated[int, Field(ge=1, le=5)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), PARAGRAPHS]


def level_of(scale: Scale, code: int) -> RatingLevel:
    return BEST_FIRST[code - 1] if scale == "gb_t_39046" else BEST_FIRST[-code]


def code_of(scale: Scale, level: RatingLevel) -> int:
    place = BEST_FIRST.index(level)
    return place + 1 if scale == "gb_t_39046" else len(BEST_FIRST) - place


class CodedLevel(Wire):
    """A level as another system writes it: in which direction it counts has to be said."""

    scale: Scale
    code: _Code


class RatingOrder(Wire):
    """`level` or `coded`, one of the two. `text` is kept sealed: a person may write anything there."""

    item: ItemCode
    level: RatingLevel | None = None
    coded: CodedLevel | None = None
    tags: Annotated[tuple[RatingTag, ...], Field(max_length=10)] = ()
    text: _Words | None = None
    channel: RatingChannel = RatingChannel.OTHER

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.level is None) == (self.coded is None):
            refuse((("level",), "请在“评价等级”和“带方向的代码”中填写一项，不要都填。"))
        if len(set(self.tags)) < len(self.tags):
            refuse((("tags",), "评价标签不能重复。"))
        return self

    @property
    def given(self) -> RatingLevel:
        if self.coded:
            return level_of(self.coded.scale, self.coded.code)
        if self.level is None:
            raise ValueError("neither level nor coded")
        return self.level


class CodesView(Wire):
    """The level in both directions."""

    gb_t_39046: _Code
    guangdong_tablet: _Code


class RatingView(Wire):
    """`visit_due`: until when the office is to call back about a bad rating; `visited_at`: when it did."""

    item: ItemCode
    item_name: str
    level: RatingLevel
    level_text: str
    codes: CodesView
    tags: tuple[RatingTag, ...]
    tag_texts: tuple[str, ...]
    text: str | None
    rated_at: Instant
    changed_at: Instant
    changeable_until: Instant
    visit_due: Instant | None
    visited_at: Instant | None


class RatingListView(Wire):
    """`rateable`: the items that can be rated and are not."""

    ratings: tuple[RatingView, ...]
    rateable: tuple[ItemCode, ...]


class VisitReport(Wire):
    """回访: what the office did about a bad rating. `reached`: whether it spoke with the applicant."""

    reached: bool
    done: Annotated[str, StringConstraints(min_length=5, max_length=1000, strip_whitespace=True), PARAGRAPHS]


class ContactView(Wire):
    """Of the form only what the department sees of this item anyway."""

    name: str | None
    phone: str | None


class VisitView(Wire):
    """One return visit (回访) that an office owes."""

    case_id: str
    reference: Reference
    department: Department
    item: ItemCode
    name: str
    office: str | None
    level: RatingLevel
    level_text: str
    tag_texts: tuple[str, ...]
    text: str | None
    contact: ContactView
    rated_at: Instant
    due_at: Instant
    overdue: bool


class VisitListView(Wire):
    """The nearest due first, office by office. `cursor` null at the end. `unreadable`: what is damaged, by its case's id and
    its code."""

    entries: tuple[VisitView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class VisitReceiptView(Wire):
    reference: Reference
    item: ItemCode
    visited_at: Instant
    next_steps: str
