from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import Change
from functions.domain.conflicts import ActOutOfPlace
from functions.usecases.operator.operate import continue_case
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import EventKind
from schemas.operator.acts import Grounds
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import (
    OPERATOR,
    REASON,
    REFUSED,
    REPORT,
    act,
    detail_of,
    resolved,
    stuck_case,
)
from tests.support.world import World

GROUNDS = Grounds(reason=REASON)


def test_a_case_goes_on_in_its_next_run_and_the_present_one_is_stopped() -> None:
    world = World()
    case_id = stuck_case(world)

    first, second = (
        continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=world.deps) for _ in range(2)
    )

    assert (first.run, second.run) == (2, 2)
    assert list(world.executions.starts) == [f"{case_id}-1", f"{case_id}-2"]
    old = world.executions.find(f"{case_id}-1")
    assert old is not None
    assert old.status == "ABORTED"
    told = detail_of(world, case_id, EventKind.CONTINUED)
    assert (told["before"], told["after"], told["reason"]) == ({"run": 1}, {"run": 2}, REASON)


def test_a_run_that_the_engine_refuses_is_recorded_and_started_by_the_sweep() -> None:
    world = World()
    case_id = stuck_case(world)
    world.executions.throttled = True

    continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=world.deps)
    world.executions.throttled = False
    world.clock.advance(timedelta(minutes=2))
    sweep(world.deps)

    assert f"{case_id}-2" in world.executions.starts
    old = world.executions.find(f"{case_id}-1")
    assert old is not None
    assert old.status == "ABORTED"


def test_a_closed_case_has_no_next_run() -> None:
    world = World()
    case_id = stuck_case(world, REPORT)
    resolved(world, case_id, act("settle", decision=REFUSED))
    close(case_id, 1, world.deps)

    with pytest.raises(ActOutOfPlace):
        continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0002", deps=world.deps)


def test_a_run_that_another_overtook_before_it_was_started_is_left_alone() -> None:
    world = World()
    case_id = stuck_case(world)

    class Overtaken(FakeCaseStore):
        """Another operator's run follows right on this one's record."""

        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def commit(self, change: Change) -> Change:
            stored = super().commit(change)
            if stored.case:
                super().commit(Change(case=replace(stored.case, run=stored.case.run + 1)))
            return stored

    deps = replace(world.deps, store=Overtaken())
    case = continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=deps)

    assert case.run == 3
    assert list(world.executions.starts) == [f"{case_id}-1"]
