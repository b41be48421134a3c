"""CloudFormation, a bucket and secrets in memory: `scripts` says how each change of a stack goes."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from infra.deploy.cloud import Alarm, Proposal, ResourceChange, Stack, StackEvent

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
TABLE, MACHINE = "AWS::DynamoDB::Table", "AWS::StepFunctions::StateMachine"
ADDED = (ResourceChange("Add", "Table", TABLE), ResourceChange("Add", "StateMachine", MACHINE))
Happening = tuple[str, str, str, str, str]


@dataclass
class Script:
    """`happens`: (resource, kind, status, reason, physical) of each event; `ends`: the stack's status then."""

    changes: tuple[ResourceChange, ...] = ADDED
    problem: str | None = None
    happens: tuple[Happening, ...] = (("Table", TABLE, "CREATE_COMPLETE", "", ""),)
    ends: str = "CREATE_COMPLETE"
    outputs: dict[str, str] = field(default_factory=dict)


class FakeCloud:
    region = "cn-north-1"

    def __init__(self) -> None:
        self.stacks: dict[str, Stack] = {}
        self.scripts: defaultdict[str, list[Script]] = defaultdict(list)
        self.told: defaultdict[str, list[StackEvent]] = defaultdict(list)
        self.proposed: list[tuple[str, dict[str, str]]] = []
        self.discarded: list[str] = []
        self.objects: dict[tuple[str, str], bytes] = {}
        self.secrets: dict[str, str] = {}
        self.emptied: list[str] = []
        self.hung: list[Alarm] = []
        self.confirmed: dict[str, int] = {}
        self.protected: dict[str, bool] = {}
        self._pending: dict[str, Script] = {}
        self._given: dict[str, dict[str, str]] = {}
        self._serial = count(1)

    def stack(self, name: str) -> Stack | None:
        """Looking at a busy stack is what moves it on."""
        found = self.stacks.get(name)
        if found and found.is_busy and name in self._pending:
            script = self._pending.pop(name)
            given, protected = self._given[name], self.protected.get(name, False)
            self.stacks[name] = Stack(name, script.ends, script.outputs, given, protected)
            for happening in script.happens:
                self.happen(name, happening)
        elif found and found.status == "DELETE_IN_PROGRESS":
            del self.stacks[name]
        return found

    def propose(self, name: str, template: str | bytes, parameters: dict[str, str]) -> Proposal:
        script = self.scripts[name].pop(0) if self.scripts[name] else Script(changes=())
        self.proposed.append((name, parameters))
        self._given[name] = parameters
        self._pending[name] = script
        return Proposal(f"{name}/{next(self._serial)}", script.changes, script.problem)

    def carry_out(self, name: str, proposal: Proposal) -> None:
        self.stacks[name] = Stack(name, "UPDATE_IN_PROGRESS", {})

    def discard(self, name: str, proposal: Proposal) -> None:
        self._pending.pop(name, None)
        self.discarded.append(proposal.id)

    def events(self, name: str) -> list[StackEvent]:
        return self.told[name][::-1]

    def delete(self, name: str) -> None:
        self.stacks[name] = Stack(name, "DELETE_IN_PROGRESS", {})

    def protect(self, name: str, *, protected: bool) -> None:
        self.protected[name] = protected
        self.stacks[name] = replace(self.stacks[name], is_protected=protected)

    def put(self, bucket: str, key: str, content: bytes) -> str:
        self.objects[bucket, key] = content
        return f"https://s3.example/{bucket}/{key}"

    def get(self, bucket: str, key: str) -> bytes | None:
        return self.objects.get((bucket, key))

    def keys(self, bucket: str, prefix: str) -> list[str]:
        return sorted(key for found, key in self.objects if found == bucket and key.startswith(prefix))

    def empty(self, bucket: str) -> None:
        self.emptied.append(bucket)

    def secret(self, name: str) -> str | None:
        return self.secrets.get(name)

    def put_secret(self, name: str, text: str) -> None:
        self.secrets[name] = text

    def alarms(self, prefix: str) -> list[Alarm]:
        return [alarm for alarm in self.hung if alarm.name.startswith(prefix)]

    def listeners(self, topic: str) -> int:
        return self.confirmed.get(topic, 0)

    def happen(self, name: str, happening: Happening) -> None:
        number = next(self._serial)
        resource, kind, status, reason, physical = happening
        at = START + timedelta(seconds=number)
        self.told[name].append(StackEvent(f"e-{number}", at, resource, kind, status, reason, physical))
