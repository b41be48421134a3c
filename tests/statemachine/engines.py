"""The two engines that run the same definition, behind one face."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol

from functions.lambda_names import OF_THE_MACHINE
from functions.ports.executions import HistoryEvent
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from tests.statemachine.script import Script

ACCOUNT = "123456789012"
REGION = "us-east-1"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
CASE = "case"
CHECK = "service_check"


def arns() -> dict[str, str]:
    return {name: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}" for name in OF_THE_MACHINE} | {
        "partition": "aws"
    }


@dataclass(frozen=True)
class Outcome:
    """How an execution ended; `paths` are the states entered in order, by item, and under CASE those of the case, under
    CHECK those of its service check;
    `documents` are what the execution itself carried, `history` as operators are shown it.
    """

    status: str
    error: str | None
    paths: dict[str, tuple[str, ...]]
    entered: int
    invoked: tuple[tuple[str, str], ...]
    payloads: tuple[dict[str, Any], ...]
    documents: tuple[Any, ...]
    history: tuple[HistoryEvent, ...]


class Engine(Protocol):
    def run(self, given: Mapping[str, Any], script: Script) -> Outcome: ...


def paths(entered: Iterable[tuple[str, str | None]]) -> dict[str, tuple[str, ...]]:
    """The branches start at once, in any order: the departments' are sorted, and the service check has a path of its own."""
    found: dict[str, list[str]] = defaultdict(list)
    check, *branches = definition(arns())["States"]["Departments"]["Branches"]
    places = dict.fromkeys(check["States"], CHECK)
    places |= dict.fromkeys((name for branch in branches for name in branch["States"]), "branches")
    for state, item in entered:
        found[places.get(state, item or CASE)].append(state)
    return {key: tuple(sorted(states) if key == "branches" else states) for key, states in found.items()}


class EmbeddedEngine:
    """Under a virtual clock: when nothing is ready, a held wait is released, else time moves to the next timer."""

    def run(self, given: Mapping[str, Any], script: Script) -> Outcome:
        now, serial = MONDAY, count()
        runner = Runner(
            definition(arns()),
            invoke=lambda function, payload: script.play(function, payload, runner),
            clock=lambda: now,
            new_token=lambda: f"token-{next(serial)}",
        )
        runner.start("run", given)
        while runner.run_until_idle() or runner.status("run") == "RUNNING":
            due = runner.next_due()
            if not script.release(runner) and due is not None:
                now = due
        described, history = runner.describe("run"), runner.history("run")
        assert described is not None
        entered = [
            (event.state or "", event.item) for event in history if event.kind.endswith("StateEntered")
        ]
        return Outcome(
            status=described.status,
            error=described.error,
            paths=paths(entered),
            entered=len(entered),
            invoked=tuple(script.invoked),
            payloads=tuple(script.payloads),
            documents=(*runner.documents("run"), described.cause),
            history=history,
        )
