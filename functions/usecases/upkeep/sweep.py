"""The periodic look at what is owed (巡检). It redoes what a crash, a lost task or a lost engine left undone."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from functions.domain.errors import LianbanError, StaleWrite, StoreBusy, StoreError
from functions.domain.values import replace
from functions.ports.deps import BATCHES_LINE, Deps
from functions.telemetry.lines import write_line
from functions.usecases.applicant.notify import Courier
from functions.usecases.numbers.turn import take_turn
from functions.usecases.office.calling_off import work_closings
from functions.usecases.office.circuits import offices_down
from functions.usecases.operator import setbacks
from functions.usecases.operator.batch_work import work
from functions.usecases.upkeep.look import Starts, Sweep, look_at_case, look_at_safely
from functions.usecases.upkeep.news import pass_news, tell_news
from functions.usecases.upkeep.platforms import put_platforms_in_line
from functions.usecases.upkeep.standing import SetbackStanding
from functions.usecases.upkeep.sweep_report import SweepReport, record_sweep
from functions.usecases.walks import every

PAGE = 100
# How many runs one call starts: whatever the engine takes in a minute or two. The rest drains, spread by `put_off`.
STARTS = 1000
PURGED = 500
# Among the failures that stay owed: closed cases that are in no number.
UNCOUNTED = "CaseUncounted"
# From when a ledger was put back, at each look the engine is asked of the run.
ALL_ASKED_FOR = timedelta(days=2)
_EVERYTHING = datetime(9999, 1, 1, tzinfo=UTC)


def sweep(deps: Deps, *, everything: bool = False, starts: int = STARTS) -> SweepReport:
    """Look at every case of which something is due; with `everything`, at every open case (after an engine was lost)."""
    began, standing = deps.clock(), SetbackStanding(setbacks.known(deps), deps)
    deps.in_line.begin()
    report = SweepReport(0, Counter(), Counter())
    # A lost engine is empty: everything goes back into it at once, until it refuses.
    shared = Sweep(
        deps,
        report,
        Starts(None if everything else starts),
        Courier(deps),
        standing,
        every=1 if everything else _asked_every(deps),
    )
    if not everything:
        _tell_news(deps, report, standing)
    # What calls others goes on beside the looks, which may take all the time there is. Operators' orders call offices, too.
    deps.in_line(BATCHES_LINE, BATCHES_LINE, lambda: _work_batches(deps, report))
    put_platforms_in_line(deps, report)
    looked_at: list[str] = []
    deps.looks(
        _in_time(shared, began, looked_at, everything=everything), lambda one: look_at_safely(one, shared)
    )
    if everything and not report.failures:
        # What cannot be noted is told once more.
        with suppress(StoreBusy):
            pass_news(began, deps)
    _work_closings(deps, report)
    _count(deps, report)
    _purge(deps, report)
    deps.in_line.drain()
    _keep_lost(standing, report)
    report = replace(report, cases=len(looked_at), set_back=len(standing), down=_down(deps, report))
    record_sweep(report, deps)
    return report


def sweep_case(case_id: str, deps: Deps, *, ended: str | None = None) -> SweepReport:
    """Look at one case now, whether or not anything of it is due. `ended`: the run of which the engine has told so by itself.
    Raises CaseNotFound, StoreBusy.
    """
    report = SweepReport(1, Counter(), Counter())
    deps.in_line.begin()
    standing = SetbackStanding({}, deps)
    look_at_case(case_id, Sweep(deps, report, Starts(None), Courier(deps), standing, ended=ended))
    deps.in_line.drain()
    _keep_lost(standing, report)
    return report


def _keep_lost(standing: SetbackStanding, report: SweepReport) -> None:
    try:
        standing.keep_lost()
    except StoreError as error:
        report.failed(error)


def _asked_every(deps: Deps) -> int:
    """An engine that is not the one the ledger was written with knows no run of it, and tells of none that ended."""
    restored = deps.restored_at
    is_new = restored is not None and deps.clock() - restored < ALL_ASKED_FOR
    return 1 if is_new else deps.asked_every


def _tell_news(deps: Deps, report: SweepReport, standing: SetbackStanding) -> None:
    """First, for it is bounded and the looks are not; what is not told now the next sweep tells."""
    try:
        tell_news(deps, report, standing)
    except Exception as error:
        write_line("news not told", {"error": type(error).__name__}, level="ERROR")
        report.failed(error)


def _work_batches(deps: Deps, report: SweepReport) -> None:
    """A bounded part of what operators have ordered for many items at once."""
    try:
        done = work(deps)
    except LianbanError as error:
        report.failed(error)
        return
    if done:
        report.did("BatchItem", done.total())


def _work_closings(deps: Deps, report: SweepReport) -> None:
    """Whoever had booked what an office closed, and was not told; a backlog takes several sweeps."""
    try:
        told, failures = work_closings(deps)
    except LianbanError as error:
        report.failed(error)
        return
    report.failed_too(failures)
    if told:
        report.did("CalledOff", told)


def _count(deps: Deps, report: SweepReport) -> None:
    """A bounded part of the numbers (统计); what is not counted now the next sweep counts. Whatever goes wrong, the rest of
    this sweep is done.
    """
    try:
        uncounted = take_turn(deps)
    except StaleWrite:
        # Another sweep is at it.
        return
    except Exception as error:
        write_line("numbers not counted", {"error": type(error).__name__}, level="ERROR")
        report.failed(error)
        return
    if uncounted:
        report.failed_too({UNCOUNTED: uncounted})


def _down(deps: Deps, report: SweepReport) -> tuple[str, ...]:
    try:
        return offices_down(deps)
    except StoreError as error:
        report.failed(error)
        return ()


def _purge(deps: Deps, report: SweepReport) -> None:
    """Drafts and whatever else was kept for a time only; a backlog takes several sweeps."""
    try:
        purged = deps.store.purge(limit=PURGED)
    except LianbanError as error:
        report.failed(error)
        return
    if purged:
        report.did("Expired", purged)


def _in_time(shared: Sweep, began: datetime, looked_at: list[str], *, everything: bool) -> Iterator[str]:
    """Those that are due, but for what an operator has set aside, as long as there is time; `looked_at` are noted there."""
    deps = shared.deps
    for case_id in _due(deps, everything=everything):
        if deps.look_within and deps.clock() - began >= deps.look_within:
            # Behind the looks others wait: closed times, the numbers, what is kept for a time only.
            write_line("sweep cut short", {"cases": len(looked_at)}, level="WARNING")
            return
        if not shared.standing.is_set_aside(case_id):
            looked_at.append(case_id)
            yield case_id


def _due(deps: Deps, *, everything: bool) -> Iterator[str]:
    horizon = _EVERYTHING if everything else deps.clock()
    # A case that was looked at is due later, so further on in the list: with `everything` it would come up for ever.
    seen: set[str] = set()
    for case_id in every(lambda cursor: deps.store.due(horizon, limit=PAGE, cursor=cursor)):
        if case_id not in seen:
            seen.add(case_id)
            yield case_id
