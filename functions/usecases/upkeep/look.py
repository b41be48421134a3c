"""One case's turn in a sweep (巡检): what it is owed is done, or put in line, and when to look again is noted."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from functions.domain.case.case import Case, Change, Ledger
from functions.domain.case.consequences import Block, Resume
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import marked_items
from functions.domain.deadlines.silence import silently_lost
from functions.domain.errors import LianbanError, RecordUnreadable, StaleWrite, StartThrottled
from functions.domain.upkeep.debts import (
    Escalate,
    HandOver,
    NextRun,
    Repair,
    SendFiles,
    SendReminder,
    SendRound,
    SendWithdrawal,
    StartRun,
)
from functions.domain.upkeep.looks import case_stamped, looked_at, stamped
from functions.domain.upkeep.repairs import debts_of, is_due, news_since, next_check, overdue_look, plan
from functions.domain.upkeep.runs import Ended, Unasked, is_counted, must_ask, put_off
from functions.domain.values import replace
from functions.ports.deps import NOTICES_LINE, Deps
from functions.ports.executions import Execution
from functions.telemetry.lines import write_line
from functions.usecases.applicant.notify import Courier, look_for_notices, to_be_told
from functions.usecases.upkeep.news import look_for_news
from functions.usecases.upkeep.standing import SetbackStanding
from functions.usecases.upkeep.sweep_report import SweepReport
from schemas.codes import CaseStatus

_STARTING = (StartRun, NextRun, HandOver)
_CALLING = (Escalate, SendFiles, SendReminder, SendRound, SendWithdrawal)
# The look itself, among what a case is tried in.
LOOK = "Look"


@dataclass(slots=True)
class Starts:
    """How many more runs a sweep may start (None: any number); none after the engine refused one."""

    left: int | None
    _one_at_a_time: Lock = field(default_factory=Lock)

    def take(self) -> bool:
        with self._one_at_a_time:
            if self.left is None:
                return True
            if self.left == 0:
                return False
            self.left -= 1
            return True

    def refused(self) -> None:
        with self._one_at_a_time:
            self.left = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the looks of one sweep share. `every`: at each so many looks at a case that is well its run is asked for.
    `ended`: a run of which the engine has told by itself that it ended badly.
    """

    deps: Deps
    report: SweepReport
    starts: Starts
    courier: Courier
    standing: SetbackStanding
    every: int = 1
    ended: str | None = None


def look_at_safely(case_id: str, sweep: Sweep) -> None:
    """One case's trouble never stops the rest, whatever it is; it stays owed and is looked at again."""
    sweep.standing.tried(case_id, LOOK)
    try:
        look_at_case(case_id, sweep)
    except Exception as error:
        sweep.report.failed(error)
        if not _is_foreseen(error):
            sweep.standing.note(case_id, error)
        return
    sweep.standing.through(case_id, LOOK)


def _is_foreseen(error: Exception) -> bool:
    """What passes by itself, or is shown elsewhere; the rest sets the case back."""
    return isinstance(error, LianbanError) and not isinstance(error, RecordUnreadable)


def _tell_lost(ledger: Ledger, sweep: Sweep) -> None:
    """Each by its case, for whoever has to find it: a fault of ours."""
    lost = silently_lost(ledger, sweep.deps.clock())
    sweep.report.found_lost(lost)
    for item in lost:
        write_line("silently lost", {"case_id": ledger.case.id, "item": item}, level="ERROR")
    if lost:
        sweep.standing.found_lost(ledger.case.id)


def look_at_case(case_id: str, sweep: Sweep) -> None:
    """Raises CaseNotFound, RecordUnreadable, StoreBusy, and StartThrottled where the engine did not tell of the run: that is
    still to be looked at, and the rest was done.
    """
    deps, report = sweep.deps, sweep.report
    ledger = deps.store.ledger(case_id)
    repairs, silent = _plan(ledger, sweep)
    start_owed = silent is not None
    if repairs:
        report.delays.append(overdue_look(ledger, deps.clock()))
    for each in _distinct(repairs):
        if not _tried(ledger, each, sweep):
            start_owed = True
    present = deps.store.ledger(case_id) if repairs else ledger
    _tell_lost(present, sweep)
    look_for_news(present, news_since(ledger, deps.clock()), deps, report)

    # Until that is done it is still due.
    def look() -> None:
        _look_again_later(deps.store.ledger(case_id), sweep, start_owed=start_owed)

    if to_be_told(present, deps):
        _beside(case_id, NOTICES_LINE, case_id, look, sweep)
    elif silent is None:
        _look_again_later(present, sweep, start_owed=start_owed)
    if silent:
        raise silent


def _tried(ledger: Ledger, owed: Repair, sweep: Sweep) -> bool:
    """False of a start that has to wait."""
    if isinstance(owed, _STARTING) and not sweep.starts.take():
        return False
    try:
        _repair(ledger, owed, sweep)
    except LianbanError as error:
        sweep.report.failed(error)
        if not _is_foreseen(error):
            sweep.standing.note(ledger.case.id, error)
        if isinstance(error, StartThrottled):
            sweep.starts.refused()
            return False
    return True


def _repair(ledger: Ledger, owed: Repair, sweep: Sweep) -> None:
    """What calls an office stands in its department's line, and reads the ledger anew when it is its turn.

    Most looks find nothing owed: what does it is imported for the first that is.
    """
    from functions.usecases.upkeep.repair import repair

    name, deps = type(owed).__name__, sweep.deps
    if not isinstance(owed, _CALLING):
        repair(ledger, owed, deps)
        sweep.report.did(name)
        return
    case_id, item = ledger.case.id, owed.item

    def send() -> None:
        repair(deps.store.ledger(case_id), owed, deps)
        sweep.report.did(name)

    _beside(case_id, item.department, f"{case_id}/{item.code}/{name}", send, sweep)


def _beside(case_id: str, line: str, key: str, act: Callable[[], object], sweep: Sweep) -> None:
    """Puts in line what is done beside the sweep, where nobody else would hear of it. What fails stays owed."""

    def call() -> None:
        try:
            act()
        except Exception as error:
            if _is_foreseen(error):
                sweep.report.failed(error)
                return
            sweep.standing.note(case_id, error)
            raise
        sweep.standing.through(case_id, key)

    sweep.standing.tried(case_id, key)
    sweep.deps.in_line(line, key, call)


def _plan(ledger: Ledger, sweep: Sweep) -> tuple[tuple[Repair, ...], StartThrottled | None]:
    """And why the engine does not tell of the run, if it is asked and does not."""
    deps, case, now = sweep.deps, ledger.case, sweep.deps.clock()
    closed = case.status is CaseStatus.CLOSED
    if closed or not must_ask(ledger, now, every=sweep.every):
        owed = plan(ledger, Unasked(), now, calendar=deps.calendar)
        # Where something is owed, the run may have died of it.
        if closed or not owed:
            return owed, None
    try:
        run, earlier = _runs(case, sweep)
    except StartThrottled as error:
        return plan(ledger, Unasked(), now, calendar=deps.calendar), error
    return plan(ledger, run, now, calendar=deps.calendar, earlier=earlier), None


def _runs(case: Case, sweep: Sweep) -> tuple[Execution | Ended | None, Execution | None]:
    """The present one, and the one before it. Raises StartThrottled."""
    if sweep.ended == case.execution:
        # Where many end at once the engine tells of each, and would be throttled if it were asked of each.
        return Ended(), None
    find = sweep.deps.executions.find
    earlier = find(f"{case.id}-{case.run - 1}", counted=False) if case.run > 1 else None
    return find(case.execution, counted=is_counted(case)), earlier


def _distinct(repairs: tuple[Repair, ...]) -> Iterator[Repair]:
    """Blocks and resumes are done together, in the order that prerequisites ask for: one stands for all."""
    seen = False
    for each in repairs:
        if not isinstance(each, Block | Resume):
            yield each
        elif not seen:
            seen = True
            yield each


def _look_again_later(ledger: Ledger, sweep: Sweep, *, start_owed: bool) -> None:
    """Unless somebody wrote meanwhile: then it is theirs to say when to look, and it is still due.

    Notices are sent here, because what came of them is noted with this write.
    """
    now = sweep.deps.clock()
    case = sweep.courier.tell(ledger)
    told_nothing = case.notices == ledger.case.notices
    case = replace(case, notice_not_before=look_for_notices(replace(ledger, case=case), sweep.deps))
    # Of a case that was looked at out of turn (a lost engine) nothing is noted: it is looked at when it is due.
    if case.status is CaseStatus.OPEN and (start_owed or is_due(ledger, now)):
        # What is put off is the same look again: it asks what this one asked.
        later = put_off(case, now) if start_owed else next_check(case, now)
        case = replace(case, watch_not_before=later, checks=case.checks + (not start_owed))
    # Of a closed case nothing is done any more, so what is left of its waits is not looked at again either.
    owing = case.status is CaseStatus.OPEN and debts_of(ledger, now)
    items = tuple(_looked_at(replace(ledger, case=case), now, owing=bool(owing)))
    with suppress(StaleWrite):
        changed = case_stamped(case) != ledger.case
        if changed or items:
            # Lost with a crash it is looked at once more; whoever was told of something would be told it again.
            looked = Change(case=case if changed else None, items=items, note=told_nothing)
            sweep.deps.store.commit(looked)


def _looked_at(ledger: Ledger, now: datetime, *, owing: bool) -> Iterator[CaseItem]:
    """What changed of each item: whether operators see it because of a notice, and when to look next."""
    known = {item.code: item for item in marked_items(ledger)}
    for item in ledger.items:
        after = known.get(item.code, item)
        if not owing and item.check_at is not None and item.check_at <= now:
            after = looked_at(after, now, closed=ledger.case.status is CaseStatus.CLOSED)
        # A row that was written by other rules, too, is from now on looked at when these say.
        if stamped(after) != item:
            yield after
