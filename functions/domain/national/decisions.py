"""What an event of an item's history tells of its acceptance and of its decision."""

from datetime import datetime

from functions.domain.case.case import Event
from functions.domain.national.export import Exported, said
from schemas.codes import AnswerType, EventKind, Outcome

# 受理 goes before a decision on the matter itself: what is only turned away was never taken up.
_TAKEN_UP = frozenset({Outcome.GRANTED, Outcome.REFUSED})
_DECIDES = {
    EventKind.LAPSED: Outcome.LAPSED,
    EventKind.WITHDRAWN: Outcome.WITHDRAWN,
    EventKind.ABANDONED: Outcome.WITHDRAWN,
}
_BY_OPERATORS = frozenset({EventKind.SETTLED, EventKind.OVERRIDDEN})


def outcome_told(event: Event) -> Outcome | None:
    if event.kind is EventKind.ANSWERED:
        kind = said(event, "type")
        return Outcome(kind) if kind in set(Outcome) else None
    if event.kind in _BY_OPERATORS:
        return _after(event)
    return _DECIDES.get(event.kind)


def is_taken_up(one: Exported) -> bool:
    """受理: an item that is not (yet), or was turned away (不予受理), has no row in the table of accepted cases."""
    return one.item.accepted_at is not None or one.item.outcome in _TAKEN_UP


def tells_taken_up(event: Event) -> bool:
    accepts = event.kind is EventKind.ANSWERED and said(event, "type") == AnswerType.ACCEPTED
    return accepts or event.kind is EventKind.DEEMED_ACCEPTED or outcome_told(event) in _TAKEN_UP


def first_taken_up(one: Exported) -> datetime | None:
    """When it was first told, however often the office has changed since."""
    told = (event.at for event in one.history if tells_taken_up(event))
    return min(told, default=one.item.accepted_at or one.item.decided_at)


def first_decided(one: Exported) -> datetime | None:
    told = (event.at for event in one.history if outcome_told(event))
    return min(told, default=one.item.decided_at)


def is_abandoned(one: Exported) -> bool:
    """终止办理: ended by an operator, which is neither the applicant's withdrawal nor the office's word."""
    told = [event.kind for event in one.history if outcome_told(event)]
    return one.item.outcome is Outcome.WITHDRAWN and told[-1:] == [EventKind.ABANDONED]


def _after(event: Event) -> Outcome | None:
    after = event.detail.get("after", {}).get("outcome")
    return Outcome(after) if after else None
