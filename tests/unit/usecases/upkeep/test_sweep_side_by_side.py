"""On AWS several looks of a sweep go side by side: each case once, and all else as one after the other."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Lock

import pytest

from functions.adapters.at_once import Abreast, Threads
from functions.domain.case.case import Ledger
from functions.domain.errors import StoreBusy
from functions.ports.deps import ForEach, one_by_one
from functions.usecases.upkeep.sweep import sweep
from functions.usecases.upkeep.sweep_report import SweepReport
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import World

SOON, LOOKS = timedelta(minutes=2), 3
ITEM = "discharge_report"


class Met(FakeCaseStore):
    """The same ledgers; whoever reads one tells it, and may wait there for others."""

    def __init__(self, store: FakeCaseStore, met: Callable[[str], object]) -> None:
        self.__dict__.update(vars(store))
        self._met = met

    def ledger(self, case_id: str) -> Ledger:
        self._met(case_id)
        return super().ledger(case_id)


def lost_runs(cases: int) -> tuple[World, list[str]]:
    """Cases of which the engine knows nothing any more."""
    world = World()
    submitted = [world.submitted(ITEM) for _ in range(cases)]
    for case_id in submitted:
        world.executions.forget(f"{case_id}-1")
    world.executions.starts.clear()
    world.clock.advance(SOON)
    return world, submitted


def swept(world: World, looks: ForEach, met: Callable[[str], object] = str) -> SweepReport:
    store = Met(world.store, met)
    return sweep(replace(world.deps, store=store, looks=looks, at_once=Threads(2)))


def test_looks_at_several_cases_are_under_way_at_once_and_each_case_has_one() -> None:
    world, submitted = lost_runs(LOOKS)
    all_there, first, turn = Barrier(LOOKS), Counter[str](), Lock()

    def met(case_id: str) -> None:
        with turn:
            first[case_id] += 1
        if first[case_id] == 1:
            all_there.wait(60)

    report = swept(world, Abreast(LOOKS), met)

    assert (report.cases, dict(report.repairs)) == (LOOKS, {"StartRun": LOOKS})
    assert sorted(world.executions.starts) == sorted(f"{case_id}-1" for case_id in submitted)
    assert swept(world, Abreast(LOOKS)).cases == 0


def test_a_case_of_which_several_rows_are_due_has_one_look() -> None:
    world, [case_id] = lost_runs(1)
    [item, *_] = world.ledger(case_id).held
    world.store.keep(replace(item, check_at=world.clock.now))

    report = swept(world, Abreast(LOOKS))

    assert (report.cases, dict(report.repairs)) == (1, {"StartRun": 1})


@pytest.mark.parametrize("looks", [one_by_one, Abreast(LOOKS)])
def test_what_fails_of_some_is_told_and_keeps_no_other_back(looks: ForEach) -> None:
    world, submitted = lost_runs(7)

    def met(case_id: str) -> None:
        if case_id in submitted[::2]:
            raise StoreBusy

    report = swept(world, looks, met)

    assert dict(report.failures) == {"StoreBusy": 4}
    assert dict(report.repairs) == {"StartRun": 3}


@pytest.mark.parametrize("looks", [one_by_one, Abreast(LOOKS)])
def test_one_sweep_starts_only_so_many_runs(looks: ForEach) -> None:
    world, _ = lost_runs(9)

    report = sweep(replace(world.deps, looks=looks), starts=4)

    assert (report.cases, report.repairs["StartRun"]) == (9, 4)


@pytest.mark.parametrize("looks", [one_by_one, Abreast(LOOKS)])
def test_no_look_is_begun_when_the_time_is_over_and_what_is_left_is_due_at_the_next(looks: ForEach) -> None:
    world, submitted = lost_runs(12)
    turn = Lock()

    def passing() -> datetime:
        """A look asks what time it is, and takes its own."""
        with turn:
            world.clock.advance(timedelta(milliseconds=10))
            return world.clock()

    deps = replace(world.deps, clock=passing, looks=looks, look_within=timedelta(milliseconds=150))
    looked = [sweep(deps).cases for _ in range(12)]

    assert 0 < looked[0] < len(submitted)
    assert all(world.executions.find(f"{case_id}-1") for case_id in submitted)
