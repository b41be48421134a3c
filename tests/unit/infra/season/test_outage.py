"""While a department is down nothing arrives there and nothing is lost; what was given up comes as fast as batches go."""

import json
from collections.abc import Sequence

import pytest

from functions.usecases.operator.batch_work import PER_CALL
from infra.package.shipped import ROOT
from infra.season.outage import Outage, Tries, held_up, tries
from schemas.codes import Department

TRIES = Tries(early=(1, 3), every=10.0, minutes=50)
BEGINS, ENDS = 10, 110


def outage(*, ends: int = ENDS) -> Outage:
    return Outage(Department.MOBILIZATION, BEGINS, ends, TRIES, last_tries=5, operators=20)


def owed(at: dict[int, float], length: int = 400) -> list[float]:
    return [at.get(minute, 0.0) for minute in range(length)]


def first(series: Sequence[float]) -> int:
    return next(minute for minute, number in enumerate(series) if number)


def test_the_tries_are_those_of_the_state_machine() -> None:
    item = json.loads((ROOT / "statemachine" / "item.asl.json").read_text("utf-8"))
    retries = [one for one in item["States"]["Dispatch"]["Retry"] if isinstance(one, dict)]
    [rule] = [one for one in retries if "DepartmentUnavailable" in one["ErrorEquals"]]
    whole = sum(min(rule["MaxDelaySeconds"], 2**turn) for turn in range(rule["MaxAttempts"])) / 2

    found = tries()

    assert found.minutes == int(whole // 60)
    assert found.every == rule["MaxDelaySeconds"] / 2 / 60
    assert 70 <= found.minutes / 60 <= 85


def test_everything_that_was_owed_is_sent_in_the_end() -> None:
    due = owed({5: 7.0, 20: 300.0, 90: 40.0, 200: 3.0})

    found = held_up(due, outage())

    assert sum(found.sent) == pytest.approx(sum(due))
    assert sum(found.sent[BEGINS:ENDS]) == 0
    assert (found.sent[5], found.sent[200]) == (7.0, 3.0)


def test_whoever_waited_longer_than_it_is_tried_is_an_operators() -> None:
    found = held_up(owed({20: 300.0, 90: 40.0}), outage())

    assert found.incidents == 300.0


def test_what_is_still_tried_comes_at_once_and_what_was_given_up_by_batches() -> None:
    still = held_up(owed({90: 40.0}), outage())
    given_up = held_up(owed({20: 250.0}), outage())

    assert first(still.sent) == ENDS
    assert sum(still.sent[ENDS : ENDS + 5]) == pytest.approx(40.0)
    assert given_up.sent[ENDS + 20 : ENDS + 23] == [PER_CALL, PER_CALL, 250.0 - 2 * PER_CALL]


def test_one_items_batches_wait_for_those_of_the_items_before() -> None:
    found = held_up(owed({20: 250.0}), outage(), before=2.5 * PER_CALL)

    assert first(found.sent) == ENDS + 20 + 3


def test_an_item_is_tried_early_and_then_steadily_until_it_is_given_up() -> None:
    retries = held_up(owed({20: 10.0}), outage()).retries

    assert (retries[21], retries[22]) == (10.0, 0.0)
    assert retries[23] == pytest.approx(10.0 + 10.0 / TRIES.every)
    assert retries[69] == pytest.approx(10.0 / TRIES.every)
    assert sum(retries[70:]) == pytest.approx(0.0)


def test_without_an_outage_nothing_is_held_up() -> None:
    due = owed({20: 10.0})

    found = held_up(due, outage(ends=BEGINS))

    assert (found.sent, sum(found.retries), found.incidents) == (due, 0.0, 0)
