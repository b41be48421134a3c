"""Runs that sleep: nobody can tell, neither by what they do nor by what is told of them."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.errors import DepartmentUnavailable, TaskGone
from infra.embedded.asl.engine import Engine
from infra.embedded.asl.frames import MachineRun
from infra.embedded.asl.load import load
from tests.support.embedded_case import MONDAY, House, each_item, machine, waits, whole_case
from tests.support.plans import TWELVE, given

ONCE_MORE = {"ErrorEquals": ["DepartmentUnavailable"], "IntervalSeconds": 60, "MaxAttempts": 1}


def unavailable(_payload: dict[str, Any]) -> None:
    raise DepartmentUnavailable


def sleeping(definition: dict[str, Any], **lambdas: Any) -> House:
    """One run may be awake: as soon as another is heard of, it sleeps."""
    return House(definition, awake=1, **lambdas)


def another(house: House) -> None:
    house.runner.start("another", {"items": []})
    house.runner.run_until_idle()


def asks(**fields: Any) -> dict[str, Any]:
    return machine(Ask=waits(TimeoutSeconds=600, **fields))


def test_the_run_that_nothing_was_heard_of_for_longest_sleeps_once_no_lambda_of_it_is_under_way() -> None:
    engine = Engine(load(each_item(asks())), new_token=iter("abcd").__next__, jitter=float, awake=1)
    runs = [MachineRun(name, {"case_id": name, "items": [{"code": "card"}]}, MONDAY) for name in ("1", "2")]
    invoked = []
    for run in runs:
        engine.begin(run, MONDAY)
        invoked.append(engine.take(MONDAY))
    under_way = [run.asleep is None for run in runs]

    for one in invoked:
        assert one is not None
        engine.returned(one, {}, MONDAY)
    engine.use(runs[1])
    waiting = [run.asleep is None for run in runs]
    engine.succeed("a", {}, MONDAY)

    assert (under_way, waiting) == ([True, True], [False, True])
    assert [(run.status, run.asleep is None) for run in runs] == [("SUCCEEDED", True), ("RUNNING", False)]


def test_an_answer_wakes_the_run_that_waits_for_it() -> None:
    house = sleeping(each_item(asks()))
    house.start(case_id="c1", items=[{"code": "identity_card"}, {"code": "driving_licence"}])
    first, second = house.tokens
    another(house)

    house.succeed(first)
    another(house)
    house.succeed(second)

    assert house.status() == "SUCCEEDED"
    with pytest.raises(TaskGone):
        house.succeed(first)


def test_time_runs_out_in_its_sleep() -> None:
    house = sleeping(asks())
    house.start()
    another(house)

    house.after(seconds=599)
    before = house.status()
    house.after(seconds=1)

    assert (before, house.status()) == ("RUNNING", "FAILED")


def test_a_pause_before_the_next_try_is_slept_through() -> None:
    house = sleeping(asks(Retry=[ONCE_MORE]), ask=unavailable)
    house.start()
    tried = len(house.tokens)
    del house.lambdas["ask"]
    another(house)

    house.after(seconds=60)

    assert (tried, house.status()) == (1, "RUNNING")
    assert len(house.tokens) == 3


def test_what_was_tried_before_its_sleep_counts_after_it() -> None:
    house = sleeping(asks(Retry=[ONCE_MORE]), ask=unavailable)
    house.start()
    house.lambdas["ask"] = lambda payload: None
    another(house)
    house.lambdas["ask"] = unavailable

    house.after(seconds=60)

    assert house.status() == "FAILED"


def test_a_wait_without_a_bound_that_was_tried_again_goes_on_in_its_sleep() -> None:
    house = sleeping(machine(Ask=waits(Retry=[ONCE_MORE])), ask=unavailable)
    house.start()
    del house.lambdas["ask"]
    house.after(seconds=60)
    another(house)

    house.after(seconds=60)

    assert house.status() == "RUNNING"
    house.succeed(house.tokens[1])
    assert house.status() == "SUCCEEDED"


def test_what_was_noted_and_what_it_was_given_are_told_as_they_were() -> None:
    awake, asleep = House(whole_case()), sleeping(whole_case())
    for house in (awake, asleep):
        house.start(**given(TWELVE))
        another(house)

    assert asleep.runner.history("run") == awake.runner.history("run")
    another(asleep)
    assert asleep.runner.documents("run") == awake.runner.documents("run")
    assert asleep.runner.describe("run") == awake.runner.describe("run")
    assert asleep.runner.start("run", given(TWELVE)) is False


def test_a_run_is_stopped_in_its_sleep() -> None:
    house = sleeping(asks())
    house.start()
    (token,) = house.tokens
    another(house)

    house.runner.stop("run")

    assert (house.status(), house.kinds()[-1]) == ("ABORTED", "ExecutionAborted")
    with pytest.raises(TaskGone):
        house.succeed(token)


def test_a_run_of_which_a_lambda_is_under_way_stays_awake() -> None:
    def busy(payload: dict[str, Any]) -> None:
        house.runner.start("another", {})
        house.runner.succeed(payload["token"], {"outcome": "granted"})

    house = sleeping(asks(), ask=busy)

    house.runner.start("run", {})
    house.runner.work()

    assert house.status() == "SUCCEEDED"


def test_a_run_that_has_ended_is_forgotten_asleep() -> None:
    house = sleeping(asks())
    house.start()
    house.succeed(house.tokens[0])
    another(house)

    assert house.runner.forget(before=house.now + timedelta(days=1)) == 1
    assert house.status() is None
