"""How one item went, as its case's history tells it until the case was closed; after that only what was put right and rated.

Of any moment since then the same is told for ever: what is counted can be taken back and counted again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.case.case import Event
from functions.domain.case.clock_words import steps_of, stopped_since
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.clock import Calendar, shanghai_date, working_days_between
from functions.domain.deadlines.due import due_counted, received_on
from functions.domain.national.outcomes import event_told_at, outcome_told, said
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, EventKind, Outcome

_BY_OFFICES = frozenset({Outcome.GRANTED, Outcome.REFUSED, Outcome.NOT_ACCEPTED})
_OF_CLOCK = frozenset({AnswerType.ACCEPTED, AnswerType.SUSPENDED, AnswerType.RESUMED, AnswerType.EXTENDED})


@dataclass(frozen=True, slots=True)
class ItemCourse:
    """`begun`: its first dispatch; `decided`: by an office, by the time that it names, and None where none did. `level`: of
    its rating. `first` was its outcome before anything was put right.
    """

    first: Outcome
    outcome: Outcome
    begun: datetime | None
    decided: datetime | None
    corrections: int
    incidents: int
    visits: int
    fetched: bool
    level: str | None


def course_of(
    item: CaseItem, history: Iterable[Event], closed: datetime, until: datetime
) -> ItemCourse | None:
    """`history`: the item's own lines. None for what has no outcome."""
    lines = sorted((event for event in history if event.at <= until), key=lambda event: event.at)
    early = [event for event in lines if event.at <= closed]
    deciding = next((event for event in early if outcome_told(event)), None)
    first, outcome = _outcomes(item, history, until)
    if first is None or outcome is None:
        return None
    before = early[: early.index(deciding) + 1] if deciding else early
    return ItemCourse(
        first=first,
        outcome=outcome,
        begun=min((event.at for event in before if event.kind in _REACHED), default=None),
        decided=event_told_at(deciding) if deciding and first in _BY_OFFICES else None,
        corrections=sum(_asks(event) for event in before),
        incidents=sum(_is_trouble(event) for event in before),
        visits=sum(event.kind is EventKind.ATTENDED for event in early),
        fetched=first is Outcome.GRANTED and deciding is not None and _at_window(deciding),
        level=next((_level(event) for event in reversed(lines) if event.kind is EventKind.RATED), None),
    )


_REACHED = frozenset({EventKind.DISPATCHED, EventKind.ANSWERED})


def _outcomes(
    item: CaseItem, history: Iterable[Event], until: datetime
) -> tuple[Outcome | None, Outcome | None]:
    """The first one, and the one that stood at that moment: each act that put it right says what it was before."""
    righted = sorted(
        (event for event in history if event.kind is EventKind.OVERRIDDEN), key=lambda event: event.at
    )
    if not righted:
        return item.outcome, item.outcome
    first = Outcome(righted[0].detail["before"]["outcome"])
    told = [outcome_told(event) for event in righted if event.at <= until]
    return first, (told[-1] if told else first)


def _asks(event: Event) -> bool:
    return event.kind is EventKind.ANSWERED and said(event, "type") == AnswerType.CORRECTION_REQUESTED


def _is_trouble(event: Event) -> bool:
    reported = event.kind is EventKind.ANSWERED and said(event, "type") == AnswerType.PROBLEM
    return reported or event.kind is EventKind.INCIDENT


def _at_window(deciding: Event) -> bool:
    """An office's answer, or what an operator entered of it."""
    decision: Any = deciding.detail.get("decision")
    result = decision.get("result") if isinstance(decision, dict) else said(deciding, "result")
    return isinstance(result, dict) and result.get("delivery") == "window"


def _level(event: Event) -> str:
    return str(said(event, "level"))


def as_closed(item: CaseItem, history: Sequence[Event], closed: datetime, calendar: Calendar) -> CaseItem:
    """With the clock as it was known then: an office's word of before its decision may arrive after the closing."""
    late = [event for event in history if event.at > closed and _is_of_clock(event)]
    if not late:
        return item
    unsaid = {(said(event, "type"), event_told_at(event)) for event in late}
    words = tuple(word for word in item.clock.words if (word.kind, word.at) not in unsaid)
    accepted = item.clock.accepted_at
    if (AnswerType.ACCEPTED, accepted) in unsaid:
        accepted = _accepted_before(item, history, closed)
    then = with_clock(item, words=words, accepted_at=accepted)
    due = due_counted(then, calendar)
    return with_clock(then, due_at=due.at) if due else then


def _is_of_clock(event: Event) -> bool:
    return event.kind is EventKind.ANSWERED and said(event, "type") in _OF_CLOCK


def _accepted_before(item: CaseItem, history: Sequence[Event], closed: datetime) -> datetime | None:
    early = [event for event in history if event.at <= closed]
    if any(event.kind is EventKind.DEEMED_ACCEPTED for event in early):
        return received_on(item)
    told = (event_told_at(one) for one in early if _is_of_clock(one) and said(one, "type") == "accepted")
    return min(told, default=None)


def used(item: CaseItem, decided: datetime, unit: Unit, calendar: Calendar) -> int | None:
    """On the clock: from the acceptance of the last round, or its receipt, without the time that the clock stood. None where
    nothing says when it began.
    """
    start = item.clock.accepted_at or received_on(item)
    if start is None:
        return None
    days = days_between(start, decided, unit, calendar)
    for since, until in _stood(item, start, decided):
        days -= days_between(since, until, unit, calendar)
    return max(days, 0)


def is_in_time(item: CaseItem, decided: datetime) -> bool:
    """A clock that stood when the office decided is compared by when it stopped. A limit ends with its last day's last second
    (clock.py), the whole of which is in time.
    """
    ends = decided
    if since := stopped_since(item):
        ends = min(decided, since)
    return item.clock.due_at is None or ends.replace(microsecond=0) <= item.clock.due_at


def days_between(start: datetime, end: datetime, unit: Unit, calendar: Calendar) -> int:
    first, last = shanghai_date(start), shanghai_date(end)
    if unit is Unit.WORKING_DAY:
        return max(working_days_between(first, last, calendar), 0)
    return max((last - first).days, 0)


def _stood(item: CaseItem, start: datetime, decided: datetime) -> list[tuple[datetime, datetime]]:
    stops = [(step.since, step.until) for step in steps_of(item) if step.until > step.since]
    if since := stopped_since(item):
        stops.append((since, decided))
    return [(max(since, start), min(until, decided)) for since, until in stops if until > start]
