from dataclasses import replace
from datetime import timedelta

from functions.usecases.upkeep.sweep import sweep
from schemas.codes import ItemStatus, Outcome
from tests.support.fakes.executions import SilentEngine
from tests.support.world import World

LONG = timedelta(days=60)


def dispatched(world: World) -> str:
    case_id = world.submitted("discharge_report", "household_registration")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    return case_id


def test_an_overdue_item_is_shown_though_its_run_is_lost() -> None:
    world = World()
    case_id = dispatched(world)
    world.executions.stop(f"{case_id}-1")
    world.clock.advance(LONG)

    first, second = sweep(world.deps), sweep(world.deps, everything=True)

    assert world.item(case_id, "discharge_report").clock.overdue_since == world.clock()
    assert first.repairs["Escalate"] == 1
    assert dict(second.repairs) == {}


def test_a_missed_correction_lapses_and_blocks_what_stands_behind_it_in_one_sweep() -> None:
    world = World()
    case_id = dispatched(world)
    missing = [{"name": "户口簿", "reason": "缺首页"}]
    world.answered(case_id, "discharge_report", "correction_requested", missing=missing)
    world.clock.advance(LONG)

    sweep(world.deps)
    second = sweep(world.deps, everything=True)

    assert world.item(case_id, "discharge_report").outcome is Outcome.LAPSED
    assert world.item(case_id, "household_registration").outcome is Outcome.BLOCKED
    assert world.item(case_id, "discharge_report").status is ItemStatus.DONE
    assert dict(second.repairs) == {}


def test_what_the_ledger_owes_is_done_while_the_engine_does_not_tell_of_runs_which_are_looked_at_again() -> (
    None
):
    world = World()
    case_id = dispatched(world)
    world.executions.stop(f"{case_id}-1")
    world.clock.advance(LONG)

    silent = sweep(replace(world.deps, executions=SilentEngine()))
    answered = sweep(world.deps)

    assert silent.repairs["Escalate"] == 1
    assert dict(silent.failures) == {"StartThrottled": 1}
    assert silent.silent_loss == 0
    assert dict(answered.repairs) == {"NextRun": 1}
