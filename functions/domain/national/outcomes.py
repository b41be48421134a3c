"""What an event of an item's history tells of its acceptance and of its decision."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from functions.domain.case.case import Event
from schemas.codes import AnswerType, EventKind, Outcome

# 受理 goes before a decision on the matter itself: what is only turned away was never taken up.
TAKEN_UP = frozenset({Outcome.GRANTED, Outcome.REFUSED})
_DECIDES = {
    EventKind.LAPSED: Outcome.LAPSED,
    EventKind.WITHDRAWN: Outcome.WITHDRAWN,
    EventKind.ABANDONED: Outcome.WITHDRAWN,
}
_BY_OPERATORS = frozenset({EventKind.SETTLED, EventKind.OVERRIDDEN})


def said(event: Event, name: str) -> Any:
    """Of a department's answer, or of the event itself."""
    answer = event.detail.get("answer")
    return answer.get(name) if isinstance(answer, dict) else event.detail.get(name)


def event_told_at(event: Event) -> datetime:
    """When it happened: an office names the time itself, whenever its word arrived."""
    at = said(event, "at") if event.kind is EventKind.ANSWERED else None
    return datetime.fromisoformat(at) if at else event.at


def outcome_told(event: Event) -> Outcome | None:
    if event.kind is EventKind.ANSWERED:
        kind = said(event, "type")
        return Outcome(kind) if kind in set(Outcome) else None
    if event.kind in _BY_OPERATORS:
        return _after(event)
    return _DECIDES.get(event.kind)


def tells_taken_up(event: Event) -> bool:
    accepts = event.kind is EventKind.ANSWERED and said(event, "type") == AnswerType.ACCEPTED
    return accepts or event.kind is EventKind.DEEMED_ACCEPTED or outcome_told(event) in TAKEN_UP


def without_vain(events: Iterable[Event]) -> Iterator[Event]:
    """What an office says of an item that has its outcome changes nothing, and is no step, unless it came before that."""
    decided: datetime | None = None
    for event in events:
        if decided is None or event.kind is not EventKind.ANSWERED or _was_before(event, decided):
            yield event
        if decided is None and outcome_told(event) is not None:
            decided = event_told_at(event)


def _was_before(event: Event, decided: datetime) -> bool:
    return outcome_told(event) is None and event_told_at(event) <= decided


def _after(event: Event) -> Outcome | None:
    after = event.detail.get("after", {}).get("outcome")
    return Outcome(after) if after else None
