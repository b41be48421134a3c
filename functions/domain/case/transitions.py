"""What may happen to an item on its way: each takes the old value and returns a new one. What offices say: answered.py."""

from datetime import UTC, datetime

from functions.domain.case.clock_words import days_extended
from functions.domain.case.deliveries import spelled_out
from functions.domain.case.item import (
    CaseItem,
    Wait,
    with_clock,
    with_desk,
    with_dispatch,
    with_files,
    with_todos,
    with_withdrawal,
)
from functions.domain.case.legal_time import known_from
from functions.domain.case.parts import Incident, Trouble
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.clock import TOLERANCE, Deadline
from functions.domain.values import replace
from schemas.case.answers import Answer, Granted, NotAccepted, Refused, Withdrawn
from schemas.codes import ItemStatus, Outcome
from schemas.wire import Wire

OUTCOME_OF: dict[type[Wire], Outcome] = {
    Granted: Outcome.GRANTED,
    Refused: Outcome.REFUSED,
    NotAccepted: Outcome.NOT_ACCEPTED,
    Withdrawn: Outcome.WITHDRAWN,
}


def parked(item: CaseItem, wait: Wait) -> CaseItem:
    """A task waits for this item; an older task's token is replaced."""
    return replace(item, wait=wait, follow_up_at=None, news_at=None)


def released(item: CaseItem, now: datetime) -> CaseItem:
    """Of an item with its outcome, what is to follow from a correction of that is still to come."""
    coming = item.follow_up_at if item.outcome and item.follow_up_at and item.follow_up_at > now else None
    return replace(item, wait=None, released_at=now, follow_up_at=coming, news_at=None)


def round_owed(item: CaseItem, due: Deadline, now: datetime) -> CaseItem:
    """The first round becomes owed; asked again, nothing changes. An incident on the way here is over."""
    if item.dispatch.round:
        return item
    owed = with_dispatch(with_desk(item, incident=None), round=1)
    # In UTC, as it will be read: an item of each case is made here.
    counted = with_clock(owed, due_at=due.at.astimezone(UTC), due_provisional=due.provisional)
    return replace(counted, status=ItemStatus.READY, since=now)


def taken_up(item: CaseItem) -> CaseItem:
    """Somebody is about to send what an operator ordered."""
    if item.dispatch.ordered is None:
        return item
    return with_dispatch(item, ordered="taken" if item.dispatch.ordered == "alone" else None)


def round_sent(item: CaseItem, round_: int, now: datetime) -> CaseItem:
    """The office has this round. Its answer may already be here, and stands."""
    if item.dispatch.round != round_ or item.dispatch.sent_round >= round_:
        return item
    sent = with_clock(
        with_dispatch(
            begun(spelled_out(item), now), sent_round=round_, sent_at=now, trouble=None, ordered=None
        ),
        silent_since=None,
    )
    if item.status is ItemStatus.READY:
        return replace(sent, status=ItemStatus.DISPATCHED, since=now)
    return sent


def begun(item: CaseItem, now: datetime) -> CaseItem:
    """Since when its office may have the round, if sending it takes long: it may have come to the office all the while."""
    since = known_from(item)
    if since is None or now - since <= TOLERANCE:
        return item
    return with_dispatch(item, begun_at=since)


def send_failed(
    item: CaseItem, error: str, not_before: datetime | None, now: datetime, *, said: str | None = None
) -> CaseItem:
    before = item.dispatch.trouble
    trouble = Trouble(
        error=error,
        since=before.since if before else now,
        attempts=before.attempts + 1 if before else 1,
        not_before=not_before,
        said=said,
    )
    return with_dispatch(item, trouble=trouble, ordered=None)


def decided(
    item: CaseItem,
    outcome: Outcome,
    now: datetime,
    *,
    reason: str | None = None,
    at: datetime | None = None,
) -> CaseItem:
    """Whoever writes this goes on to those behind it; who blocks an item does so for another one that was decided.

    `at`: the decision's own time, where the office names it; `since` is when we learned of it.
    """
    return replace(
        with_dispatch(with_desk(item, incident=None), trouble=None),
        status=ItemStatus.DONE,
        since=now,
        outcome=outcome,
        reason=reason,
        decided_at=at or now,
        follow_up_at=None,
        news_at=None if outcome is Outcome.BLOCKED else now + FIRST_CHECK,
    )


def news_owed(item: CaseItem, now: datetime) -> CaseItem:
    """The engine could not be told just now: from here on it is a debt, like any other."""
    return replace(item, news_at=None, follow_up_at=now) if item.news_at else item


def grounds(decision: Answer) -> str | None:
    return decision.reason if isinstance(decision, Refused | NotAccepted) else None


def stopped(item: CaseItem, incident: Incident) -> CaseItem:
    """The item needs an operator; the first incident stands until it is resolved."""
    if item.outcome or item.status is ItemStatus.INCIDENT:
        return item
    kept = begun(item, incident.at) if item.status is ItemStatus.READY else item
    return replace(with_desk(kept, incident=incident), status=ItemStatus.INCIDENT, since=incident.at)


def unheard(item: CaseItem) -> CaseItem:
    """Whoever gets the next dispatch has said nothing of it, has asked nobody to come, and does not know yet that the
    applicant wants the item back; files it carries itself.
    """
    begun = with_clock(
        item,
        accepted_at=None,
        deemed_accepted=False,
        steps=(),
        words=(),
        extended_before=days_extended(item),
        overdue_since=None,
        silent_since=None,
        reminder_owed=False,
    )
    return with_todos(with_files(with_withdrawal(begun, sent=None), owed=(), shipped=()), visit=False)


def overdue(item: CaseItem, now: datetime) -> CaseItem:
    return with_clock(item, overdue_since=item.clock.overdue_since or now)


def with_due(item: CaseItem, due: Deadline | None, now: datetime) -> CaseItem:
    """An item that is due later than now is not overdue any more, and will be marked again if it is."""
    if due is None:
        return item
    late = item.clock.overdue_since if due.at <= now else None
    return with_clock(item, due_at=due.at, due_provisional=due.provisional, overdue_since=late)
