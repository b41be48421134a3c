"""What follows a deployment: the smoke test, and the page of what somebody needs now."""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from functions import bootstrap
from functions.adapters.case_store.store import DynamoCaseStore
from functions.adapters.case_store.writes import Backoff
from functions.adapters.offices import read_offices
from functions.adapters.offices_set import SetOffices
from functions.adapters.sealing import Seal
from infra.console.client import Client
from infra.deploy.change import ChangeRefused, Desk
from infra.deploy.checks import Ready
from infra.deploy.cloud import Cloud, Stack
from infra.deploy.handover import handover
from infra.deploy.idle import idle
from infra.deploy.release import Releases
from infra.deploy.smoke import APPLICANT_TOKEN, Glance, Smoke, is_good
from infra.deploy.training import real_offices
from infra.deploy.training_case import TrainingCase
from infra.package.shipped import ROOT
from schemas.codes import Department

KEPT_PAGES = ROOT / "build" / "deployed"
# The first request of a cold function waits for it.
REQUEST_SECONDS = 60.0


class SmokeFailed(Exception):
    """The stage is deployed and does not do what it should: what, a line each."""


@dataclass(frozen=True, slots=True)
class Course:
    """`client` makes boto3's; `address`: of a local AWS, whose own is not the one that the stack tells."""

    ready: Ready
    cloud: Cloud
    releases: Releases
    desk: Desk
    client: Callable[[str], Any]
    environment: Mapping[str, str]
    address: str | None = None
    pages: Path = KEPT_PAGES
    clock: Callable[[], datetime] = bootstrap.now

    def finish(self) -> tuple[Glance, ...]:
        """Raises SmokeFailed, after the page was told and kept; Refused if the stage was never deployed."""
        stage, stack, release = self.ready.stage, self._stack(), self.releases.last(self.ready.stage)
        looks = self._smoke(stack).run()
        text = handover(stage, stack, self.ready.region, looks, idle(release.template, guarded=stage.guarded))
        self.pages.mkdir(parents=True, exist_ok=True)
        kept = self.pages / f"{stage.name}.txt"
        kept.write_text(text, encoding="utf-8")
        self.desk.tell(f"\n{text}\nkept as {kept}")
        if not is_good(looks):
            raise SmokeFailed("\n".join(look.line for look in looks if look.well is False))
        return looks

    def _stack(self) -> Stack:
        stack = self.cloud.stack(self.ready.stage.stack)
        if stack is None:
            raise ChangeRefused(f"there is no stack {self.ready.stage.stack} here: deploy it first")
        return stack

    def _smoke(self, stack: Stack) -> Smoke:
        stage = self.ready.stage
        address = self.address or stack.outputs["EndpointURL"].rstrip("/")
        people, token = (
            Client(address, timeout=REQUEST_SECONDS),
            self.environment.get(APPLICANT_TOKEN, "").strip(),
        )
        return Smoke(
            stage=stage,
            stack=stack,
            release=self.releases.last(stage),
            cloud=self.cloud,
            people=people,
            trial=self._trial(address, token, people),
            why_no_trial=f"nobody to apply: put the made-up person's access token into {APPLICANT_TOKEN}, then `make smoke`",
            real=lambda: self._real_offices(stack),
            clock=self.clock,
            pause=self.desk.pause,
        )

    def _trial(self, address: str, token: str, people: Client) -> TrainingCase | None:
        if self.ready.stage.training is None or not token:
            return None
        return TrainingCase(
            training=self.ready.stage.training,
            applicant=Client(address, token=token, timeout=REQUEST_SECONDS),
            offices=people,
            keys=self._keys,
            clock=self.clock,
            pause=self.desk.pause,
        )

    def _keys(self, department: Department) -> tuple[str, ...]:
        text = self.cloud.secret(f"lianban/{self.ready.stage.name}/{department}")
        return tuple(json.loads(text or "{}").get("keys", ()))

    def _real_offices(self, stack: Stack) -> list[str]:
        """By the routes in force: what operators set stands over the file, and is read with the program's own code."""
        stage = self.ready.stage
        if stage.training is None or stage.routes is None:
            return []
        store = DynamoCaseStore(
            self.client("dynamodb"),
            stage.parameters.get("RestoredTable") or stack.outputs["TableName"],
            seal=Seal(tuple),
            backoff=Backoff(self.desk.pause, random.random),
            clock=self.clock,
        )
        table = read_offices(stage.routes)
        return list(real_offices(SetOffices(table, store, clock=self.clock, guarded=True), stage.training))
