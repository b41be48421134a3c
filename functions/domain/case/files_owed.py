"""Telling an office of files that came after its round was owed: from the write that records one until the office knows.

The next round carries every file of its item, and so does a dispatch to another office: those settle what was owed.
"""

from datetime import datetime, timedelta

from functions.domain.case.item import CaseItem
from functions.domain.case.withdrawal_request import ASK_AGAIN, LONGEST_ASK_AGAIN, arrived_at
from functions.domain.values import replace
from schemas.codes import ItemStatus


def file_came(item: CaseItem, file: str, now: datetime) -> CaseItem:
    """Whoever writes this tells at once; should they die, the sweep looks here. Before the first round nothing is owed."""
    if not item.round or item.outcome:
        return item
    not_before = item.files_not_before if item.files_owed else now + ASK_AGAIN
    return replace(item, files_owed=(*item.files_owed, file), files_not_before=not_before)


def files_untold(item: CaseItem) -> tuple[str, ...]:
    return () if item.outcome else item.files_owed


def files_sendable(item: CaseItem) -> bool:
    """Never before the office has the round; while it waits for a correction, the next round will bring them."""
    arrived = 0 < item.round <= item.sent_round
    return bool(files_untold(item)) and arrived and item.status is not ItemStatus.CORRECTING


def files_look(item: CaseItem) -> datetime | None:
    """From when somebody may tell (again): what waited for the round to arrive goes out at once then."""
    if not files_sendable(item):
        return None
    return max(item.files_not_before or arrived_at(item), arrived_at(item))


def files_due(item: CaseItem, now: datetime) -> bool:
    look = files_look(item)
    return look is not None and look <= now


def file_told(item: CaseItem, file: str) -> CaseItem:
    return replace(item, files_owed=tuple(one for one in item.files_owed if one != file))


def tell_later(item: CaseItem, since: datetime, now: datetime, retry_after: timedelta) -> CaseItem:
    """The office cannot be reached: again later and later, and not before it wishes."""
    waited = min(max(now - since, ASK_AGAIN), LONGEST_ASK_AGAIN)
    return replace(item, files_not_before=now + max(waited, retry_after))
