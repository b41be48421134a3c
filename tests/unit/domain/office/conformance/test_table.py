"""The table holds together: what it asks for can be given, and its words are there."""

from functions.domain.office.conformance.grading import CHECKS
from functions.domain.office.conformance.scenario import GENUINE, Check
from functions.domain.office.conformance.table import SCENARIOS


def test_every_scenario_has_its_own_code_and_every_check_is_used() -> None:
    codes = [scenario.code for scenario in SCENARIOS]
    used = {check for scenario in SCENARIOS for check, _ in scenario.wants}

    assert len(set(codes)) == len(codes)
    assert used == set(CHECKS) == set(Check)


def test_a_scenario_looks_at_what_it_sends() -> None:
    for scenario in SCENARIOS:
        checks = {check for check, _ in scenario.wants}
        wrong = any(step.how not in GENUINE for step in scenario.steps)

        assert (Check.REFUSED in checks) == wrong, scenario.code
        assert (Check.TAKEN in checks) == bool(scenario.asking), scenario.code
        assert not scenario.steps[0].again, scenario.code
        after = [scenario.steps[place - 1] for place, step in enumerate(scenario.steps) if step.after]
        assert all(step.asks for step in after), scenario.code
