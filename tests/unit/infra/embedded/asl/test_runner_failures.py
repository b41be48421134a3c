"""Retries, catches, timeouts: with the names, the order and the times of Step Functions."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.errors import DepartmentUnavailable, StoreBusy, TaskGone
from infra.embedded.asl.runner import full_jitter
from tests.support.each import each
from tests.support.embedded_case import MONDAY, House, calls, machine, waits


def raises(error: type[Exception], *arguments: object) -> Any:
    def function(_payload: dict[str, Any]) -> None:
        raise error(*arguments)

    return function


def retrier(*errors: str, **fields: Any) -> dict[str, Any]:
    return {"ErrorEquals": list(errors), **fields}


def catcher(*errors: str, to: str = "Told", result_path: str = "$.error") -> dict[str, Any]:
    return {"ErrorEquals": list(errors), "ResultPath": result_path, "Next": to}


def asks(
    *, retry: list[dict[str, Any]] | None = None, catch: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    told = calls("told", Parameters={"error.$": "$.error"})
    return machine(Ask=waits(TimeoutSeconds=60, Retry=retry or [], Catch=catch or []), Told=told)


def error_told(house: House) -> dict[str, str]:
    (told,) = [payload["error"] for function, payload in house.invoked if function == "told"]
    found: dict[str, str] = told
    return found


def test_an_exception_is_a_failure_by_its_class_name_with_its_message() -> None:
    house = House(asks(catch=[catcher("States.ALL")]), ask=raises(DepartmentUnavailable))

    house.start()

    assert error_told(house) == {"Error": "DepartmentUnavailable", "Cause": str(DepartmentUnavailable())}


def test_of_an_execution_that_fails_it_is_told_in_which_state_and_by_what() -> None:
    house = House(asks(), ask=raises(ValueError, "440106199001011234"))

    house.start()

    assert house.failed == [("run", "Ask", "ValueError")]
    assert house.kinds()[-2:] == ["TaskFailed", "ExecutionFailed"]


def test_of_an_error_that_is_caught_nobody_is_told() -> None:
    house = House(asks(catch=[catcher("States.ALL")]), ask=raises(ValueError))

    house.start()

    assert (house.status(), house.failed) == ("SUCCEEDED", [])


def test_of_somebody_elses_exception_only_class_and_place_are_told() -> None:
    house = House(asks(catch=[catcher("ValueError")]), ask=raises(ValueError, "440106199001011234"))

    house.start()

    assert error_told(house)["Cause"].startswith(
        "ValueError at tests.unit.infra.embedded.asl.test_runner_failures:"
    )


def test_a_result_that_is_no_json_is_a_failure() -> None:
    house = House(machine(Tell=calls()), tell=lambda _payload: object())

    house.start(case_id="c1")

    assert house.status() == "FAILED"


def test_a_failure_reported_by_token_is_caught_by_name() -> None:
    house = House(asks(catch=[catcher("CorrectionRequested"), catcher("States.ALL", to="Ask")]))
    house.start()

    house.fail("token-1", "CorrectionRequested", "why")

    assert error_told(house) == {"Error": "CorrectionRequested", "Cause": "why"}


@each(
    "names, error, caught",
    [
        (["States.TaskFailed"], "StoreBusy", True),
        (["States.TaskFailed"], "States.Timeout", False),
        (["States.ALL"], "States.Timeout", True),
        (["States.Timeout"], "StoreBusy", False),
    ],
)
def test_the_wildcards_of_the_language_stand_for_what_they_do(
    names: list[str], error: str, caught: bool
) -> None:
    house = House(asks(catch=[catcher(*names)]))
    house.start()

    house.fail("token-1", error)

    assert house.status() == ("SUCCEEDED" if caught else "FAILED")


def test_an_attempt_that_takes_too_long_times_out_and_its_token_dies() -> None:
    house = House(asks(catch=[catcher("States.Timeout")]))
    house.start()

    house.after(seconds=59)
    assert house.status() == "RUNNING"
    house.after(seconds=1)

    assert error_told(house)["Error"] == "States.Timeout"
    with pytest.raises(TaskGone):
        house.succeed("token-1")


@each("definition", [asks(), machine(Tell=calls("ask", TimeoutSeconds=60, ResultPath="$.told"))])
def test_what_a_lambda_returns_after_its_time_has_run_out_changes_nothing(definition: dict[str, Any]) -> None:
    def slow(_payload: dict[str, Any]) -> dict[str, Any]:
        house.now += timedelta(seconds=61)
        house.runner.run_until_idle()
        ended.append((house.status(), house.kinds()))
        return {"late": True}

    ended: list[tuple[str | None, list[str]]] = []
    house = House(definition, ask=slow)

    house.start(case_id="c1")

    assert ended == [("FAILED", house.kinds())]
    assert house.runner.documents("run")[1] is None


@each(
    "definition, error, told",
    [
        (asks(), ValueError, "TaskFailed"),
        (asks(), None, "TaskTimedOut"),
        (machine(Tell=calls("ask", TimeoutSeconds=60)), ValueError, "LambdaFunctionFailed"),
    ],
)
def test_the_history_tells_what_failed_and_whether_its_time_ran_out(
    definition: dict[str, Any], error: type[Exception] | None, told: str
) -> None:
    house = House(definition, **({"ask": raises(error)} if error else {}))
    house.start(case_id="c1")

    house.after(seconds=60)

    assert told in house.kinds()


def test_the_time_of_a_wait_may_come_from_the_data() -> None:
    house = House(machine(Ask=waits(TimeoutSecondsPath="$.wait.seconds")))

    house.start(wait={"seconds": 180 * 24 * 3600})
    house.after(days=179)
    assert house.status() == "RUNNING"
    house.after(days=1)

    described = house.runner.describe("run")
    assert described is not None
    assert (described.status, described.error) == ("FAILED", "States.Timeout")


@each("seconds", [0, -1, True, 1.5, "60", None])
def test_a_time_that_is_no_positive_whole_number_fails_the_execution(seconds: object) -> None:
    house = House(machine(Ask=waits(TimeoutSecondsPath="$.wait.seconds")))

    house.start(wait={"seconds": seconds})

    assert house.status() == "FAILED"
    assert house.runner.next_due() is None


def test_delays_grow_up_to_their_cap_until_the_attempts_are_used_up() -> None:
    retry = [retrier("StoreBusy", IntervalSeconds=1, BackoffRate=2, MaxDelaySeconds=5, MaxAttempts=5)]
    house = House(asks(retry=retry), ask=raises(StoreBusy))
    house.start()
    seen = []

    while (due := house.runner.next_due()) is not None:
        seen.append((due - house.now).total_seconds())
        house.after(seconds=seen[-1])

    assert seen == [1, 2, 4, 5, 5]
    assert house.status() == "FAILED"
    assert len(house.invoked) == 6


def test_only_a_jittered_retry_asks_for_jitter_and_gets_the_capped_delay() -> None:
    common = {"IntervalSeconds": 4, "MaxDelaySeconds": 6, "MaxAttempts": 2}
    retry = [retrier("StoreBusy", JitterStrategy="FULL", **common)]
    house = House(asks(retry=retry), ask=raises(StoreBusy))

    house.start()
    house.after(seconds=4)

    assert house.delays == [4, 6]


def test_full_jitter_lies_between_nothing_and_the_delay() -> None:
    drawn = [full_jitter(10) for _ in range(1000)]

    assert 0 <= min(drawn) < 1 < 9 < max(drawn) <= 10


def test_the_first_matching_retrier_decides_and_each_counts_its_own() -> None:
    retry = [retrier("StaleWrite", MaxAttempts=1), retrier("StoreBusy", MaxAttempts=1)]
    house = House(asks(retry=retry, catch=[catcher("States.ALL")]))
    house.start()

    for token, error in enumerate(("StaleWrite", "StoreBusy", "StaleWrite"), start=1):
        house.fail(f"token-{token}", error)
        house.after(seconds=1)

    assert len(house.tokens) == 3
    assert error_told(house)["Error"] == "StaleWrite"


def test_a_retrier_of_no_attempts_forbids_what_a_later_one_would_retry() -> None:
    retry = [retrier("CaseStillOpen", MaxAttempts=0), retrier("States.ALL")]
    house = House(asks(retry=retry))
    house.start()

    house.fail("token-1", "CaseStillOpen")

    assert house.status() == "FAILED"


def test_a_retry_has_a_new_token_and_its_own_time() -> None:
    house = House(asks(retry=[retrier("StoreBusy", IntervalSeconds=30)], catch=[catcher("States.Timeout")]))
    house.start()
    house.after(seconds=50)

    house.fail("token-1", "StoreBusy")
    house.after(seconds=30)

    with pytest.raises(TaskGone):
        house.succeed("token-1")
    house.after(seconds=59)
    assert house.status() == "RUNNING"
    house.succeed("token-2")
    assert house.status() == "SUCCEEDED"


def test_between_two_attempts_nobody_can_end_the_wait() -> None:
    house = House(asks(retry=[retrier("StoreBusy")]), ask=raises(StoreBusy))

    house.start()

    with pytest.raises(TaskGone):
        house.runner.succeed(house.tokens[-1], {})


def test_entering_a_state_again_counts_its_retries_anew() -> None:
    looped = machine(
        Ask=waits(Retry=[retrier("StoreBusy", MaxAttempts=1)], Catch=[catcher("States.ALL", to="Ask")])
    )
    house = House(looped)
    house.start()

    for token in range(1, 4):
        house.fail(f"token-{token}", "StoreBusy")
        house.after(seconds=1)

    assert house.entered() == ["Ask", "Ask"]
    assert len(house.tokens) == 4


def test_a_clock_that_jumps_back_delays_and_never_fires_early() -> None:
    house = House(asks(catch=[catcher("States.Timeout")]))
    house.start()

    house.after(hours=-1)
    house.after(minutes=60.5)

    assert house.status() == "RUNNING"
    assert house.now > MONDAY
