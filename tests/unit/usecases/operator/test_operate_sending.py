from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.item import SERVICE_CHECK, attention
from functions.domain.errors import DepartmentUnavailable, ExecutionError, OrderedAnew
from functions.domain.upkeep.looks import ENGINE_FIRST
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import ItemStatus
from tests.support.each import each
from tests.support.fakes.executions import Failure, FakeExecutions
from tests.support.incidents import (
    REPORT,
    act,
    come_again,
    resolved,
    sendings_of_report,
    silent_case,
    stuck_case,
)
from tests.support.world import World

OTHER = "veterans_affairs-440300"
ANEW = Failure("OrderedAnew", OrderedAnew.detail)


class DeadEngine(FakeExecutions):
    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        raise ExecutionError

    def fail(self, token: str, *, error: str, cause: str) -> None:
        raise ExecutionError


def between_two_tries(world: World) -> str:
    """Its office cannot be reached, and its task waits for an hour before it tries again."""
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    world.gateway.script(REPORT, [DepartmentUnavailable(retry_after_seconds=3600)])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, REPORT)
    return case_id


def test_a_retry_ends_the_wait_for_an_operator_and_the_round_goes_out_again() -> None:
    world = World()
    case_id = stuck_case(world)

    after = resolved(world, case_id, act("retry"))
    again = world.dispatched(case_id, REPORT, token="dispatch-again")

    assert (after.status, after.desk.incident, after.dispatch.sent_round) == (ItemStatus.READY, None, 0)
    assert f"operator-{REPORT}" in world.executions.ended
    assert (again.status, again.dispatch.round) == (ItemStatus.DISPATCHED, 1)
    assert [key for _, key in sendings_of_report(world)] == [f"{case_id}/{REPORT}/1/again-1"]


@pytest.mark.parametrize("order", [act("retry"), act("reroute", office=OTHER)])
def test_an_act_calls_no_office_and_ends_the_wait_so_that_the_engine_sends(order: Any) -> None:
    world = World()
    case_id = silent_case(world)
    before = sendings_of_report(world)

    after = resolved(world, case_id, order)

    assert sendings_of_report(world) == before
    assert (after.status, after.dispatch.sent_round) == (ItemStatus.READY, 0)
    assert world.executions.ended["dispatch"] == ANEW
    assert len(come_again(world, case_id).item(REPORT).dispatch_key) > len(before[0][1])


def test_a_silent_item_is_sent_again_under_a_new_key() -> None:
    world = World()
    case_id = silent_case(world)

    resolved(world, case_id, act("retry"))
    after = come_again(world, case_id).item(REPORT)

    assert (after.status, after.clock.silent_since, after.dispatch.ordered) == (
        ItemStatus.DISPATCHED, None, None,
    )  # fmt: skip
    assert [key.rpartition("/")[2] for _, key in sendings_of_report(world)] == ["1", "again-1"]


def test_a_retry_that_does_not_arrive_is_its_tasks_to_try_again_and_shown_until_then() -> None:
    world = World()
    case_id = silent_case(world)
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    resolved(world, case_id, act("retry"))

    with pytest.raises(DepartmentUnavailable):
        come_again(world, case_id)

    after = world.item(case_id, REPORT)
    assert (after.status, after.desk.incident, after.dispatch.ordered) == (ItemStatus.READY, None, None)
    assert (attention(after), after.clock.silent_since is not None) == ("silent", True)
    assert after.dispatch.trouble is not None


@each("word", ["received", "accepted", "suspended"])
def test_what_was_ordered_is_sent_whatever_the_office_says_of_what_it_had_before(word: str) -> None:
    world = World()
    case_id = silent_case(world)
    world.answered(case_id, REPORT, "problem")
    resolved(world, case_id, act("retry"))

    between = world.answered(case_id, REPORT, word)
    after = come_again(world, case_id).item(REPORT)

    assert (between.status.value, between.dispatch.has_arrived) == (word, False)
    assert (after.status.value, after.dispatch.has_arrived) == (word, True)
    assert [key.rpartition("/")[2] for _, key in sendings_of_report(world)] == ["1", "again-1"]


def test_what_its_task_tries_between_long_pauses_is_sent_by_the_sweep() -> None:
    world = World()
    case_id = between_two_tries(world)
    world.executions.expire("token-1")

    ordered = resolved(world, case_id, act("retry"))
    early = sweep(world.deps).repairs["SendRound"]
    world.clock.advance(ENGINE_FIRST)
    sweep(world.deps)

    assert (ordered.status, ordered.wait, early) == (ItemStatus.READY, None, 0)
    assert world.item(case_id, REPORT).status is ItemStatus.DISPATCHED


def test_a_sweep_that_cannot_send_it_either_leaves_it_to_its_task() -> None:
    world = World()
    case_id = between_two_tries(world)
    world.executions.expire("token-1")
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    resolved(world, case_id, act("retry"))
    world.clock.advance(ENGINE_FIRST)

    for _ in range(2):
        sweep(world.deps)

    after = world.item(case_id, REPORT)
    # The second found nothing more to do.
    assert sendings_of_report(world) == []
    assert (after.status, after.desk.incident, after.dispatch.ordered) == (ItemStatus.READY, None, None)


def test_who_dies_over_an_act_leaves_it_to_the_sweep_which_sends_it_once() -> None:
    world = World()
    case_id = silent_case(world)
    whole = world.deps
    world.deps = replace(whole, executions=DeadEngine(clock=world.clock))
    resolved(world, case_id, act("reroute", office=OTHER))
    world.deps = whole
    world.clock.advance(ENGINE_FIRST)

    sweep(world.deps)
    after = come_again(world, case_id).item(REPORT)

    assert world.executions.ended["dispatch"] == ANEW
    assert (after.dispatch.office, after.status) == (OTHER, ItemStatus.DISPATCHED)
    assert [office for office, _ in sendings_of_report(world)] == ["veterans_affairs-440106", OTHER]


def test_a_crash_after_a_retry_was_recorded_is_found_by_the_sweep() -> None:
    world = World()
    case_id = stuck_case(world)
    whole, broken = world.deps, DeadEngine(clock=world.clock)
    world.deps = replace(whole, executions=broken)
    resolved(world, case_id, act("retry"))
    world.deps = whole
    world.clock.advance(timedelta(minutes=2))

    sweep(world.deps)

    assert f"operator-{REPORT}" in world.executions.ended
