"""What Step Functions' refusals mean to us, and how its history is read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from functions.adapters.executions import StepFunctionsExecutions
from functions.adapters.executions_history import read_history
from functions.domain.errors import LianbanError, StartThrottled, TaskGone
from functions.ports.executions import HistoryEvent
from tests.support.aws_errors import refusal
from tests.support.each import each

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MACHINE = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:cases"


class ScriptedEngine:
    """A client that answers every call alike and keeps what it was asked."""

    def __init__(self, answer: Exception | dict[str, Any]) -> None:
        self._answer = answer
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, _operation: str) -> Callable[..., dict[str, Any]]:
        return self._call

    def _call(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def executions(engine: ScriptedEngine) -> StepFunctionsExecutions:
    client: Any = engine
    return StepFunctionsExecutions(client, MACHINE)


@each(
    "error",
    [
        refusal("ThrottlingException"),
        refusal("ExecutionLimitExceeded"),
        refusal("InternalFailure", status=500),
        refusal("ServiceUnavailable", status=503),
        ConnectTimeoutError(endpoint_url="https://states.example"),
    ],
)
def test_an_engine_that_cannot_start_now_is_throttled(error: Exception) -> None:
    with pytest.raises(StartThrottled):
        executions(ScriptedEngine(error)).start("case-1", {})


@each("code", ["TaskTimedOut", "InvalidToken", "TaskDoesNotExist"])
def test_a_token_that_nothing_waits_under_is_gone(code: str) -> None:
    with pytest.raises(TaskGone):
        executions(ScriptedEngine(refusal(code))).resume("token", {})
    with pytest.raises(TaskGone):
        executions(ScriptedEngine(refusal(code))).fail("token", error="DispatchIncident", cause="")


@pytest.mark.parametrize("code", ["ExecutionDoesNotExist", "ValidationException"])
def test_a_run_that_does_not_run_need_not_be_stopped(code: str) -> None:
    engine = ScriptedEngine(refusal(code))

    executions(engine).stop("case-1")

    assert len(engine.asked) == 1


def test_what_only_a_wrong_program_can_cause_is_not_hidden() -> None:
    engine = executions(ScriptedEngine(refusal("AccessDeniedException")))

    with pytest.raises(ClientError):
        engine.start("case-1", {})
    with pytest.raises(ClientError):
        engine.resume("token", {})
    with pytest.raises(ClientError):
        engine.find("case-1")


def test_reads_of_a_busy_engine_are_an_error_of_ours() -> None:
    engine = executions(ScriptedEngine(refusal("ThrottlingException")))

    with pytest.raises(LianbanError):
        engine.find("case-1")
    with pytest.raises(LianbanError):
        engine.history("case-1", limit=1)


def test_an_execution_is_named_in_its_own_partition() -> None:
    engine = ScriptedEngine({"status": "PENDING_REDRIVE", "startDate": AT})

    found = executions(engine).find("case-1")

    assert engine.asked == [
        {"executionArn": "arn:aws-cn:states:cn-north-1:123456789012:execution:cases:case-1"}
    ]
    assert found is not None
    assert found.status == "FAILED"


def test_runs_started_through_an_alias_are_found_under_the_machine_itself() -> None:
    engine: Any = ScriptedEngine({"status": "RUNNING", "startDate": AT, "events": [], "definition": "{}"})
    live = StepFunctionsExecutions(engine, f"{MACHINE}:live")

    live.start("case-1", {})
    live.find("case-1")
    live.definition()

    arn = "arn:aws-cn:states:cn-north-1:123456789012:execution:cases:case-1"
    assert engine.asked[0]["stateMachineArn"] == f"{MACHINE}:live"
    assert {asked["executionArn"] for asked in engine.asked if "executionArn" in asked} == {arn}
    assert engine.asked[-1] == {"stateMachineArn": MACHINE}


def test_an_absurdly_long_cause_is_cut_to_what_the_engine_takes() -> None:
    engine = ScriptedEngine({})

    executions(engine).fail("token", error="E" * 300, cause="因" * 40_000)

    assert len(engine.asked[0]["error"]) == 256
    assert len(engine.asked[0]["cause"]) == 32_768


def line(id: int, before: int, kind: str, **details: Any) -> dict[str, Any]:
    named = {f"{kind[0].lower()}{kind[1:]}EventDetails": details} if details else {}
    return {"id": id, "previousEventId": before, "type": kind, "timestamp": AT, **named}


def entered(id: int, before: int, kind: str, name: str, given: str = "{}") -> dict[str, Any]:
    return {**line(id, before, kind), "stateEnteredEventDetails": {"name": name, "input": given}}


def test_branches_side_by_side_are_told_apart() -> None:
    history = [
        line(1, 0, "ExecutionStarted", input='{"case_id": "c"}'),
        entered(2, 1, "MapStateEntered", "Items"),
        line(3, 2, "MapIterationStarted", name="Items", index=0),
        line(4, 2, "MapIterationStarted", name="Items", index=1),
        entered(5, 3, "TaskStateEntered", "Dispatch", '{"item": "identity_card"}'),
        entered(6, 4, "TaskStateEntered", "Dispatch", '{"item": "driving_licence"}'),
        line(7, 5, "TaskScheduled", parameters='{"Payload": {"item": "identity_card", "token": "t"}}'),
        line(8, 6, "TaskFailed", error="DispatchIncident", cause="事项异常"),
        line(9, 7, "TaskSucceeded", output='{"item": "not to be read"}'),
        line(10, 9, "MapStateSucceeded"),
        entered(11, 10, "TaskStateEntered", "CloseCase"),
    ]

    read = list(read_history(history))

    assert [(event.state, event.item) for event in read] == [
        (None, None),
        ("Items", None),
        ("Items", None),
        ("Items", None),
        ("Dispatch", "identity_card"),
        ("Dispatch", "driving_licence"),
        ("Dispatch", "identity_card"),
        ("Dispatch", "driving_licence"),
        ("Dispatch", "identity_card"),
        (None, None),
        ("CloseCase", None),
    ]
    assert read[7] == HistoryEvent(
        8, AT, "TaskFailed", "Dispatch", "driving_licence", "DispatchIncident: 事项异常"
    )


@each("text", ["", "not json", "[1]", '{"Payload": "text"}', '{"item": 5}', '"x"'])
def test_what_cannot_be_read_names_no_item(text: str) -> None:
    (event,) = read_history([line(1, 0, "TaskScheduled", parameters=text)])

    assert event.item is None
