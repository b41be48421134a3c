"""Whether an item was accepted, how it ended, and when the history first told so."""

from datetime import datetime

from functions.domain.national.export import Exported
from functions.domain.national.outcomes import TAKEN_UP, outcome_told, tells_taken_up
from schemas.codes import EventKind, Outcome


def is_taken_up(one: Exported) -> bool:
    """受理: an item that never was, or was turned away (不予受理), has no row in the table of accepted cases.

    Sent to another office afterwards it keeps its row, for that may have been told: the new day is pending.
    """
    now = one.item.clock.accepted_at is not None or one.item.outcome in TAKEN_UP
    return now or any(map(tells_taken_up, one.history))


def first_taken_up(one: Exported) -> datetime | None:
    """When it was first told, however often the office has changed since."""
    told = (event.at for event in one.history if tells_taken_up(event))
    return min(told, default=one.item.clock.heard_at or one.item.since)


def first_decided(one: Exported) -> datetime | None:
    told = (event.at for event in one.history if outcome_told(event))
    return min(told, default=one.item.since)


def ended_by_operator(one: Exported) -> bool:
    """终止办理: ended by an operator, which is neither the applicant's withdrawal nor the office's word."""
    told = [event.kind for event in one.history if outcome_told(event)]
    return one.item.outcome is Outcome.WITHDRAWN and told[-1:] == [EventKind.ABANDONED]
