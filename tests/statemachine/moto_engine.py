"""Moto's Step Functions interpreter with Lambdas run in-process: real threads and real seconds."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend, lambda_simple_backends

from functions.adapters.executions_history import read_history
from infra.definition import definition
from tests.statemachine.engines import ACCOUNT, REGION, Outcome, arns, paths
from tests.statemachine.script import Script
from tests.support.aws import client as aws_client
from tests.support.aws_states import definitions_read_once

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CONFIG: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/states"
QUIET_SECONDS = 0.4
MOST_ROUNDS = 100


class ScriptedLambdas(LambdaSimpleBackend):
    """Stands where moto keeps the Lambdas of one region that need no container."""

    def __init__(self, script: Script, tasks: "MotoTasks") -> None:
        super().__init__(REGION, ACCOUNT)
        self._script = script
        self._tasks = tasks

    def invoke(
        self, function_name: str, qualifier: str | None, body: Any, headers: Any, response_headers: Any
    ) -> bytes:
        try:
            function = function_name.rpartition(":")[2]
            return json.dumps(self._script.play(function, json.loads(body), self._tasks)).encode()
        except Exception as error:
            response_headers["x-amz-function-error"] = "Unhandled"
            return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}).encode()


class MotoTasks:
    def __init__(self, client: "SFNClient") -> None:
        self._client = client

    def succeed(self, token: str, output: Mapping[str, Any]) -> None:
        self._client.send_task_success(taskToken=token, output=json.dumps(output))

    def fail(self, token: str, error: str, cause: str) -> None:
        self._client.send_task_failure(taskToken=token, error=error, cause=cause)


class MotoEngine:
    """One state machine, since moto reads it for seconds; each run is an execution of its own."""

    def __init__(self, client: "SFNClient") -> None:
        self._client, self._serial = client, count(1)
        made = client.create_state_machine(
            name="cases", definition=json.dumps(quickened(definition(arns()))), roleArn=ROLE
        )
        self._machine = made["stateMachineArn"]

    def run(self, given: Mapping[str, Any], script: Script) -> Outcome:
        tasks = MotoTasks(self._client)
        with _lambdas(script, tasks):
            arn = self._start(given)
            for _ in range(MOST_ROUNDS):
                script.wait_until_quiet(QUIET_SECONDS)
                if self._client.describe_execution(executionArn=arn)["status"] != "RUNNING":
                    break
                script.release(tasks)
            return _outcome(self._client, arn, script)

    def _start(self, given: Mapping[str, Any]) -> str:
        name = f"run-{next(self._serial)}"
        started = self._client.start_execution(
            stateMachineArn=self._machine, name=name, input=json.dumps(given)
        )
        return started["executionArn"]


@contextmanager
def moto_engine() -> Iterator[MotoEngine]:
    with mock_aws(config=CONFIG), definitions_read_once():
        yield MotoEngine(aws_client("stepfunctions", REGION))


def quickened(node: Any) -> Any:
    """The same machine whose retries come within a second."""
    if isinstance(node, list):
        return [quickened(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    return {
        key: 1 if key in ("IntervalSeconds", "MaxDelaySeconds") else quickened(value)
        for key, value in node.items()
    }


@contextmanager
def _lambdas(script: Script, tasks: MotoTasks) -> Iterator[None]:
    regions = lambda_simple_backends[ACCOUNT]
    regions[REGION] = ScriptedLambdas(script, tasks)
    try:
        yield
    finally:
        del regions[REGION]


def _outcome(client: "SFNClient", arn: str, script: Script) -> Outcome:
    described: Any = client.describe_execution(executionArn=arn)
    events: list[Any] = client.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    entered = [_entered(event) for event in events if event["type"].endswith("StateEntered")]
    details = [value for event in events for key, value in event.items() if key.endswith("EventDetails")]
    return Outcome(
        status=described["status"],
        error=described.get("error"),
        paths=paths(entered),
        entered=len(entered),
        invoked=tuple(script.invoked),
        payloads=tuple(script.payloads),
        documents=tuple(_decoded(detail) for detail in details),
        history=tuple(read_history(events)),
    )


def _entered(event: Any) -> tuple[str, str | None]:
    details = event["stateEnteredEventDetails"]
    return details["name"], json.loads(details["input"]).get("item")


def _decoded(detail: Any) -> Any:
    """What the execution carried at this event: the documents among the fields of its details."""
    documents = ("input", "output", "parameters")
    return [json.loads(detail[field]) for field in documents if field in detail]
