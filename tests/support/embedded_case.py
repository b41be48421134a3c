"""A runner under a virtual clock, and small machines for it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from functions.lambda_names import OF_THE_MACHINE
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from infra.embedded.asl.sleepers import AWAKE

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
Lambda = Callable[[dict[str, Any]], Any]


class House:
    """The runner, its clock, its Lambdas by name, and what they were invoked with."""

    def __init__(self, machine: Mapping[str, Any], /, *, awake: int = AWAKE, **lambdas: Lambda) -> None:
        self.now = MONDAY
        self.lambdas = lambdas
        self.invoked: list[tuple[str, dict[str, Any]]] = []
        self.delays: list[float] = []
        self.failed: list[tuple[str, str, str]] = []
        serial = count(1)
        self.runner = Runner(
            machine,
            invoke=self._invoke,
            clock=lambda: self.now,
            new_token=lambda: f"token-{next(serial)}",
            jitter=self._jitter,
            awake=awake,
            failed=lambda *told: self.failed.append(told),
        )

    def start(self, **given: Any) -> None:
        self.runner.start("run", given)
        self.runner.run_until_idle()

    def after(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.runner.run_until_idle()

    @property
    def tokens(self) -> list[str]:
        return [payload["token"] for _, payload in self.invoked if "token" in payload]

    def succeed(self, token: str, **output: Any) -> None:
        self.runner.succeed(token, output)
        self.runner.run_until_idle()

    def fail(self, token: str, error: str, cause: str = "") -> None:
        self.runner.fail(token, error, cause)
        self.runner.run_until_idle()

    def status(self) -> str | None:
        return self.runner.status("run")

    def kinds(self) -> list[str]:
        return [event.kind for event in self.runner.history("run")]

    def entered(self) -> list[str | None]:
        return [event.state for event in self.runner.history("run") if event.kind.endswith("StateEntered")]

    def _invoke(self, function: str, payload: dict[str, Any]) -> Any:
        self.invoked.append((function, payload))
        return self.lambdas[function](payload) if function in self.lambdas else {}

    def _jitter(self, seconds: float) -> float:
        self.delays.append(seconds)
        return seconds


def waits(function: str = "ask", **fields: Any) -> dict[str, Any]:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": function, "Payload": {"token.$": "$$.Task.Token"}},
    }
    return task | (fields if "Next" in fields else {"End": True} | fields)


def calls(function: str = "tell", **fields: Any) -> dict[str, Any]:
    task = {"Type": "Task", "Resource": function, "Parameters": {"case_id.$": "$.case_id"}}
    return task | (fields if "Next" in fields else {"End": True} | fields)


def machine(**states: dict[str, Any]) -> dict[str, Any]:
    """The first state is where it starts."""
    return {"StartAt": next(iter(states)), "States": states}


def whole_case() -> dict[str, Any]:
    return definition({name: name for name in OF_THE_MACHINE} | {"partition": "aws"})


def two_branches(**fields: Any) -> dict[str, Any]:
    left = machine(Left=waits("left", **fields))
    right = machine(Right=waits("right"))
    both = {"Type": "Parallel", "Branches": [left, right], "ResultPath": None, "Next": "Last"}
    return machine(Both=both, Last=calls("last"))


def each_item(processor: dict[str, Any]) -> dict[str, Any]:
    mapping = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemSelector": {"case_id.$": "$.case_id", "item.$": "$$.Map.Item.Value.code"},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **processor},
        "ResultPath": None,
        "End": True,
    }
    return machine(Each=mapping)
