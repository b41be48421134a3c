import re
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from functions.domain.case.events import EVENTS
from functions.telemetry.lines import Count
from functions.telemetry.metrics import sweep_count
from infra.embedded.seen.names import METRICS_BY_NAME, OF_ONE_SERVER, ON_AWS_TOO
from infra.embedded.seen.numbers import Numbers
from schemas.codes import Department

PAGE = (Path(__file__).parents[5] / "docs" / "metrics.md").read_text("utf-8")
SWEEP = sweep_count(
    cases=3,
    repairs={"StartRun": 2},
    failures={},
    silent_loss=0,
    set_back=0,
    offices_down=0,
    oldest_owed=timedelta(minutes=2),
    calendar_known=timedelta(days=31),
)


def read(numbers: Numbers) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(numbers.text().decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def of(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def test_counts_rise_and_gauges_say_what_was_last_told() -> None:
    numbers = Numbers()
    for _ in range(2):
        numbers.count(SWEEP)
    numbers.count(Count({"CasesSetBack": 4}))
    numbers.count(Count({"CasesSetBack": 1}))

    told = read(numbers)

    assert told[of("lianban_sweep_ran_total")] == 2
    assert told[of("lianban_cases_looked_at_total")] == 6
    assert told[of("lianban_oldest_owed_repair_seconds")] == 120
    assert told[of("lianban_cases_set_back")] == 1


def test_what_only_one_of_many_sweeps_met_is_not_passed_by_whenever_the_numbers_are_read() -> None:
    numbers = Numbers()
    for met in (0, 1, 0):
        numbers.count(Count({"SilentLoss": met}))

    assert read(numbers)[of("lianban_silent_loss_total")] == 1


def test_what_has_a_department_and_a_city_is_told_by_both_and_from_the_start() -> None:
    numbers = Numbers(cities=("440100",))
    numbers.count(Count({"Incidents": 1}, Department.MOBILIZATION, "440100"))

    told = read(numbers)

    at = {"department": "mobilization", "city": "440100"}
    assert told[of("lianban_incidents_total", **at)] == 1
    assert told[of("lianban_incidents_total", **{**at, "department": "public_security"})] == 0
    assert told[of("lianban_refused_signatures_total", department="mobilization")] == 0


def test_a_city_that_is_none_of_the_provinces_is_told_all_the_same() -> None:
    numbers = Numbers()
    numbers.count(Count({"Submissions": 1}, city="999999"))

    assert read(numbers)[of("lianban_submissions_total", city="999999")] == 1


def test_times_fall_into_bounds_that_hold_those_below_them() -> None:
    numbers = Numbers()
    for seconds in (0.004, 0.05, 0.2, 99.0):
        numbers.request(method="GET", route="/v1/cases/{case_id}", status=200, seconds=seconds)

    told, route = read(numbers), "/v1/cases/{case_id}"

    assert told[of("lianban_requests_total", method="GET", route=route, status="200")] == 4
    by_bound = [
        told[of("lianban_request_seconds_bucket", route=route, le=le)] for le in ("0.05", "3.0", "+Inf")
    ]
    assert by_bound == [2, 3, 4]
    assert told[of("lianban_request_seconds_sum", route=route)] == pytest.approx(99.254)


def test_a_request_that_failed_is_counted_by_itself() -> None:
    numbers = Numbers()
    before = read(numbers)[of("lianban_server_errors_total")]
    for status in (200, 404, 500, 503):
        numbers.request(method="GET", route="/", status=status, seconds=0.1)

    assert (before, read(numbers)[of("lianban_server_errors_total")]) == (0, 2)


def test_others_are_asked_when_they_are_read() -> None:
    failures = iter((1, 2))
    numbers = Numbers(others={"SweepErrors": lambda: next(failures)})

    assert [read(numbers)[of("lianban_sweep_errors_total")] for _ in range(2)] == [1, 2]


def test_every_number_that_is_told_on_aws_is_told_here_under_its_name() -> None:
    told = {line.metric for line in EVENTS.values() if line.metric} | {*SWEEP.numbers, "RefusedSignatures"}

    assert told == {one.name for one in ON_AWS_TOO}


def test_the_page_of_metrics_names_each_with_its_series() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `(lianban_\w+)`", PAGE, re.MULTILINE))

    assert rows == {one.name: one.prometheus for one in METRICS_BY_NAME.values()}
    assert OF_ONE_SERVER
