"""What the office of an item is owed a word of, from the write that records it until the office knows: that the applicant
asks to withdraw it (撤回), and files that came after its round was owed (补交材料).

The next round carries every file of its item, and so does a dispatch to another office: those settle what was owed.
"""

from datetime import datetime, timedelta

from functions.domain.case.item import WITH_APPLICANT, CaseItem, with_files, with_withdrawal
from schemas.codes import ItemStatus

# Nobody asks twice within a minute.
ASK_AGAIN = timedelta(minutes=1)
LONGEST_ASK_AGAIN = timedelta(hours=1)


def withdrawal_owed(item: CaseItem) -> bool:
    """The applicant asked, and the office has not acknowledged that it knows."""
    return item.outcome is None and item.withdrawal.at is not None and item.withdrawal.sent is None


def withdrawal_sendable(item: CaseItem) -> bool:
    """An office is asked about what it has: never before it has the round, unless nobody sends that any more."""
    arrived = item.dispatch.has_arrived or item.status is ItemStatus.INCIDENT
    return withdrawal_owed(item) and item.dispatch.round > 0 and arrived


def arrived_at(item: CaseItem) -> datetime:
    """Since when the office has the round; for one that nobody sends any more, since when that is so."""
    return item.dispatch.arrived_at or item.since


def withdrawal_look(item: CaseItem) -> datetime | None:
    """From when somebody may ask (again): a request that waited for the round to arrive goes out at once then."""
    if not withdrawal_sendable(item):
        return None
    return max(item.withdrawal.not_before or arrived_at(item), arrived_at(item))


def withdrawal_due(item: CaseItem, now: datetime) -> bool:
    look = withdrawal_look(item)
    return look is not None and look <= now


def asked(item: CaseItem, now: datetime) -> CaseItem:
    """The sweep looks here, and asks: no request waits for an office."""
    return with_withdrawal(item, at=now, sent=None, not_before=now)


def withdrawal_told(item: CaseItem, now: datetime) -> CaseItem:
    return with_withdrawal(item, sent=now) if withdrawal_owed(item) else item


def ask_later(item: CaseItem, now: datetime, retry_after: timedelta) -> CaseItem:
    """The office cannot be reached: again later and later, and not before it wishes."""
    if not withdrawal_owed(item) or item.withdrawal.at is None:
        return item
    waited = min(max(now - item.withdrawal.at, ASK_AGAIN), LONGEST_ASK_AGAIN)
    return with_withdrawal(item, not_before=now + max(waited, retry_after))


def file_came(item: CaseItem, file: str, now: datetime) -> CaseItem:
    """The sweep looks here, and tells. Before the first round nothing is owed."""
    if not item.dispatch.round or item.outcome:
        return item
    not_before = item.files.not_before if item.files.owed else now
    return with_files(item, owed=(*item.files.owed, file), not_before=not_before)


def files_untold(item: CaseItem) -> tuple[str, ...]:
    return () if item.outcome else item.files.owed


def files_sendable(item: CaseItem) -> bool:
    """Never before the office has the round; while it waits for its applicant, the next round will bring them."""
    return bool(files_untold(item)) and item.dispatch.has_arrived and item.status not in WITH_APPLICANT


def files_look(item: CaseItem) -> datetime | None:
    """From when somebody may tell (again): what waited for the round to arrive goes out at once then."""
    if not files_sendable(item):
        return None
    return max(item.files.not_before or arrived_at(item), arrived_at(item))


def files_due(item: CaseItem, now: datetime) -> bool:
    look = files_look(item)
    return look is not None and look <= now


def file_told(item: CaseItem, file: str, *, by_shipment: bool = False) -> CaseItem:
    """`by_shipment`: an office behind an air gap learns of it from its next file (exchange.py)."""
    left = tuple(one for one in item.files.owed if one != file)
    shipped = (*item.files.shipped, file) if by_shipment else item.files.shipped
    return with_files(item, owed=left, shipped=shipped)


def tell_later(item: CaseItem, since: datetime, now: datetime, retry_after: timedelta) -> CaseItem:
    """The office cannot be reached: again later and later, and not before it wishes."""
    waited = min(max(now - since, ASK_AGAIN), LONGEST_ASK_AGAIN)
    return with_files(item, not_before=now + max(waited, retry_after))
