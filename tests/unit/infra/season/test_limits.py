"""What flows ask is held against each limit: the busiest minute, what waited, what to ask for."""

from dataclasses import fields, replace
from typing import Any

import pytest

from functions.on_aws import CONNECTIONS, LOOKS_AT_ONCE
from infra.package.functions import declared
from infra.season.flows import ItemFlow, SeasonFlow
from infra.season.items import SeasonItem
from infra.season.limits import ONE_CORE_MB, Backlog, Load, backlog, demand_of, loads, looks_a_second
from infra.season.measured import Use, Uses, measured_uses, told_items, use_of
from infra.season.outage import HeldUp
from infra.season.scenario import season_file
from schemas.codes import Department

ITEM = SeasonItem("one", Department.HUMAN_RESOURCES, ())
NOTHING = Use()
USES = Uses(
    submission=Use(starts=1, transitions=20, requests=1),
    outcome=Use(callbacks=2, requests=1),
    news=Use(callbacks=2, reads=1),
    progress=Use(requests=1),
    look=Use(requests=1),
    retry=Use(transitions=1),
    sweep_look=Use(reads=6, finds=1),
    calls_a_look=4,
    looks_a_day=4,
)
ASSUMED: dict[str, Any] = {
    "requests_before": 10,
    "looks_a_case": 5,
    "aws_call_ms": 1000,
    "aws_call_processor_ms": 1,
    "biggest_city": 0.5,
}
STAGE = {"ThrottleRate": "200", "DepartmentConcurrency": "20"}


def flow() -> SeasonFlow:
    """60 cases in the second of four minutes; their item is told of in the third, decided in the fourth."""
    rounds = HeldUp(sent=[0, 60, 0, 0], retries=[0, 0, 30, 0], incidents=0)
    item = ItemFlow(owed=[0, 60, 0, 0], told=[0, 0, 120, 0], decided=[0, 0, 0, 60], rounds=rounds)
    return SeasonFlow([0, 60, 0, 0], {"one": item})


def found() -> dict[str, Load]:
    demand = demand_of(flow(), [ITEM], USES, ASSUMED)
    told = {"quota": season_file()["quota"], "assumed": ASSUMED}
    return {load.name: load for load in loads(demand, USES, told, STAGE, {"machine": 500})}


def test_the_busiest_minute_is_told_by_the_second() -> None:
    starts = found()["StartExecution"]

    assert (starts.minute, starts.peak, starts.quota) == (1, 1.0, 150)
    assert starts.ratio == pytest.approx(1 / 150)


def test_it_is_told_for_how_long_a_limit_is_passed() -> None:
    over = found()["ApiRequests"]
    demand = demand_of(flow(), [ITEM], USES, ASSUMED)
    told = {"quota": season_file()["quota"], "assumed": ASSUMED}
    slow = {
        one.name: one for one in loads(demand, USES, told, {**STAGE, "ThrottleRate": "3"}, {"machine": 500})
    }

    assert over.over == 0
    # The submissions' minute, and that of the outcomes with their looks.
    assert slow["ApiRequests"].over == pytest.approx(2 / 60)


def test_requests_are_what_people_and_offices_ask() -> None:
    """A submission with ten before it; an outcome with its share of looks."""
    assert found()["ApiRequests"].peak == 11.0
    assert found()["SendTask"].minute == 3


def test_a_departments_lambda_is_busy_with_rounds_and_with_tries_in_vain() -> None:
    sending = found()["dispatch_human_resources"]

    assert sending.peak == pytest.approx(60 / 60 * 0.5)
    assert sending.whose == "stage: DepartmentConcurrency"


def test_what_binds_first_comes_first() -> None:
    ratios = [load.ratio for load in found().values()]

    assert ratios == sorted(ratios, reverse=True)


def test_a_sweep_makes_as_many_looks_as_its_lambda_has_time_for() -> None:
    assert looks_a_second(USES, ASSUMED) == pytest.approx(40_000 * LOOKS_AT_ONCE / 4000 / 60)
    assert looks_a_second(replace(USES, calls_a_look=8), ASSUMED) == pytest.approx(
        40_000 * LOOKS_AT_ONCE / 8000 / 60
    )


def test_a_sweep_makes_no_more_looks_than_its_lambda_has_processor_for() -> None:
    """It has a whole core."""
    quick = {**ASSUMED, "aws_call_ms": 10, "aws_call_processor_ms": 2}

    assert declared()["sweep"]["memory"] >= ONE_CORE_MB
    assert looks_a_second(USES, quick) == pytest.approx(40_000 / (4 * 2) / 60)


def test_the_marks_of_a_minute_are_passed_first_many_at_once() -> None:
    busy = looks_a_second(USES, ASSUMED, marks=160)

    assert busy == pytest.approx((40_000 - 160 * 2 * 1000 / CONNECTIONS) * LOOKS_AT_ONCE / 4000 / 60)
    assert looks_a_second(USES, ASSUMED, marks=10**9) == 0.0
    assert found()["SweepMarks"].peak == 1.0
    assert found()["SendTask"].peak == 4.0


def test_the_looks_of_a_case_s_first_hours_are_counted_when_they_come_and_ask_of_no_run() -> None:
    """600 cases come in the first minute and stay open: ten of their looks come before the tenth hour."""
    minutes = 10 * 60
    rounds = HeldUp([0.0] * minutes, [0.0] * minutes, 0.0)
    item = ItemFlow([0.0] * minutes, [0.0] * minutes, [0.0] * minutes, rounds)
    flow = SeasonFlow([600.0, *[0.0] * (minutes - 1)], {"one": item})

    demand = demand_of(flow, [ITEM], USES, ASSUMED)

    busy = [minute for minute, looks in enumerate(demand.looks) if looks >= 600]
    assert busy == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert [demand.a_minute["finds"][minute] for minute in busy[:-1]] == [0.0] * 9
    assert demand.a_minute["finds"][-1] == pytest.approx(
        600 * USES.looks_a_day / 1440 * USES.sweep_look.finds
    )


@pytest.mark.parametrize(
    ("a_minute", "told"),
    [
        ([60.0, 60.0], Backlog(0.0, 0.0)),
        ([180.0, 0.0, 0.0, 0.0], Backlog(120.0, 2 / 60)),
        ([120.0, 120.0, 0.0, 0.0], Backlog(120.0, 3 / 60)),
    ],
    ids=["none", "one burst", "two minutes"],
)
def test_what_is_beyond_a_limit_waits_until_there_is_room(a_minute: list[float], told: Backlog) -> None:
    assert backlog(a_minute, 1.0) == told


def test_a_use_is_added_and_multiplied_part_by_part() -> None:
    twice = Use(starts=1, writes=2) * 2 + Use(writes=1) - Use(starts=1)

    assert twice == Use(starts=1, writes=5)
    assert NOTHING + twice == twice


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.together("cost")
def test_the_parts_of_a_case_are_the_measured_case_again() -> None:
    """Nothing of the measured case is counted twice or left out, and none of its parts is less than nothing."""
    from infra.cost import cases

    uses, whole = measured_uses(), use_of(cases.every_step_measured())

    again = uses.submission + uses.outcome * told_items() + uses.progress * (2 * told_items())
    for one in fields(Use):
        assert getattr(again, one.name) == pytest.approx(getattr(whole, one.name)), one.name
    for part in (uses.submission, uses.outcome, uses.progress, uses.look, uses.retry, uses.sweep_look):
        assert all(getattr(part, one.name) >= 0 for one in fields(Use))
    assert (uses.submission.starts, uses.retry.transitions) == (1, 1)
