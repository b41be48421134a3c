"""The periodic look at what is owed (巡检). It redoes what a crash, a lost task or a lost engine left undone."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.case.case import Change, Ledger
from functions.domain.case.consequences import Block, Resume, owed
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import marked
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
from functions.domain.upkeep.looks import looked_at, stamped
from functions.domain.upkeep.repairs import next_check, overdue_look, plan
from functions.domain.upkeep.runs import put_off
from functions.domain.values import replace
from functions.ports.deps import BATCHES, NOTICES, Deps
from functions.usecases.applicant.notify import Courier, look_for_notices, to_be_told
from functions.usecases.operator import setbacks
from functions.usecases.operator.batches import work
from functions.usecases.upkeep.repair import repair
from functions.usecases.upkeep.sweep_report import SweepReport, record_sweep
from functions.usecases.walks import every
from schemas.codes import CaseStatus

PAGE = 100
# How many runs one call starts: whatever the engine takes in a minute or two. The rest drains, spread by `put_off`.
STARTS = 1000
PURGED = 500
_EVERYTHING = datetime(9999, 1, 1, tzinfo=UTC)
_STARTING = (StartRun, NextRun, HandOver)
_CALLING = (Escalate, SendFiles, SendReminder, SendRound, SendWithdrawal)


@dataclass(slots=True)
class _Starts:
    """How many more runs this call may start (None: any number); none after the engine refused one."""

    left: int | None

    def take(self) -> bool:
        if self.left is None:
            return True
        if self.left == 0:
            return False
        self.left -= 1
        return True

    def refused(self) -> None:
        self.left = 0


def sweep(deps: Deps, *, everything: bool = False, starts: int = STARTS) -> SweepReport:
    """Look at every case of which something is due; with `everything`, at every open case (after an engine was lost)."""
    report = SweepReport(0, Counter(), Counter())
    # A lost engine is empty: everything goes back into it at once, until it refuses.
    budget, courier = _Starts(None if everything else starts), Courier(deps)
    known = setbacks.known(deps)
    # Those that are not due now, too: they stand all the same.
    standing = set(known)
    for case_id in _due(deps, everything=everything):
        if case_id in known and known[case_id].set_aside:
            continue
        report = replace(report, cases=report.cases + 1)
        if not _through(case_id, deps, report, budget, courier):
            standing.add(case_id)
        elif case_id in known:
            standing.discard(case_id)
            setbacks.forget(case_id, deps)
    report = replace(report, set_back=len(standing))
    # Operators' orders call offices, too.
    deps.in_line(BATCHES, BATCHES, lambda: _work_batches(deps, report))
    _purge(deps, report)
    deps.in_line.drain()
    record_sweep(report, deps)
    return report


def _through(case_id: str, deps: Deps, report: SweepReport, budget: _Starts, courier: Courier) -> bool:
    """One case's trouble never stops the rest, whatever it is; it stays owed and is looked at again."""
    try:
        _sweep_case(case_id, deps, report, budget, courier)
    except Exception as error:
        report.failures[type(error).__name__] += 1
        if isinstance(error, LianbanError) and not isinstance(error, RecordUnreadable):
            return True
        setbacks.note(case_id, error, deps)
        return False
    return True


def _beside(case_id: str, deps: Deps, act: Callable[[], object], report: SweepReport) -> None:
    """For what is done beside the sweep, where nobody else would hear of it. What fails stays owed."""
    try:
        act()
    except Exception as error:
        if isinstance(error, LianbanError) and not isinstance(error, RecordUnreadable):
            report.failures[type(error).__name__] += 1
            return
        setbacks.note(case_id, error, deps)
        raise


def sweep_case(case_id: str, deps: Deps) -> SweepReport:
    """Look at one case now, whether or not anything of it is due. Raises CaseNotFound, StoreBusy."""
    report = SweepReport(1, Counter(), Counter())
    _sweep_case(case_id, deps, report, _Starts(None), Courier(deps))
    deps.in_line.drain()
    return report


def _work_batches(deps: Deps, report: SweepReport) -> None:
    """A bounded part of what operators have ordered for many items at once."""
    try:
        done = work(deps)
    except LianbanError as error:
        report.failures[type(error).__name__] += 1
        return
    report.repairs.update({"BatchItem": done.total()} if done else {})


def _purge(deps: Deps, report: SweepReport) -> None:
    """Drafts and whatever else was kept for a time only; a backlog takes several sweeps."""
    try:
        purged = deps.store.purge(limit=PURGED)
    except LianbanError as error:
        report.failures[type(error).__name__] += 1
        return
    report.repairs.update({"Expired": purged} if purged else {})


def _due(deps: Deps, *, everything: bool) -> Iterator[str]:
    horizon = _EVERYTHING if everything else deps.clock()
    # A case that was looked at is due later, so further on in the list: with `everything` it would come up for ever.
    seen: set[str] = set()
    for case_id in every(lambda cursor: deps.store.due(horizon, limit=PAGE, cursor=cursor)):
        if case_id not in seen:
            seen.add(case_id)
            yield case_id


def _sweep_case(case_id: str, deps: Deps, report: SweepReport, budget: _Starts, courier: Courier) -> None:
    ledger = deps.store.ledger(case_id)
    start_owed = False
    repairs = _plan(ledger, deps)
    if repairs:
        report.delays.append(overdue_look(ledger, deps.clock()))
    for each in _distinct(repairs):
        if not _tried(ledger, each, deps, report, budget):
            start_owed = True
    present = deps.store.ledger(case_id)
    report.lost.update(silently_lost(present, deps.clock()))
    if not to_be_told(present, deps):
        _look_again_later(present, deps, courier, start_owed=start_owed)
        return

    # Until that is done it is still due.
    def look() -> None:
        _look_again_later(deps.store.ledger(case_id), deps, courier, start_owed=start_owed)

    deps.in_line(NOTICES, case_id, lambda: _beside(case_id, deps, look, report))


def _tried(ledger: Ledger, owed: Repair, deps: Deps, report: SweepReport, budget: _Starts) -> bool:
    """False of a start that has to wait."""
    if isinstance(owed, _STARTING) and not budget.take():
        return False
    try:
        _repair(ledger, owed, deps, report)
    except LianbanError as error:
        report.failures[type(error).__name__] += 1
        if isinstance(error, RecordUnreadable):
            setbacks.note(ledger.case.id, error, deps)
        if isinstance(error, StartThrottled):
            budget.refused()
            return False
    return True


def _repair(ledger: Ledger, owed: Repair, deps: Deps, report: SweepReport) -> None:
    """What calls an office stands in its department's line, and reads the ledger anew when it is its turn."""
    name = type(owed).__name__
    if not isinstance(owed, _CALLING):
        repair(ledger, owed, deps)
        report.repairs[name] += 1
        return
    case_id, item = ledger.case.id, owed.item

    def send() -> None:
        repair(deps.store.ledger(case_id), owed, deps)
        report.repairs[name] += 1

    deps.in_line(
        item.department, f"{case_id}/{item.code}/{name}", lambda: _beside(case_id, deps, send, report)
    )


def _plan(ledger: Ledger, deps: Deps) -> tuple[Repair, ...]:
    case = ledger.case
    find = deps.executions.find
    earlier = find(f"{case.id}-{case.run - 1}") if case.run > 1 else None
    return plan(ledger, find(case.execution), deps.clock(), calendar=deps.calendar, earlier=earlier)


def _distinct(repairs: tuple[Repair, ...]) -> Iterator[Repair]:
    """Blocks and resumes are done together, in the order that prerequisites ask for: one stands for all."""
    seen = False
    for each in repairs:
        if not isinstance(each, Block | Resume):
            yield each
        elif not seen:
            seen = True
            yield each


def _look_again_later(ledger: Ledger, deps: Deps, courier: Courier, *, start_owed: bool) -> None:
    """Unless somebody wrote meanwhile: then it is theirs to say when to look, and it is still due.

    Notices are sent here, because what came of them is noted with this write.
    """
    now = deps.clock()
    case = courier.tell(ledger)
    check_at = look_for_notices(replace(ledger, case=case), deps)
    if case.status is CaseStatus.OPEN:
        later = put_off(case, now) if start_owed else next_check(case, now)
        case = replace(case, checks=case.checks + 1)
        check_at = min(later, check_at or later)
    case = replace(case, check_at=check_at)
    # Of a closed case nothing is done any more, so what is left of its waits is not looked at again either.
    owing = case.status is CaseStatus.OPEN and owed(ledger, now)
    items = tuple(_looked_at(replace(ledger, case=case), now, owing=bool(owing)))
    with suppress(StaleWrite):
        if case != ledger.case or items:
            deps.store.commit(Change(case=case if case != ledger.case else None, items=items))


def _looked_at(ledger: Ledger, now: datetime, *, owing: bool) -> Iterator[CaseItem]:
    """What changed of each item: whether operators see it because of a notice, and when to look next."""
    known = {item.code: item for item in marked(ledger)}
    for item in ledger.items:
        after = known.get(item.code, item)
        if not owing and item.check_at is not None and item.check_at <= now:
            after = looked_at(after, now, closed=ledger.case.status is CaseStatus.CLOSED)
        # A row that was written by other rules, too, is from now on looked at when these say.
        if stamped(after) != item:
            yield after
