import json

import pytest

from functions.domain.case.events import EVENTS
from infra.cost import cases
from infra.cost.cases import Measured
from infra.cost.report import GOALS, compared_prices, figures, goals, report
from schemas.codes import EventKind
from tests.support.personal import found_in

pytestmark = [pytest.mark.slow, pytest.mark.together("cost")]


# What it came to when last looked at; a change that writes or reads more must say why.
MOST_UNITS = {"write_units": 108, "read_units": 150}


@pytest.fixture(scope="module")
def straight() -> Measured:
    return cases.straight_case()


@pytest.fixture(scope="module")
def rough() -> Measured:
    return cases.rough()


def test_a_straight_case_costs_no_more_than_its_goals(straight: Measured) -> None:
    reached = figures(straight)

    assert {name for name in GOALS if reached[name] > GOALS[name]} == set()
    assert {name: reached[name] for name in MOST_UNITS if reached[name] > MOST_UNITS[name]} == {}


def test_a_straight_case_calls_each_lambda_once_a_state_and_the_interface_once_an_answer(
    straight: Measured,
) -> None:
    assert figures(straight)["lambda_calls"] == 1 + 12 + 12 + 1
    assert figures(straight)["api_lambda_calls"] == 1 + 13
    assert straight.transitions == 1 + 1 + 5 + 12 + 12 + 1


def test_a_day_of_waiting_costs_what_a_few_looks_do_and_nothing_of_the_numbers() -> None:
    day = cases.a_day_of_waiting()
    looks = day.meter.lambdas["sweep"]

    assert looks == 4
    assert figures(day)["read_units"] <= 5 * looks
    assert figures(day)["aws_calls"] <= 5 * looks
    assert sum(number for (who, _), number in day.meter.calls.items() if who == "sweep") <= 5 * looks


def test_a_rough_case_meets_what_it_was_meant_to(rough: Measured) -> None:
    told = [json.loads(line) for line in rough.log.splitlines()]

    counted = {
        name: sum(line.get(name, 0) for line in told)
        for name in ("Corrections", "Unavailable", "Overdue", "Reminders", "ClosedCases")
    }
    assert (counted["Corrections"], counted["Unavailable"], counted["Overdue"]) == (2, 1, 1)
    assert counted["Reminders"] >= 1
    assert counted["ClosedCases"] == 1


def test_every_line_about_a_case_names_it_and_its_request(rough: Measured) -> None:
    told = [json.loads(line) for line in rough.log.splitlines()]
    of_cases = [line for line in told if line["message"] in set(EventKind)]

    assert len(of_cases) > 40
    assert all("case_id" in line and "request_id" in line for line in of_cases)
    assert all("item" in line for line in of_cases if line["message"] not in ("submitted", "closed"))


def test_departments_are_told_apart_by_city(rough: Measured) -> None:
    told = [json.loads(line) for line in rough.log.splitlines()]

    answers = [line for line in told if EVENTS[EventKind.ANSWERED].metric in line]
    assert {line["city"] for line in answers} == {"440100"}
    assert len({line["department"] for line in answers}) == 5


def test_nothing_personal_is_in_a_log_line_a_metric_or_an_execution(rough: Measured) -> None:
    assert found_in(rough.log) == set()
    assert found_in(rough.executions) == set()


def test_a_quiet_day_costs_a_look_every_six_hours() -> None:
    day = figures(cases.a_day_of_waiting())

    assert (day["lambda_calls"], day["sweep_lambda_calls"]) == (0, 4)
    assert day["write_units"] <= 12


def test_the_report_tells_who_caused_what(straight: Measured) -> None:
    text = report("Straight", straight) + goals(straight) + compared_prices(straight)

    assert "state machine 26, interface 14, sweep 0" in text
    assert "naive" in text
