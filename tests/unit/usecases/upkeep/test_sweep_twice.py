"""Whatever has happened to a case, one sweep does what is owed, and a second right after finds nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.domain.errors import DepartmentUnavailable, LianbanError
from functions.domain.office.circuit import LONGEST_PAUSE
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from tests.support.world import World

ITEMS = ("discharge_report", "household_registration", "medical_insurance", "medical_transfer")
CODES = ("service_check", *ITEMS)
KINDS = (
    "received",
    "accepted",
    "correction_requested",
    "suspended",
    "resumed",
    "extended",
    "granted",
    "granted",
    "refused",
    "problem",
)
FIELDS: dict[str, dict[str, Any]] = {
    "correction_requested": {"missing": [{"name": "户口簿", "reason": "缺首页"}]},
    "extended": {"reason": "情况复杂", "working_days": 5, "basis": "部门规定"},
}
Act = Callable[[World, str], object]

codes = st.sampled_from(CODES)
dispatches = codes.map(lambda code: lambda world, case_id: world.dispatched(case_id, code, token=f"t-{code}"))
answers = st.tuples(codes, st.sampled_from(KINDS)).map(
    lambda given: (
        lambda world, case_id: world.answered(case_id, given[0], given[1], **FIELDS.get(given[1], {}))
    )
)
waits = st.integers(1, 40 * 24).map(
    lambda hours: lambda world, _: world.clock.advance(timedelta(hours=hours))
)
looks = codes.map(lambda code: lambda world, case_id: escalate(case_id, code, 1, world.deps))
outages = codes.map(lambda code: lambda world, _: world.gateway.script(code, [DepartmentUnavailable()] * 3))
troubles = st.sampled_from(
    (
        lambda world, case_id: world.executions.stop(world.ledger(case_id).case.execution),
        lambda world, case_id: world.executions.stop(world.ledger(case_id).case.execution, "FAILED"),
        lambda world, case_id: world.executions.forget(world.ledger(case_id).case.execution),
        lambda world, case_id: sweep(world.deps),
        lambda world, case_id: close(case_id, world.ledger(case_id).case.run, world.deps),
    )
)
lives = st.lists(
    st.one_of(dispatches, dispatches, answers, answers, waits, looks, outages, troubles), max_size=30
)


def asked_in_vain(world: World, case_id: str) -> None:
    """So often that the office is left alone, the last time by the sweep."""
    world.gateway.script("medical_insurance", [DepartmentUnavailable()] * 3)
    for _ in range(2):
        with suppress(DepartmentUnavailable):
            world.dispatched(case_id, "medical_insurance")
    world.clock.advance(timedelta(hours=3))
    sweep(world.deps)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@example([asked_in_vain])
@given(lives)
def test_a_second_sweep_right_after_plans_nothing_and_nothing_is_silently_lost(life: list[Act]) -> None:
    world = World()
    case_id = world.submitted(*ITEMS)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEMS[0])
    for act in life:
        with suppress(LianbanError, KeyError):
            act(world, case_id)
    for code in CODES:
        world.gateway.script(code, [])
    # Whoever is well again and still left alone is no failure of the second sweep.
    world.clock.advance(LONGEST_PAUSE)

    sweep(world.deps, everything=True)
    second = sweep(world.deps, everything=True)

    assert dict(second.repairs) == {}
    assert dict(second.failures) == {}
    lost_before_their_first_round = {
        item.code for item in world.ledger(case_id).items if item.outcome is None and not item.dispatch.round
    }
    assert set(second.lost) <= lost_before_their_first_round
