"""The table holds together: what it asks for can be given, and its words are there."""

import pytest

from functions.domain.office.conformance.grading import CHECKS
from functions.domain.office.conformance.scenario import GENUINE, Check, Scenario
from functions.domain.office.conformance.table import SCENARIOS


def test_every_scenario_has_its_own_code_and_every_check_is_used() -> None:
    codes = [scenario.code for scenario in SCENARIOS]
    used = {check for scenario in SCENARIOS for check, _ in scenario.wants}

    assert len(set(codes)) == len(codes)
    assert used == set(CHECKS) == set(Check)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.code)
def test_a_scenario_looks_at_what_it_sends(scenario: Scenario) -> None:
    checks = {check for check, _ in scenario.wants}
    wrong = any(step.how not in GENUINE for step in scenario.steps)

    assert (Check.REFUSED in checks) == wrong
    assert (Check.TAKEN in checks) == bool(scenario.asking)
    assert not scenario.steps[0].again
    assert all(scenario.steps[place - 1].asks for place, step in enumerate(scenario.steps) if step.after)
