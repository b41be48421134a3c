"""When the sweep looks at an item or a case: each debt says from when on it may be done, and the earliest is what the row is
found by.

Debts that nothing but time makes due (bounds, silence, runs) are found by the looks at their case, later and later.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from functions.domain.case.appointments import reminder_look, void_look
from functions.domain.case.case import Case
from functions.domain.case.consequences import Block, Resume
from functions.domain.case.item import CaseItem, is_ordered, with_aftercare
from functions.domain.case.notices_owed import correction_look
from functions.domain.case.office_debts import files_look, withdrawal_look
from functions.domain.case.ratings import next_look
from functions.domain.case.transitions import released
from functions.domain.case.waits import FIRST_CHECK, SENDING, is_over_by_itself
from functions.domain.upkeep.debts import (
    DeemAccepted,
    Escalate,
    FreeAppointment,
    HandOver,
    MarkSilent,
    MarkUnvisited,
    NextRun,
    Recompute,
    RemindAppointment,
    RemindDeferred,
    SendFiles,
    SendReminder,
    SendRound,
    SendWithdrawal,
    SettleDraft,
    StartRun,
    StopRun,
)
from functions.domain.values import replace
from schemas.codes import CaseStatus

# So long the engine has to send by itself what an operator ordered.
ENGINE_FIRST = timedelta(seconds=5)
_Look = Callable[[CaseItem], datetime | None]


def follow_up_look(item: CaseItem) -> datetime | None:
    return item.follow_up_at


def resume_look(item: CaseItem) -> datetime | None:
    """Whoever ended the wait by a write ends the task too."""
    if item.wait is None or item.news_at or not is_over_by_itself(item):
        return None
    return max(item.since, item.wait.since) + FIRST_CHECK


def order_look(item: CaseItem) -> datetime | None:
    """From when the sweep sends what an operator ordered, if the engine does not: it may be at rest between two tries."""
    if not is_ordered(item) or not (item.wait is None or item.wait.state in SENDING):
        return None
    wished = item.dispatch.trouble.not_before if item.dispatch.trouble else None
    # A wait that was noted as ended only now: the engine goes on from there.
    begun = max(item.since, item.released_at or item.since)
    return max(begun + ENGINE_FIRST, wished or begun)


def order_due(item: CaseItem, now: datetime) -> bool:
    look = order_look(item)
    return look is not None and look <= now


# Of those behind an item its own look tells: they are blocked, or go on, because of what became of this one.
OF_ITEMS: Mapping[type, _Look] = {
    Block: follow_up_look,
    Resume: resume_look,
    SendWithdrawal: withdrawal_look,
    SendFiles: files_look,
    MarkUnvisited: next_look,
    RemindAppointment: reminder_look,
    FreeAppointment: void_look,
    # Of what an operator ordered; what whoever owed it died over is found by the looks at its case.
    SendRound: order_look,
}
OF_CASES = frozenset(
    {
        SettleDraft,
        StartRun,
        NextRun,
        HandOver,
        StopRun,
        Recompute,
        DeemAccepted,
        Escalate,
        MarkSilent,
        SendReminder,
        RemindDeferred,
    }
)
_LOOKS = (*OF_ITEMS.values(), correction_look)


def look_at(item: CaseItem) -> datetime | None:
    """None: nothing is owed that the looks at the case would not find in time."""
    return min((at for look in _LOOKS if (at := look(item)) is not None), default=None)


def stamped(item: CaseItem) -> CaseItem:
    """As it is written: every store asks here. A row has one place in the sweep's list, so of an item that owes something
    else its news is a debt too.
    """
    at = look_at(item)
    if at and item.news_at:
        item = replace(item, news_at=None, follow_up_at=item.follow_up_at or item.news_at)
        at = look_at(item)
    return item if item.check_at == at else replace(item, check_at=at)


def case_stamped(case: Case) -> Case:
    """The same of a case."""
    watch = case.watch_not_before if case.status is CaseStatus.OPEN else None
    at = min((at for at in (watch, case.notice_not_before) if at is not None), default=None)
    return replace(case, watch_not_before=watch, check_at=at)


def case_read(case: Case) -> Case:
    """As its row tells: where one moment stands alone, as in all rows of before, it is what an open case is watched by, and
    when a closed one's notice is tried.
    """
    if case.status is CaseStatus.OPEN:
        return case if case.watch_not_before else replace(case, watch_not_before=case.check_at)
    return case if case.notice_not_before else replace(case, notice_not_before=case.check_at)


def looked_at(item: CaseItem, now: datetime, *, closed: bool) -> CaseItem:
    """The sweep came and found nothing owed to waits. Of a closed case nothing waits any more."""
    settled = replace(
        with_aftercare(item, notice_not_before=_unless_past(item.aftercare.notice_not_before, now)),
        follow_up_at=_unless_past(item.follow_up_at, now),
    )
    return released(settled, now) if closed and settled.wait else settled


def _unless_past(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None
