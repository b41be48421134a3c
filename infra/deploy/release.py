"""Deploys a package as a stage, goes back to an earlier one, destroys what is not guarded."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from infra.deploy import keys
from infra.deploy.change import (
    ONLY_PROPOSED,
    ChangeRefused,
    Desk,
    change,
    follow_stack,
    last_event,
    refuse_held,
)
from infra.deploy.cloud import Cloud, Stack
from infra.deploy.stages import DeployStage, template_of
from infra.deploy.standing import RESTORED_TABLE, what_stands
from infra.deploy.steps import Steps, text_of
from infra.package.functions import SECRETS, SECRETS_BY_ADDRESS

ACCOUNT_STACK = "lianban-account"
ACCOUNT_TEMPLATE = Path(__file__).with_name("account.json")
_MAY_BE_DESTROYED_MEANWHILE = (ONLY_PROPOSED, "DELETE_IN_PROGRESS")


@dataclass(frozen=True, slots=True)
class Released:
    """`code`: of the program, whatever the stage; None of a release before such were noted. `bucket`: where it lies."""

    template: dict[str, Any]
    parameters: dict[str, str]
    code: str | None
    bucket: str


class Releases:
    """`new_key(name)`: a key fit for that secret."""

    def __init__(
        self, cloud: Cloud, desk: Desk, *, clock: Callable[[], datetime], new_key: Callable[[str], str]
    ) -> None:
        self._cloud, self._desk, self._clock, self._new_key = cloud, desk, clock, new_key

    def deploy(self, stage: DeployStage, package: Path, *, may_lose: bool = False) -> Stack:
        """`package`: the folder that `make package` fills. Raises Refused, Failed."""
        bucket = self._bucket()
        described = json.loads((package / "package.json").read_text("utf-8"))
        zipped = f"packages/{described['sha256']}.zip"
        packaged = json.loads((package / "template.json").read_text("utf-8"))
        key = f"releases/{stage.name}/{self._clock():%Y%m%dT%H%M%SZ}-{described['sha256'][:12]}.json"
        release = {
            "template": template_of(stage, packaged, code=f"s3://{bucket}/{zipped}"),
            "parameters": stage.parameters,
            "code": described["code"],
        }
        steps = Steps(stage, release, bucket, self._cloud, self._desk, may_lose=may_lose)
        self._put(bucket, zipped, (package / "deployment.zip").read_bytes())
        stack = steps.carry_out()
        self._put(bucket, key, text_of(release))
        return self._finished(stage, stack)

    def roll_back(self, stage: DeployStage, *, to: str | None = None) -> Stack:
        """To the newest release that is not what stands, or to the newest such whose name holds `to`.

        Raises Refused, Failed.
        """
        bucket = self._bucket()
        key, release = self._earlier(stage, bucket, to)
        self._desk.tell(f"back to {key}")
        self._keep_ledger(stage, release["parameters"])
        stack = Steps(stage, release, bucket, self._cloud, self._desk).carry_out()
        again = key.rsplit("-", 1)[1]
        self._put(bucket, f"releases/{stage.name}/{self._clock():%Y%m%dT%H%M%SZ}-{again}", text_of(release))
        return self._finished(stage, stack)

    def _earlier(self, stage: DeployStage, bucket: str, to: str | None) -> tuple[str, Any]:
        """A deployment that was stopped is noted nowhere, and one that was made twice is noted twice. Raises Refused."""
        stood = what_stands(stage, self._cloud)
        for key in reversed(self._cloud.keys(bucket, f"releases/{stage.name}/")):
            release = json.loads(self._cloud.get(bucket, key) or b"{}") if to is None or to in key else None
            if release and not (stood and stood.is_of(release)):
                return key, release
        raise ChangeRefused(f"there is no earlier release of {stage.name}" + (f" named {to}" if to else ""))

    def _keep_ledger(self, stage: DeployStage, parameters: dict[str, str]) -> None:
        """Code and template go back, the ledger does not: one that was restored since stays in its place."""
        stack = self._cloud.stack(stage.stack)
        now = stack.parameters.get(RESTORED_TABLE, "") if stack else ""
        if now != parameters.get(RESTORED_TABLE, ""):
            parameters[RESTORED_TABLE] = now
            self._desk.tell("the ledger stays " + (now or "the stack's own table"))

    def last(self, stage: DeployStage) -> Released:
        """What was deployed last. Raises Refused."""
        account = self._cloud.stack(ACCOUNT_STACK)
        bucket = account.outputs["Bucket"] if account else ""
        found = self._cloud.keys(bucket, f"releases/{stage.name}/") if bucket else []
        if not found:
            raise ChangeRefused(f"{stage.name} was never deployed here")
        release = json.loads(self._cloud.get(bucket, found[-1]) or b"{}")
        return Released(release["template"], release["parameters"], release.get("code"), bucket)

    def destroy(self, stage: DeployStage) -> None:
        """Everything of the stage, its ledger and materials too. Raises Refused for one that is guarded."""
        stack = self._cloud.stack(stage.stack)
        # What stands decides as well as the file: its materials would be gone before its table refuses to go.
        if stage.guarded or (stack and (stack.is_protected or stack.parameters.get("Guarded") == "yes")):
            raise ChangeRefused(f"{stage.name} is guarded: docs/runbook.md says how a guarded stage is ended")
        if stack is None:
            self._desk.tell(f"{stage.stack}: there is none")
            return
        if stack.is_busy and stack.status not in _MAY_BE_DESTROYED_MEANWHILE:
            refuse_held(stack)
        if not self._desk.ask(f"Destroy {stage.stack} with every case in it?"):
            raise ChangeRefused("not agreed to; nothing was changed")
        since = last_event(stage.stack, self._cloud)
        if bucket := stack.outputs.get("MaterialsBucket"):
            self._cloud.empty(bucket)
        self._cloud.delete(stage.stack)
        follow_stack(stage.stack, self._cloud, self._desk, since=since)

    def _bucket(self) -> str:
        """Where packages lie; made with whatever else all stages share."""
        stack = change(ACCOUNT_STACK, ACCOUNT_TEMPLATE.read_bytes(), {}, self._cloud, self._desk)
        return stack.outputs["Bucket"]

    def _finished(self, stage: DeployStage, stack: Stack) -> Stack:
        platforms = (name for address, name in SECRETS_BY_ADDRESS.items() if stage.parameters.get(address))
        made = keys.fill((*SECRETS, *platforms), f"lianban/{stage.name}/", self._cloud, self._new_key)
        if made:
            self._desk.tell(
                f"keys made for: {', '.join(made)} (hand each department its own: docs/runbook.md, Rotate)"
            )
        if stack.is_protected != stage.guarded:
            self._cloud.protect(stage.stack, protected=stage.guarded)
            self._desk.tell(f"{stage.stack} can {'no longer' if stage.guarded else 'now'} be deleted")
        for name, value in sorted(stack.outputs.items()):
            self._desk.tell(f"  {name:<18} {value}")
        return stack

    def _put(self, bucket: str, key: str, content: bytes) -> None:
        self._desk.tell(f"s3://{bucket}/{key}  {len(content) / 1e6:.1f} MB")
        self._cloud.put(bucket, key, content)
