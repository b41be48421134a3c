"""业务口径和通知: what the province tells its cities, a city its counties and offices; what they ask back."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.codes import Department, Role
from schemas.ids import CIRCULAR_ID
from schemas.plain_text import ON_ARRIVAL, ONE_LINE, PARAGRAPHS
from schemas.wire import CalendarDate, Instant, ItemCode, ReasonText, RegionCode, Text, Wire

# `rule`: how something is to be handled (业务口径); `notice`: that something is so (通知).
CircularKind = Literal["rule", "notice"]
CircularState = Literal["in_force", "replaced", "withdrawn"]
_Title = Annotated[
    str, StringConstraints(min_length=4, max_length=80, strip_whitespace=True), ON_ARRIVAL, ONE_LINE
]
_Words = Annotated[
    str, StringConstraints(min_length=10, max_length=8000, strip_whitespace=True), ON_ARRIVAL, PARAGRAPHS
]
_Said = Annotated[
    str, StringConstraints(min_length=5, max_length=1000, strip_whitespace=True), ON_ARRIVAL, PARAGRAPHS
]


class CircularOrder(Wire):
    """`region`: whom it is for, the place and all within it. No `departments`: all; no `items`: none in particular."""

    region: RegionCode
    kind: CircularKind
    title: _Title
    text: _Words
    source: Text | None = None
    items: Annotated[tuple[ItemCode, ...], Field(max_length=13)] = ()
    departments: Annotated[tuple[Department, ...], Field(max_length=5)] = ()
    effective_on: CalendarDate
    acknowledge_by: CalendarDate | None = None
    replaces: Annotated[str, StringConstraints(pattern=rf"^{CIRCULAR_ID}$")] | None = None


class CircularWithdrawal(Wire):
    reason: ReasonText


class CircularQuestion(Wire):
    """Kept sealed."""

    text: _Said


class CircularAnswer(Wire):
    text: _Said


class CircularView(Wire):
    """`replaced_on`: it applies until the day before. `acknowledged_at`: by whoever asks. `by`, `ended_by`: who issued and
    who withdrew it, for operators alone.
    """

    id: str
    region: RegionCode
    region_text: str
    kind: CircularKind
    kind_text: str
    title: str
    text: str
    source: str | None
    items: tuple[str, ...]
    item_texts: tuple[str, ...]
    departments: tuple[Department, ...]
    department_texts: tuple[str, ...]
    effective_on: CalendarDate
    acknowledge_by: CalendarDate | None
    published_at: Instant
    state: CircularState
    state_text: str
    reason: str | None
    replaces: str | None
    replaced_by: str | None
    replaced_on: CalendarDate | None
    acknowledged_at: Instant | None
    by: str | None = None
    ended_by: str | None = None


class CircularPageView(Wire):
    """One place after the other, the reader's own first; of each place the newest first. `unreadable`: what is damaged."""

    entries: tuple[CircularView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class AcknowledgementView(Wire):
    at: Instant
    by: str
    role: Role
    role_text: str
    region: RegionCode
    region_text: str
    department: Department | None
    department_text: str


class AcknowledgementPageView(Wire):
    """`silent`: of the places right under the circular's own, those where nobody has acknowledged it.
    `unreadable`: what is damaged."""

    entries: tuple[AcknowledgementView, ...]
    silent: tuple[str, ...]
    silent_texts: tuple[str, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class CircularQuestionView(Wire):
    """Whoever may read the circular may read what was asked of it, and what was answered; nobody reads who asked.

    `answered_by`: for operators alone.
    """

    id: str
    circular: str
    text: str
    region: RegionCode
    region_text: str
    asker_text: str
    at: Instant
    answer: str | None
    answered_at: Instant | None
    answered_by: str | None = None


class CircularQuestionPageView(Wire):
    """The oldest first. `unreadable`: what is damaged."""

    entries: tuple[CircularQuestionView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
