from functions.domain.case.access import Principal
from functions.ports.deps import Deps
from functions.usecases.operator.executions import RUNS_SHOWN, Runs, runs_of
from functions.usecases.operator.operate import continue_case
from schemas.codes import EventKind, Role
from schemas.operator.acts import Grounds
from tests.support.world import World

OPERATOR = Principal("operator", Role.OPERATOR, "440000")


def continued(world: World, case_id: str, times: int) -> Deps:
    for number in range(times):
        order = Grounds(reason=f"第 {number} 次")
        continue_case(case_id, order, by=OPERATOR, key=f"key-{number}", deps=world.deps)
    return world.deps


def listed(case_id: str, deps: Deps, before: int | None = None) -> Runs:
    return runs_of(case_id, before=before, by=OPERATOR, deps=deps)


def test_runs_are_listed_newest_first_with_what_began_each() -> None:
    world = World()
    case_id = world.submitted()
    deps = continued(world, case_id, 2)

    found = listed(case_id, deps)

    assert [one.run for one in found.entries] == [3, 2, 1]
    assert [one.execution.status if one.execution else None for one in found.entries] == [
        "RUNNING",
        "ABORTED",
        "ABORTED",
    ]
    begun = [(one.begun.kind, one.begun.detail["reason"]) if one.begun else None for one in found.entries]
    assert begun == [(EventKind.CONTINUED, "第 1 次"), (EventKind.CONTINUED, "第 0 次"), None]
    assert found.before is None


def test_the_engine_is_asked_of_so_many_runs_and_older_ones_are_on_the_next_page() -> None:
    world = World()
    case_id = world.submitted()
    deps = continued(world, case_id, RUNS_SHOWN + 2)

    first = listed(case_id, deps)
    second = listed(case_id, deps, first.before)

    assert [one.run for one in first.entries] == list(range(RUNS_SHOWN + 3, 3, -1))
    assert [one.run for one in second.entries] == [3, 2, 1]
    assert (first.before, second.before) == (4, None)


def test_a_run_that_the_engine_has_lost_is_listed_without_it() -> None:
    world = World()
    case_id = world.submitted()
    world.executions.forget(f"{case_id}-1")

    assert [one.execution for one in listed(case_id, world.deps).entries] == [None]


def test_before_the_first_run_there_is_none() -> None:
    world = World()
    case_id = world.submitted()

    assert listed(case_id, world.deps, 1).entries == ()
