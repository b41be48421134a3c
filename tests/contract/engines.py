"""The engines behind the port, each running (or pretending to run) one task for every item of a plan."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from moto import mock_aws

from functions.adapters.executions import StepFunctionsExecutions
from functions.ports.executions import Executions
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from tests.support.aws import client as aws_client
from tests.support.aws_states import definitions_read_once
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.executions import FakeExecutions

DEFINITION: Mapping[str, Any] = {
    "StartAt": "Items",
    "States": {
        "Items": {
            "Type": "Map",
            "ItemsPath": "$.plan",
            "ItemSelector": {"item.$": "$$.Map.Item.Value.item"},
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"},
                "StartAt": "Dispatch",
                "States": {
                    "Dispatch": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                        "Parameters": {
                            "FunctionName": "dispatch",
                            "Payload": {"item.$": "$.item", "token.$": "$$.Task.Token"},
                        },
                        "TimeoutSeconds": 600,
                        "ResultPath": None,
                        "End": True,
                    }
                },
            },
            "ResultPath": None,
            "End": True,
        }
    },
}
GIVEN: Mapping[str, Any] = {"plan": [{"item": "identity_card"}, {"item": "driving_licence"}]}
PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Stage:
    """`token` waits until the item's task waits; `settle` until the run has ended by itself; nothing waits under `gone`."""

    executions: Executions
    token: Callable[[str, str], str]
    settle: Callable[[str], None]
    gone: str = "token-of-nobody"
    definition: Mapping[str, Any] = field(default_factory=lambda: DEFINITION)


@contextmanager
def fake() -> Iterator[Stage]:
    executions = FakeExecutions(definition=DEFINITION)

    def token(name: str, item: str) -> str:
        executions.note(name, "TaskStateEntered", state="Dispatch", item=item, data={"item": item})
        executions.note(name, "TaskScheduled", state="Dispatch", item=item)
        return f"{name}/{item}"

    executions.expire(Stage.gone)
    yield Stage(executions, token, lambda name: executions.stop(name, "SUCCEEDED"))


@contextmanager
def embedded() -> Iterator[Stage]:
    tokens: dict[tuple[str, str], str] = {}
    names = count(1)
    started: list[str] = []

    def invoke(_function: str, payload: dict[str, Any]) -> None:
        tokens[started[-1], payload["item"]] = payload["token"]

    runner = Runner(
        DEFINITION, invoke=invoke, clock=FakeClock(), new_token=lambda: f"token-{next(names)}-{'x' * 40}"
    )

    def token(name: str, item: str) -> str:
        started.append(name)
        runner.run_until_idle()
        return tokens[name, item]

    yield Stage(RunnerExecutions(runner, DEFINITION), token, lambda _: void(runner.run_until_idle()))


@contextmanager
def aws() -> Iterator[Stage]:
    config: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
    with mock_aws(config=config), definitions_read_once():
        client = step_functions_client()
        machine = client.create_state_machine(
            name="cases", definition=json.dumps(DEFINITION), roleArn="arn:aws-cn:iam::123456789012:role/r"
        )["stateMachineArn"]
        executions = StepFunctionsExecutions(client, machine)
        waiting = MotoTasks(client, machine)
        yield Stage(executions, waiting.token, lambda name: until(lambda: ended(executions, name)))
        # A task left waiting is a thread that never ends.
        waiting.release()


@dataclass(frozen=True)
class MotoTasks:
    client: Any
    machine: str

    def token(self, name: str, item: str) -> str:
        until(lambda: item in self._tokens(name))
        return self._tokens(name)[item]

    def release(self) -> None:
        for run in self.client.list_executions(stateMachineArn=self.machine)["executions"]:
            if run["status"] == "RUNNING":
                for item in ("identity_card", "driving_licence"):
                    self.client.send_task_success(taskToken=self.token(run["name"], item), output="{}")

    def _tokens(self, name: str) -> dict[str, str]:
        arn = f"{self.machine.replace(':stateMachine:', ':execution:')}:{name}"
        events = self.client.get_execution_history(executionArn=arn)["events"]
        submitted = [
            json.loads(e["taskSubmittedEventDetails"]["output"])
            for e in events
            if e["type"] == "TaskSubmitted"
        ]
        return {one["Payload"]["item"]: one["Payload"]["token"] for one in submitted}


def ended(executions: Executions, name: str) -> bool:
    found = executions.find(name)
    return found is not None and found.status != "RUNNING"


def until(condition: Callable[[], bool]) -> None:
    """moto's interpreter has threads of its own and tells nobody when it has done something."""
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 50):
        if condition():
            return
        pause.wait(0.02)
    raise AssertionError("the engine did not get there in time")


def step_functions_client() -> Any:
    return aws_client("stepfunctions")


def void(_: object) -> None:
    return


ENGINES: dict[str, Callable[[], AbstractContextManager[Stage]]] = {
    "fake": fake,
    "embedded": embedded,
    "aws": aws,
}
