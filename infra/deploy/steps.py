"""A release as changes of its stack, one after another: new indexes first, each until it can be read; those that go last."""

import json
from typing import Any

from infra.deploy.change import (
    MOST_LOOKS,
    SECONDS_BETWEEN_LOOKS,
    ChangeRefused,
    Desk,
    Failed,
    change,
    refuse_held,
)
from infra.deploy.cloud import ACTIVE, Cloud, Stack
from infra.deploy.indexes import IndexPlan, index_faults, missing_indexes, plan_indexes, table_faults
from infra.deploy.stages import DeployStage
from infra.deploy.standing import RESTORED_TABLE, template_key, what_stands
from infra.package.template import MOST_TEMPLATE_BYTES

_Node = dict[str, Any]


class Steps:
    """Of one release. `bucket`: where templates lie; `may_lose`: even if the table is to be another, empty one."""

    def __init__(
        self,
        stage: DeployStage,
        release: _Node,
        bucket: str,
        cloud: Cloud,
        desk: Desk,
        *,
        may_lose: bool = False,
    ) -> None:
        """Raises Refused: what CloudFormation or DynamoDB would refuse half-way, or what would lose the ledger."""
        refuse_held(cloud.stack(stage.stack))
        self._stage, self._release, self._bucket = stage, release, bucket
        self._cloud, self._desk, self._may_lose = cloud, desk, may_lose
        if (length := len(text_of(release["template"]))) > MOST_TEMPLATE_BYTES:
            raise ChangeRefused(
                f"the template has {length} bytes, CloudFormation takes {MOST_TEMPLATE_BYTES}"
            )
        self._refuse_restored_without_indexes()
        self._plan = self._planned()
        self._refuse_left_behind()

    def carry_out(self) -> Stack:
        """Raises Refused, Failed. Begun again, it goes on from what stands by then."""
        given = self._release["parameters"]
        for step in self._plan.before:
            self._desk.tell(f"first the index {step.index} by itself, until it can be read; then the rest")
            self._settle()
            self._change(step.template, dict.fromkeys(step.template.get("Parameters", {})))
        self._settle()
        stack = self._change(self._plan.main, given, may_lose=self._may_lose)
        for step in self._plan.after:
            self._desk.tell(f"last the index {step.index} goes: nothing reads it any more")
            self._settle()
            stack = self._change(step.template, given)
        return stack

    def _planned(self) -> IndexPlan:
        wanted, stood = self._release["template"], what_stands(self._stage, self._cloud)
        if stood is None:
            return plan_indexes(None, wanted)
        if lost := list(table_faults(stood.template, wanted)):
            if not self._may_lose:
                raise ChangeRefused("\n".join(lost))
            return plan_indexes(None, wanted)
        if faults := list(index_faults(stood.template, wanted)):
            raise ChangeRefused("\n".join(faults))
        found = plan_indexes(stood.template, wanted)
        return plan_indexes(self._whole(stood.template), wanted) if found.before else found

    def _whole(self, told: _Node) -> _Node:
        """What stands, as it was given: as it is told, it would put "?" into what applicants read."""
        kept = self._cloud.get(self._bucket, template_key(self._stage, told))
        if kept is None:
            raise ChangeRefused(
                f"what stands as {self._stage.stack} was not deployed from here, so no index can be added to it: deploy the "
                "release that stands once more, then this one"
            )
        found: _Node = json.loads(kept)
        return found

    def _refuse_restored_without_indexes(self) -> None:
        """The restored table is not of the stack: no change of it gives that table an index."""
        table = self._release["parameters"].get(RESTORED_TABLE)
        there = self._cloud.indexes(table) if table else {}
        if there is None:
            raise ChangeRefused(f"{RESTORED_TABLE}: there is no table {table} here")
        lacking = missing_indexes(there, self._release["template"]) if table else []
        if lacking:
            lines = (_making(str(table), index, attributes) for index, attributes in lacking)
            raise ChangeRefused(
                "\n".join(
                    (f"{table} lacks indexes. One at a time, each until describe-table says ACTIVE:", *lines)
                )
            )

    def _refuse_left_behind(self) -> None:
        """A change that failed while it made an index leaves that in the table, and CloudFormation knows nothing of it."""
        stack = self._cloud.stack(self._stage.stack) if self._plan.before else None
        table = stack.outputs.get("TableName") if stack else None
        there = (self._cloud.indexes(table) if table else None) or {}
        for step in self._plan.before:
            if step.index in there:
                deletes = json.dumps([{"Delete": {"IndexName": step.index}}])
                raise ChangeRefused(
                    f"the index {step.index} is left of a change that failed: aws dynamodb update-table --table-name {table} "
                    f"--global-secondary-index-updates '{deletes}', and once it is gone, deploy"
                )

    def _change(self, template: _Node, parameters: dict[str, Any], *, may_lose: bool = False) -> Stack:
        url = self._cloud.put(self._bucket, template_key(self._stage, template), text_of(template))
        return change(self._stage.stack, url, parameters, self._cloud, self._desk, may_lose=may_lose)

    def _settle(self) -> None:
        """Until no index of the stage's tables is on its way, as one that an earlier, stopped deployment has begun."""
        stack, told = self._cloud.stack(self._stage.stack), ""
        own = stack.outputs.get("TableName") if stack else None
        tables = [table for table in (own, self._release["parameters"].get(RESTORED_TABLE)) if table]
        for _ in range(MOST_LOOKS):
            under_way = [line for table in tables for line in _under_way(table, self._cloud)]
            if not under_way:
                return
            if (line := f"waits for {', '.join(under_way)}") != told:
                self._desk.tell(told := line)
            self._desk.pause(SECONDS_BETWEEN_LOOKS)
        raise Failed(
            f"{told} since {MOST_LOOKS * SECONDS_BETWEEN_LOOKS / 3600:.0f} hours: the same command goes on"
        )


def text_of(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _under_way(table: str, cloud: Cloud) -> list[str]:
    return [
        f"the index {name}: {status}"
        for name, status in (cloud.indexes(table) or {}).items()
        if status != ACTIVE
    ]


def _making(table: str, index: _Node, attributes: list[_Node]) -> str:
    return (
        f"  aws dynamodb update-table --table-name {table} --attribute-definitions '{json.dumps(attributes)}' "
        f"--global-secondary-index-updates '{json.dumps([{'Create': index}])}'"
    )
