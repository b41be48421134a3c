import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.waits import positions
from functions.domain.errors import StoreBusy, TaskGone
from functions.domain.upkeep.runs import (
    COUNTED_EVERY,
    LATEST_RETRY,
    LONGEST_HISTORY,
    OLDEST_RUN,
    SOONEST_RETRY,
)
from functions.ports.case_store import Record
from functions.ports.deps import BATCHES_LINE, Here
from functions.ports.executions import AT_THE_BEGINNING, Execution, ExecutionStatus, Positions
from functions.ports.page import Page
from functions.usecases.case.wait import Task, park
from functions.usecases.operator.summary import summary_of
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Role
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.executions import FakeExecutions
from tests.support.world import World

SOON = timedelta(minutes=2)
ITEM = "discharge_report"


class Crash(BaseException):
    """The process dies."""


class DiesOnStop(FakeExecutions):
    dying = True

    def stop(self, name: str, status: ExecutionStatus = "ABORTED") -> None:
        if self.dying:
            raise Crash
        super().stop(name, status)


class LongWinded(FakeExecutions):
    """Its runs have had too many events, which it tells whoever asks."""

    counted = 0

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        self.counted += counted
        found = super().find(name, counted=counted)
        return replace(found, events=LONGEST_HISTORY + 1) if found and counted else found


class NoMarks(FakeCaseStore):
    """No item can be written now."""

    def commit(self, change: Change) -> Change:
        if change.items:
            raise StoreBusy
        return super().commit(change)


class ForgetsRecords(FakeCaseStore):
    def put(self, record: Record) -> Record:
        raise StoreBusy


def throttled(world: World, cases: int) -> list[str]:
    world.executions.throttled = True
    submitted = [world.submitted(ITEM) for _ in range(cases)]
    world.clock.advance(SOON)
    return submitted


@pytest.mark.slow
def test_refused_starts_come_back_spread_over_a_minute() -> None:
    world = World()
    cases = throttled(world, 40)

    report = sweep(world.deps)

    waits = [world.ledger(case_id).case.check_at for case_id in cases]
    seconds = {(at - world.clock()).total_seconds() for at in waits if at}
    assert report.failures["StartThrottled"] == 1
    assert all(at is not None for at in waits)
    assert min(seconds) >= SOONEST_RETRY
    assert max(seconds) <= LATEST_RETRY
    assert len(seconds) > 15


def test_refused_starts_drain_when_the_engine_takes_them_again() -> None:
    world = World()
    cases = throttled(world, 5)
    sweep(world.deps)
    world.executions.throttled = False
    world.clock.advance(timedelta(seconds=LATEST_RETRY))

    report = sweep(world.deps)

    assert report.repairs["StartRun"] == 5
    assert sorted(world.executions.starts) == sorted(f"{case_id}-1" for case_id in cases)


def test_one_call_starts_only_so_many_runs() -> None:
    world = World()
    throttled(world, 7)
    world.executions.throttled = False

    first = sweep(world.deps, starts=3)
    world.clock.advance(timedelta(seconds=LATEST_RETRY))
    second = sweep(world.deps, starts=3)

    assert (first.repairs["StartRun"], second.repairs["StartRun"]) == (3, 3)
    assert dict(first.failures) == {}


def test_a_backlog_that_takes_longer_than_a_sweep_has_is_looked_at_by_the_next_ones() -> None:
    """On AWS its Lambda ended in the middle, each time: what comes behind the looks was never done, and no sweep was kept."""
    world = World()
    submitted = throttled(world, 6)
    world.executions.throttled = False

    def passing() -> datetime:
        """A look asks what time it is, and takes its own."""
        world.clock.advance(timedelta(milliseconds=10))
        return world.clock()

    deps = replace(world.deps, clock=passing, look_within=timedelta(milliseconds=100))
    looked = [sweep(deps).cases for _ in range(6)]

    assert 0 < looked[0] < len(submitted)
    assert sum(looked) >= len(submitted)
    assert all(world.executions.find(f"{case_id}-1") for case_id in submitted)
    assert world.store.record(METRICS, SWEEP) is not None


def test_what_operators_ordered_goes_on_beside_the_looks() -> None:
    """Behind them it would find no time left where the looks take all there is."""
    world = World()
    submitted = throttled(world, 2)
    world.executions.throttled = False
    begun: list[list[str]] = []

    class Watched(Here):
        def __call__(self, line: str, key: str, call: Callable[[], Any]) -> None:
            if line == BATCHES_LINE:
                begun.append([one for one in submitted if world.executions.find(f"{one}-1")])
            super().__call__(line, key, call)

    report = sweep(replace(world.deps, in_line=Watched()))

    assert (begun, report.cases) == ([[]], len(submitted))


@pytest.mark.slow
def test_an_old_run_hands_over_to_a_new_one_and_is_stopped() -> None:
    world = World()
    case_id = world.submitted(ITEM)
    world.clock.advance(OLDEST_RUN + SOON)

    first = sweep(world.deps)
    second = sweep(world.deps, everything=True)

    old, new = (world.executions.find(f"{case_id}-{run}") for run in (1, 2))
    assert first.repairs["HandOver"] == 1
    assert old is not None
    assert new is not None
    assert (old.status, new.status) == ("ABORTED", "RUNNING")
    assert world.ledger(case_id).case.run == 2
    assert "handed_over" in world.kinds(case_id)
    assert dict(second.repairs) == {}


def test_how_long_a_history_is_is_asked_at_some_looks_and_a_long_one_hands_over() -> None:
    world = World()
    engine = LongWinded(clock=world.clock)
    world.executions, world.deps = engine, replace(world.deps, executions=engine)
    case_id = waiting_case(world)
    runs: list[int] = []

    for _ in range(COUNTED_EVERY):
        world.clock.advance(timedelta(hours=6))
        sweep(world.deps)
        runs.append(world.ledger(case_id).case.run)

    assert runs == [*[1] * (COUNTED_EVERY - 1), 2]
    assert engine.counted == 1


def test_a_crash_between_the_two_runs_leaves_an_old_one_that_disturbs_nothing_and_is_stopped_later() -> None:
    world = World()
    engine = DiesOnStop(clock=world.clock)
    world.executions, world.deps = engine, replace(world.deps, executions=engine)
    case_id = world.submitted(ITEM)
    world.clock.advance(OLDEST_RUN + SOON)
    with pytest.raises(Crash):
        sweep(world.deps)
    both = [engine.find(f"{case_id}-{run}") for run in (1, 2)]
    ignored = park(Task(case_id, ITEM, 1, "AwaitPrerequisites", "old"), world.deps)
    engine.dying = False
    world.clock.advance(SOON)

    later = sweep(world.deps)

    assert [run.status for run in both if run] == ["RUNNING", "RUNNING"]
    assert ignored is None
    assert world.item(case_id, ITEM).wait is None
    assert dict(later.repairs) == {"StopRun": 1}
    assert dict(sweep(world.deps, everything=True).repairs) == {}


def test_what_a_sweep_found_is_kept_for_operators() -> None:
    world = World()
    world.submitted(ITEM)
    sweep(world.deps)
    world.clock.advance(SOON)

    report = sweep(world.deps)

    kept = world.store.record(METRICS, SWEEP)
    assert kept is not None
    assert (kept.version, kept.body["cases"], kept.body["silent_loss"]) == (2, 1, 0)
    assert kept.body["at"] == world.clock().isoformat()
    assert report.silent_loss == 0


def test_a_store_that_cannot_keep_the_numbers_does_not_fail_the_sweep() -> None:
    world = World()
    world.deps = replace(world.deps, store=ForgetsRecords())

    assert sweep(world.deps).cases == 0


def _unmarked() -> tuple[World, str, NoMarks]:
    """A case whose item is long overdue, and a store in which the sweep cannot mark it."""
    world = World()
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    world.clock.advance(timedelta(days=60))
    store = NoMarks()
    store.__dict__.update(vars(world.store))
    return world, case_id, store


def test_an_item_that_could_not_be_marked_is_counted_as_silently_lost_and_named_with_its_case(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world, case_id, store = _unmarked()

    report = sweep(replace(world.deps, store=store))

    assert report.silent_loss == 1
    assert dict(report.lost) == {ITEM: 1}
    lines = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    told = [(one["level"], one["case_id"], one["item"]) for one in lines if one["message"] == "silently lost"]
    assert told == [("ERROR", case_id, ITEM)]


def test_what_one_sweep_found_lost_is_told_until_a_later_look_finds_it_well() -> None:
    """The sweeps between look at other cases, or at none."""
    world, case_id, store = _unmarked()
    sweep(replace(world.deps, store=store))
    world.clock.advance(timedelta(minutes=1))

    nothing = _Idle()
    nothing.__dict__.update(vars(world.store))
    later = sweep(replace(world.deps, store=nothing))
    evening = summary_of(_PROVINCE, world.deps)
    sweep(world.deps, everything=True)
    mended = summary_of(_PROVINCE, world.deps)

    assert later.silent_loss == 0
    assert dict(evening.lost) == {ITEM: 1}
    assert [(one.case_id, one.error) for one in evening.setbacks] == [(case_id, "SilentlyLost")]
    assert (dict(mended.lost), mended.setbacks) == ({}, ())


_PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")


class _Idle(FakeCaseStore):
    """Nothing is due."""

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        return Page(())


class AnsweredMeanwhile(FakeExecutions):
    """An office answers after the sweep has read the case, before the engine knows the run."""

    def __init__(self, answer: Callable[[], object]) -> None:
        super().__init__()
        self._answer = answer

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        if not self.starts:
            raise TaskGone
        super().resume(token, output)

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        self._answer()
        super().start(name, given, positions=positions)


def waiting_case(world: World) -> str:
    """Its service check is granted, and its first item sent."""
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    return case_id


def test_a_lost_run_goes_on_from_the_ledger_and_nothing_is_written() -> None:
    world = World()
    case_id = waiting_case(world)
    world.executions.forget(f"{case_id}-1")
    before = world.ledger(case_id)
    wait = world.item(case_id, ITEM).wait

    report = sweep(world.deps, everything=True)

    assert dict(report.repairs) == {"StartRun": 1}
    assert world.ledger(case_id) == before
    assert wait is not None
    assert world.executions.positions[f"{case_id}-1"] == positions(before, world.clock())


def test_an_answer_that_came_before_the_engine_knew_the_run_ends_its_wait_all_the_same() -> None:
    world = World()
    case_id = waiting_case(world)
    wait = world.item(case_id, ITEM).wait
    executions = AnsweredMeanwhile(lambda: world.answered(case_id, ITEM, "granted"))
    world.deps = replace(world.deps, executions=executions)

    sweep(world.deps, everything=True)

    assert wait is not None
    assert executions.ended[wait.token] == {"item": ITEM, "outcome": "granted"}


def test_what_the_last_sweep_found_and_cannot_be_read_the_next_one_writes_anew() -> None:
    world = World()
    sweep(world.deps)
    world.store.damage_record(METRICS, SWEEP)
    before = summary_of(Principal("operator-1", Role.OPERATOR, "440000"), world.deps).sweep

    sweep(world.deps)

    assert before is None
    assert world.store.record(METRICS, SWEEP) is not None
