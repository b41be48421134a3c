"""What is owed for a case, as data: `plan` is pure and total; `usecases/upkeep/repair.py` does each one, conditionally.

The same plan serves the moment after an answer (`owed`) and the sweep (`plan`), so nothing is repaired that would not
also be done in the ordinary course.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zlib import crc32

from functions.domain.case.appointments import is_void, reminder_due
from functions.domain.case.case import Case, Ledger
from functions.domain.case.consequences import Block, Resume, is_news, owed
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import files_due, withdrawal_due
from functions.domain.case.ratings import visit_overdue
from functions.domain.case.supply import reminder_of_deferred_due
from functions.domain.case.waits import FIRST_CHECK, SENDING, UNSENT_AFTER, waits_in
from functions.domain.clock import Calendar
from functions.domain.deadlines.bounds import (
    counted_again,
    deemed_accepted,
    fallen_silent,
    past_bound,
    reminder_is_due,
)
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
    Repair,
    SendFiles,
    SendReminder,
    SendRound,
    SendWithdrawal,
    SettleDraft,
    StartRun,
    StopRun,
)
from functions.domain.upkeep.looks import order_due
from functions.domain.upkeep.runs import (
    STRANDED_AFTER,
    AnyRun,
    Ended,
    Unasked,
    is_running,
    is_stranded,
    must_hand_over,
)
from schemas.codes import CaseStatus, ItemStatus

LONGEST_CHECK = timedelta(hours=6)
# By so much a machine's clock may be set back, and what was marked meanwhile is told all the same.
SET_BACK = timedelta(minutes=15)
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def plan(
    ledger: Ledger,
    run: AnyRun | Ended | Unasked | None,
    now: datetime,
    *,
    calendar: Calendar,
    earlier: AnyRun | None = None,
) -> tuple[Repair, ...]:
    """Everything owed. `run` is the case's present one, `earlier` the one before it; None if the engine knows neither, and
    Unasked where it was not asked or does not tell: what the ledger itself owes does not wait for that.

    Of a closed case nothing but its draft's end, what its ratings owe, and a time that nobody comes at.
    """
    drafts = (SettleDraft(ledger.case.draft),) if ledger.case.draft else ()
    visits = (
        *(MarkUnvisited(item) for item in ledger.held if visit_overdue(item, now)),
        *(FreeAppointment(item) for item in ledger.held if is_void(item)),
    )
    if ledger.case.status is CaseStatus.CLOSED:
        return (*drafts, *visits)
    bounds = (repair for item in ledger.items for repair in _of_bounds(item, now, calendar))
    # The ledger's own debts come first and do not wait for a run: what a lost run left behind is not found again later.
    return (
        *bounds,
        *debts_of(ledger, now),
        *_unsent(ledger, now),
        *_withdrawals(ledger, now),
        *(SendFiles(item) for item in ledger.items if files_due(item, now)),
        *_deferred(ledger, now),
        *(RemindAppointment(item) for item in ledger.held if reminder_due(item, now)),
        *(() if isinstance(run, Unasked) else _of_run(ledger, run, now)),
        *_of_earlier(ledger.case, earlier),
        # It writes the case, which a new run is conditional on.
        *drafts,
        *visits,
    )


def debts_of(ledger: Ledger, now: datetime) -> tuple[Block | Resume, ...]:
    """What follows from the ledger alone, without the news that the sweep tells by its marks."""
    return tuple(one for one in owed(ledger, now) if not is_news(one))


def news_since(ledger: Ledger, now: datetime) -> tuple[str, ...]:
    """Of which items the news has come since the last look at the case: it is told with this one, should the sweep have
    passed its mark without seeing it. An earlier run is not told any more.
    """
    case, seen = ledger.case, _looked_last(ledger.case)
    items = [item for item in ledger.items if waits_in(item, case.run)]
    if case.status is CaseStatus.CLOSED:
        return ()
    come = ((item.code, item.news_at) for item in items if item.news_at and item.news_at <= now)
    return tuple(code for code, at in come if seen is None or at > seen - SET_BACK)


def _looked_last(case: Case) -> datetime | None:
    """Or before that, where a start was put off."""
    if not case.checks or case.watch_not_before is None:
        return None
    return case.watch_not_before - longest_pause(case.checks - 1)


def _of_bounds(item: CaseItem, now: datetime, calendar: Calendar) -> Iterator[Repair]:
    """Each looks at the item as the one before will leave it, so that doing them all leaves none."""
    counted = counted_again(item, now, calendar)
    if counted:
        yield Recompute(item)
    deemed = deemed_accepted(counted or item, now, calendar)
    if deemed:
        yield DeemAccepted(item)
    present = deemed or counted or item
    if past_bound(present, now):
        yield Escalate(item)
    if fallen_silent(present, now, calendar):
        yield MarkSilent(item)
    if item.outcome is None and reminder_is_due(item, now):
        yield SendReminder(item)


def _of_run(ledger: Ledger, run: AnyRun | Ended | None, now: datetime) -> tuple[Repair, ...]:
    case = ledger.case
    if run is None:
        return (StartRun(case.run),)
    if isinstance(run, Ended) or not is_running(run):
        return (NextRun(case.run + 1),)
    worn_out = must_hand_over(run, now) or is_stranded(ledger, run, now)
    return (HandOver(case.run + 1),) if worn_out else ()


def _of_earlier(case: Case, earlier: AnyRun | None) -> tuple[Repair, ...]:
    return (StopRun(case.run - 1),) if is_running(earlier) else ()


def _unsent(ledger: Ledger, now: datetime) -> Iterator[SendRound]:
    for item in ledger.items:
        parked = item.wait is not None and item.wait.state in SENDING
        left = parked and _nobody_sends(item, now)
        if left or order_due(item, now):
            yield SendRound(item)


def _withdrawals(ledger: Ledger, now: datetime) -> Iterator[SendWithdrawal]:
    for item in ledger.items:
        if withdrawal_due(item, now):
            yield SendWithdrawal(item)


def _deferred(ledger: Ledger, now: datetime) -> Iterator[RemindDeferred]:
    for one in ledger.case.deferred:
        if reminder_of_deferred_due(ledger, one, now):
            yield RemindDeferred(one.item, one.code)


def _nobody_sends(item: CaseItem, now: datetime) -> bool:
    """Not while the state machine retries a department in trouble: each of its tries parks a new wait. Nor what an operator
    must look at first.
    """
    quiet = UNSENT_AFTER if item.dispatch.trouble is None else STRANDED_AFTER
    return (
        item.outcome is None
        and item.status is not ItemStatus.INCIDENT
        and item.dispatch.sent_round < item.dispatch.round
        and item.wait is not None
        and now - item.wait.since >= quiet
    )


def overdue_look(ledger: Ledger, now: datetime) -> timedelta:
    """For how long somebody should have looked here already."""
    return max((now - look for look in _looks(ledger)), default=timedelta())


def is_due(ledger: Ledger, now: datetime) -> bool:
    """Whether the sweep comes to it by itself."""
    return any(look <= now for look in _looks(ledger))


def _looks(ledger: Ledger) -> Iterator[datetime]:
    looks = (ledger.case.check_at, *(item.check_at for item in ledger.items))
    return (look for look in looks if look is not None)


def next_check(case: Case, now: datetime) -> datetime:
    """Look again later and later: a case that is well costs little. In the end at moments of its own, six hours apart, so
    that those that came in one hour, or were looked at after one outage, are not looked at in one again and again.
    """
    pause = longest_pause(case.checks)
    if pause < LONGEST_CHECK:
        return now + pause
    own = timedelta(seconds=crc32(case.id.encode()))
    return now + LONGEST_CHECK - (now - _ANY_MOMENT - own) % LONGEST_CHECK


def longest_pause(checks: int) -> timedelta:
    """At most, after so many looks."""
    return min(FIRST_CHECK * (1 << min(checks, 20)), LONGEST_CHECK)
