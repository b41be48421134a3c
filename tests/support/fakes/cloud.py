"""CloudFormation, a bucket and secrets in memory: `scripts` says how each change of a stack goes. Of a table's indexes it
takes one change in an update, as CloudFormation does, and not before the last one can be read.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from infra.deploy.cloud import Alarm, Proposal, ResourceChange, Stack, StackEvent

START = datetime(2026, 11, 26, 1, tzinfo=UTC)
TABLE, MACHINE = "AWS::DynamoDB::Table", "AWS::StepFunctions::StateMachine"
ADDED = (ResourceChange("Add", "Table", TABLE), ResourceChange("Add", "StateMachine", MACHINE))
Happening = tuple[str, str, str, str, str]
ONE_INDEX = "Cannot perform more than one GSI creation or deletion in a single update"
IN_USE = "Attempt to change a resource which is still in use: Table is being updated"
# So many looks until a new index can be read.
BACKFILL_LOOKS = 3


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
        self.proposed: list[tuple[str, dict[str, str | None]]] = []
        self.discarded: list[str] = []
        self.objects: dict[tuple[str, str], bytes] = {}
        self.secrets: dict[str, str] = {}
        self.emptied: list[str] = []
        self.hung: list[Alarm] = []
        self.confirmed: dict[str, int] = {}
        self.protected: dict[str, bool] = {}
        # By stack, what stands; by table, its indexes; what each change was made of, and how the indexes were then.
        self.templates: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, dict[str, str]] = {}
        self.carried: defaultdict[str, list[tuple[dict[str, Any], dict[str, str]]]] = defaultdict(list)
        self._bodies: dict[str, dict[str, Any]] = {}
        self._looks: dict[tuple[str, str], int] = {}
        self._pending: dict[str, Script] = {}
        self._given: dict[str, dict[str, str | None]] = {}
        self._serial = count(1)

    def stack(self, name: str) -> Stack | None:
        """Looking at a busy stack is what moves it on."""
        found = self.stacks.get(name)
        if found and found.is_busy and name in self._pending:
            script = self._as_aws_would(name, self._pending.pop(name))
            given, protected = self._given[name], self.protected.get(name, False)
            stays = {key: str(value) for key, value in given.items()}
            self.stacks[name] = Stack(name, script.ends, script.outputs, stays, protected)
            for happening in script.happens:
                self.happen(name, happening)
        elif found and found.status == "DELETE_IN_PROGRESS":
            del self.stacks[name]
        return found

    def template(self, name: str) -> dict[str, Any]:
        """As AWS tells it."""
        text = json.dumps(self.templates[name], ensure_ascii=False)
        found: dict[str, Any] = json.loads(text.encode("ascii", "replace"))
        return found

    def propose(self, name: str, template: str | bytes, parameters: Mapping[str, str | None]) -> Proposal:
        script = self.scripts[name].pop(0) if self.scripts[name] else Script(changes=())
        self.proposed.append((name, dict(parameters)))
        self._bodies[name] = json.loads(template if isinstance(template, bytes) else self._at(template))
        before = self.stacks[name].parameters if name in self.stacks else {}
        unsaid = {
            key: one.get("Default", "") for key, one in self._bodies[name].get("Parameters", {}).items()
        }
        said = {key: before[key] if value is None else value for key, value in parameters.items()}
        self._given[name] = unsaid | said
        self._pending[name] = script
        return Proposal(f"{name}/{next(self._serial)}", script.changes, script.problem)

    def carry_out(self, name: str, proposal: Proposal) -> None:
        outputs = self._pending[name].outputs
        self.carried[name].append(
            (self._bodies[name], dict(self.tables.get(outputs.get("TableName", ""), {})))
        )
        self.stacks[name] = Stack(name, "UPDATE_IN_PROGRESS", {})

    def discard(self, name: str, proposal: Proposal) -> None:
        self._pending.pop(name, None)
        self.discarded.append(proposal.id)

    def events(self, name: str) -> list[StackEvent]:
        return self.told[name][::-1]

    def indexes(self, table: str) -> dict[str, str] | None:
        """Looking at an index is what moves it on."""
        there = self.tables.get(table)
        for name, status in list((there or {}).items()):
            self._looks[table, name] = self._looks.get((table, name), 0) + 1
            if there and status == "CREATING" and self._looks[table, name] > BACKFILL_LOOKS:
                there[name] = "ACTIVE"
        return None if there is None else dict(there)

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

    def _at(self, url: str) -> bytes:
        bucket, _, key = url.removeprefix("https://s3.example/").partition("/")
        return self.objects[bucket, key]

    def _as_aws_would(self, name: str, script: Script) -> Script:
        table = script.outputs.get("TableName")
        if table is None:
            self.templates[name] = self._bodies[name]
            return script
        is_new, there = table not in self.tables, self.tables.get(table, {})
        then = _index_names(self._bodies[name])
        fault = None if is_new or not (there.keys() ^ then) else _index_fault(there, then)
        if fault:
            failed = ("Table", TABLE, "UPDATE_FAILED", fault, "")
            return replace(script, happens=(failed,), ends="UPDATE_ROLLBACK_COMPLETE")
        if script.ends in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            self.templates[name] = self._bodies[name]
            self.tables[table] = {one: there.get(one, "ACTIVE" if is_new else "CREATING") for one in then}
        return script

    def happen(self, name: str, happening: Happening) -> None:
        number = next(self._serial)
        resource, kind, status, reason, physical = happening
        at = START + timedelta(seconds=number)
        self.told[name].append(StackEvent(f"e-{number}", at, resource, kind, status, reason, physical))


def _index_names(template: dict[str, Any]) -> set[str]:
    table = template.get("Resources", {}).get("Table", {}).get("Properties", {})
    return {one["IndexName"] for one in table.get("GlobalSecondaryIndexes", ())}


def _index_fault(there: dict[str, str], then: set[str]) -> str | None:
    if len(there.keys() ^ then) > 1:
        return ONE_INDEX
    return IN_USE if "CREATING" in there.values() else None
