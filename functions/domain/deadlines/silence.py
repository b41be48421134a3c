"""Silence of an office (部门久未答复), alarmed on before the limit; and that nothing is silently lost."""

from datetime import datetime, timedelta

from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_APPLICANT, WITH_DEPARTMENT, CaseItem, attention
from functions.domain.clock import Calendar, deadline
from functions.domain.deadlines.due import received_on
from schemas.catalogue.figures import Unit
from schemas.codes import CaseStatus, ItemStatus

SILENT_DAYS = 5
# How long an item may stand between its last prerequisite and its first round: the engine may be down that long.
READY_WITHIN = timedelta(days=1)

# As what a sweep keeps a case of which items are: a fault of ours, told until they are no longer.
SILENTLY_LOST = "SilentlyLost"


def silent_at(item: CaseItem, calendar: Calendar) -> datetime | None:
    """From when the office counts as silent; None while nothing is expected of it.

    That is halfway from its last authenticated word on this round, or from the dispatch, to the due time, or after
    five working days, whichever is earlier. While the clock stands (特别程序) it is our own bound of supervision: no
    limit runs then, but no wait is without an end that somebody sees.
    """
    last = last_word(item)
    if item.status not in WITH_DEPARTMENT or last is None:
        return None
    if item.status is ItemStatus.SUSPENDED:
        return deadline(last, item.bounds.watch_days, Unit.WORKING_DAY, calendar).at
    days = deadline(last, SILENT_DAYS, Unit.WORKING_DAY, calendar).at
    if item.clock.due_at is None or item.clock.due_at <= last:
        return days
    return min(days, last + (item.clock.due_at - last) / 2)


def last_word(item: CaseItem) -> datetime | None:
    """The office's last authenticated word on the present round, or when it got the round; None while it has not."""
    received = received_on(item)
    return max(received, item.clock.heard_at or received) if received else None


def silently_lost(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Codes of items that are accepted but neither final, nor open and on time, nor shown to an operator.

    Always empty after a sweep that could do its repairs; whatever stands here is a fault of ours.
    """
    if ledger.case.status is CaseStatus.CLOSED:
        return tuple(item.code for item in ledger.items if item.outcome is None)
    return tuple(item.code for item in ledger.items if not _accounted(ledger, item, now))


def _accounted(ledger: Ledger, item: CaseItem, now: datetime) -> bool:
    # What is on its way is seen, and must be on time all the same.
    if item.outcome or attention(item) not in (None, "sending"):
        return True
    if item.status is ItemStatus.SUSPENDED:
        return True
    if item.status in WITH_APPLICANT:
        return item.clock.correct_by is not None and now < item.clock.correct_by
    if item.dispatch.round:
        return item.clock.due_at is not None and now < item.clock.due_at
    return _waits_for_others(ledger, item, now)


def _waits_for_others(ledger: Ledger, item: CaseItem, now: datetime) -> bool:
    """An open prerequisite is accounted for itself; otherwise the item was free since the last one was decided."""
    before = ledger.prerequisites(item)
    if not all(one.outcome for one in before):
        return True
    free = max([item.since, *(one.since for one in before)])
    return now < free + READY_WITHIN
