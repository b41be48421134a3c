"""After a deployment: does the stage answer, does it tell somebody when it breaks, does a case come to its end?"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from infra.console.client import Client
from infra.console.failure import Failure
from infra.deploy.cloud import Cloud, Stack
from infra.deploy.release import Released
from infra.deploy.stages import DeployStage
from infra.deploy.training_case import TrainingCase, TrainingCaseFailed

# API Gateway needs a moment until a new address answers.
TRIES, TRY_EVERY_SECONDS = 30, 2.0
ALARM = "AWS::CloudWatch::Alarm"
UNSIGNED = "/v1/departments/mobilization/answers"
APPLICANT_TOKEN = "LIANBAN_APPLICANT_TOKEN"
PROVEN = "proven/{code}.json"


@dataclass(frozen=True, slots=True)
class Glance:
    """`well`: None where nothing could be looked at, and `said` tells why."""

    what: str
    well: bool | None
    said: str

    @property
    def line(self) -> str:
        return f"  {'—' if self.well is None else '✓' if self.well else '✗'} {self.what:<14} {self.said}"


@dataclass(frozen=True, slots=True)
class Smoke:
    """`people`: asks as nobody. `trial`: None where the stage has none, or nobody to apply; `why_no_trial` says which.
    `real`: what of the routes in force would leave the training ground, asked only before a trial.
    """

    stage: DeployStage
    stack: Stack
    release: Released
    cloud: Cloud
    people: Client
    trial: TrainingCase | None
    why_no_trial: str
    real: Callable[[], list[str]]
    clock: Callable[[], datetime]
    pause: Callable[[float], None]

    def run(self) -> tuple[Glance, ...]:
        """All of them, whatever one finds; a stage that is not alive is asked nothing more."""
        alive = self._alive()
        if not alive.well:
            return (alive, *self._alarms())
        return alive, self._ready(), self._guide(), self._closed_to_strangers(), *self._alarms(), self._case()

    def _alive(self) -> Glance:
        for left in reversed(range(TRIES)):
            found = self._asked("health", "/health", lambda told: f"alive: {told['status']}")
            if found.well or not left:
                break
            self.pause(TRY_EVERY_SECONDS)
        return found

    def _ready(self) -> Glance:
        return self._asked("ready", "/ready", lambda _: "the ledger, the keys and the issuer answer")

    def _guide(self) -> Glance:
        return self._asked(
            "guide", "/v1/guide", lambda told: f"edition {told['edition']}, {len(_some(told['items']))} items"
        )

    def _closed_to_strangers(self) -> Glance:
        try:
            status = self.people.tried("POST", UNSIGNED, body=b"{}").status
        except Failure as failure:
            return Glance("strangers", False, str(failure))
        return Glance("strangers", status == 401, f"an unsigned answer is met with {status}")

    def _asked(self, what: str, path: str, words: Callable[[Any], str]) -> Glance:
        try:
            return Glance(what, True, words(self.people.ask("GET", path).json))
        except Failure as failure:
            return Glance(what, False, str(failure))
        except (KeyError, ValueError, TypeError) as error:
            return Glance(what, False, f"what answers at {path} is not Lianban ({type(error).__name__})")

    def _alarms(self) -> Iterator[Glance]:
        topic, wanted = self.stack.outputs["AlertsTopic"], alarm_names(self.release.template, self.stage)
        hung = {alarm.name: alarm for alarm in self.cloud.alarms(f"{self.stage.stack}-")}
        dumb = [
            name for name in wanted if name not in hung or not hung[name].acts or topic not in hung[name].to
        ]
        told = f"{len(wanted)} armed" if not dumb else f"not armed: {', '.join(sorted(dumb))}"
        yield Glance("alarms", bool(wanted) and not dumb, told)
        heard = self.cloud.listeners(topic)
        nobody = "nobody is told of them yet: set AlertEmail, and confirm the mail that AWS sends"
        yield Glance("alerts", True if heard else None, f"{heard} listen" if heard else nobody)

    def _case(self) -> Glance:
        if self.trial is None:
            return (
                self._proven_elsewhere()
                if self.stage.training is None
                else self._not_tried(self.why_no_trial)
            )
        if real := self.real():
            return self._not_tried(f"nothing was submitted: {'; '.join(real)}")
        try:
            said = self.trial.run()
        except (TrainingCaseFailed, Failure) as failure:
            return self._not_tried(str(failure))
        self._note_proven()
        return Glance("training case", True, said)

    def _not_tried(self, said: str) -> Glance:
        return Glance("training case", False, said)

    def _proven_elsewhere(self) -> Glance:
        """A stage for real people has no made-up ones: what is asked is whether the same code closed a case elsewhere."""
        found = self.release.code and self.cloud.get(
            self.release.bucket, PROVEN.format(code=self.release.code)
        )
        if not found:
            return Glance(
                "training case", None, "this code closed none: deploy it to a stage with [training] first"
            )
        told = json.loads(found)
        return Glance(
            "training case", True, f"none here; the same code closed one on {told['stage']}, {told['at']}"
        )

    def _note_proven(self) -> None:
        if self.release.code:
            told = {"stage": self.stage.name, "at": f"{self.clock():%Y-%m-%dT%H:%MZ}"}
            self.cloud.put(
                self.release.bucket, PROVEN.format(code=self.release.code), json.dumps(told).encode()
            )


def alarm_names(template: Any, stage: DeployStage) -> list[str]:
    """Of every alarm in the template, as this stage calls it."""
    found = [one["Properties"]["AlarmName"] for one in template["Resources"].values() if one["Type"] == ALARM]
    return sorted(name["Fn::Sub"].replace("${Stage}", stage.name) for name in found)


def is_good(looks: tuple[Glance, ...]) -> bool:
    return all(look.well is not False for look in looks)


def _some(items: list[Any]) -> list[Any]:
    """Raises ValueError: a guide without items is none."""
    if not items:
        raise ValueError("no items")
    return items
