"""What is asked of Step Functions, and what its refusals mean: moto refuses nothing and reads no history backwards."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from functions.adapters.executions import StepFunctionsExecutions
from functions.domain.errors import StartThrottled
from functions.ports.executions import Executions, Redrive
from tests.support.aws_errors import refusal

MACHINE = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:cases"
RUN = "arn:aws-cn:states:cn-north-1:123456789012:execution:cases:run-1"
STARTED = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class ScriptedEngine:
    """Answers each operation as told; an error is raised. `asked` are the requests."""

    def __init__(self, **answers: dict[str, Any] | Exception) -> None:
        self._answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        def call(**request: Any) -> dict[str, Any]:
            self.asked.append((operation, request))
            answer = self._answers[operation]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def described(status: str) -> dict[str, Any]:
    return {"status": status, "startDate": STARTED}


def over(engine: ScriptedEngine) -> Executions:
    client: Any = engine
    return StepFunctionsExecutions(client, MACHINE)


def test_the_length_of_a_history_is_the_number_of_its_newest_event() -> None:
    engine = ScriptedEngine(
        describe_execution=described("RUNNING"), get_execution_history={"events": [{"id": 24_017}]}
    )

    found = over(engine).find("run-1")

    assert found is not None
    assert found.events == 24_017
    assert engine.asked[1] == (
        "get_execution_history",
        {"executionArn": RUN, "reverseOrder": True, "maxResults": 1},
    )


def test_whoever_need_not_know_how_long_a_history_is_asks_for_none() -> None:
    engine = ScriptedEngine(describe_execution=described("RUNNING"))

    found = over(engine).find("run-1", counted=False)

    assert found is not None
    assert (found.status, found.events) == ("RUNNING", None)
    assert len(engine.asked) == 1


def test_of_a_run_that_has_ended_no_history_is_asked() -> None:
    engine = ScriptedEngine(describe_execution=described("SUCCEEDED"))

    found = over(engine).find("run-1")

    assert found is not None
    assert found.events is None
    assert len(engine.asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        refusal("ThrottlingException"),
        refusal("ExecutionDoesNotExist"),
        ReadTimeoutError(endpoint_url="https://states.example"),
    ],
)
def test_a_run_is_found_though_its_history_is_not_told(error: Exception) -> None:
    engine = ScriptedEngine(describe_execution=described("RUNNING"), get_execution_history=error)

    found = over(engine).find("run-1")

    assert found is not None
    assert (found.status, found.events) == ("RUNNING", None)


def test_a_history_that_may_not_be_read_is_a_fault_of_the_deployment() -> None:
    engine = ScriptedEngine(
        describe_execution=described("RUNNING"), get_execution_history=refusal("AccessDeniedException")
    )

    with pytest.raises(ClientError):
        over(engine).find("run-1")


def test_a_run_is_stopped_by_its_name() -> None:
    engine = ScriptedEngine(stop_execution={"stopDate": STARTED})

    over(engine).stop("run-1")

    assert engine.asked == [("stop_execution", {"executionArn": RUN})]


def test_a_stop_that_is_throttled_can_be_asked_again() -> None:
    engine = ScriptedEngine(stop_execution=refusal("ThrottlingException"))

    with pytest.raises(StartThrottled):
        over(engine).stop("run-1")


ENDED = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def test_until_when_an_ended_run_may_be_redriven_is_told() -> None:
    answer = {**described("FAILED"), "stopDate": ENDED, "redriveStatus": "REDRIVABLE", "redriveCount": 1}

    found = over(ScriptedEngine(describe_execution=answer)).find("run-1")

    assert found is not None
    assert found.redrive == Redrive(possible=True, count=1, until=datetime(2026, 12, 9, 1, 0, tzinfo=UTC))


def test_why_a_run_is_not_redriven_is_told_in_the_engines_own_words() -> None:
    why = "Execution is SUCCEEDED and cannot be redriven"
    answer = {**described("SUCCEEDED"), "stopDate": ENDED, "redriveStatus": "NOT_REDRIVABLE"}

    found = over(ScriptedEngine(describe_execution={**answer, "redriveStatusReason": why})).find("run-1")

    assert found is not None
    assert found.redrive == Redrive(possible=False, why_not=why)


def test_a_cause_tells_where_an_exception_was_and_not_its_message() -> None:
    trace = ['  File "/var/task/functions/tasks.py", line 12, in handler\n    raise error\n']
    cause = json.dumps(
        {"errorType": "ValueError", "errorMessage": "测试甲 44010619900101123X", "stackTrace": trace}
    )
    answer = {**described("FAILED"), "stopDate": ENDED, "error": "ValueError", "cause": cause}

    found = over(ScriptedEngine(describe_execution=answer)).find("run-1")

    assert found is not None
    assert found.cause == "ValueError at functions/tasks.py:12"
