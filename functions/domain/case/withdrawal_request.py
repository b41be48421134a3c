"""Asking an office to let an item go (撤回): what is owed from the applicant's request until the office knows of it."""

from datetime import datetime, timedelta

from functions.domain.case.item import CaseItem
from functions.domain.values import replace
from schemas.codes import ItemStatus

# Nobody asks twice within a minute: whoever recorded the request asks first, then the sweep.
ASK_AGAIN = timedelta(minutes=1)
LONGEST_ASK_AGAIN = timedelta(hours=1)


def withdrawal_owed(item: CaseItem) -> bool:
    """The applicant asked, and the office has not acknowledged that it knows."""
    return item.outcome is None and item.withdrawal_at is not None and item.withdrawal_sent is None


def withdrawal_sendable(item: CaseItem) -> bool:
    """An office is asked about what it has: never before it has the round, unless nobody sends that any more."""
    arrived = item.sent_round >= item.round or item.status is ItemStatus.INCIDENT
    return withdrawal_owed(item) and item.round > 0 and arrived


def arrived_at(item: CaseItem) -> datetime:
    """Since when the office has the round; for one that nobody sends any more, since when that is so."""
    return item.sent_at if item.sent_at and item.sent_round >= item.round else item.since


def withdrawal_look(item: CaseItem) -> datetime | None:
    """From when somebody may ask (again): a request that waited for the round to arrive goes out at once then."""
    if not withdrawal_sendable(item):
        return None
    return max(item.withdrawal_not_before or arrived_at(item), arrived_at(item))


def withdrawal_due(item: CaseItem, now: datetime) -> bool:
    look = withdrawal_look(item)
    return look is not None and look <= now


def asked(item: CaseItem, now: datetime) -> CaseItem:
    """Whoever writes this asks at once; should they die, the sweep looks here."""
    return replace(item, withdrawal_at=now, withdrawal_sent=None, withdrawal_not_before=now + ASK_AGAIN)


def told(item: CaseItem, now: datetime) -> CaseItem:
    return replace(item, withdrawal_sent=now) if withdrawal_owed(item) else item


def ask_later(item: CaseItem, now: datetime, retry_after: timedelta) -> CaseItem:
    """The office cannot be reached: again later and later, and not before it wishes."""
    if not withdrawal_owed(item) or item.withdrawal_at is None:
        return item
    waited = min(max(now - item.withdrawal_at, ASK_AGAIN), LONGEST_ASK_AGAIN)
    return replace(item, withdrawal_not_before=now + max(waited, retry_after))
