"""One case of a made-up person (演练) through a deployed stage, from submission to its end.

Its county's offices are all training worklists: no office's system is called, no real office's staff has it in a list. The
trial answers for them by webhook, with the departments' keys, as an office's own system would.
"""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from functions.adapters.outward.signatures import sign
from infra.console.client import Client
from infra.deploy.training import Training
from schemas.codes import AnswerType, CaseStatus, Department, ItemStatus, Outcome

_SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
# One of each department, behind the service check where it needs one; all may be applied for again after an outcome.
TRAINING_ITEMS = (
    "employment_support",
    "identity_card",
    "social_insurance",
    "medical_insurance",
    "reserve_registration",
)
MOST_SECONDS = 300.0
LOOK_EVERY_SECONDS = 1.0

_Node = dict[str, Any]


class TrainingCaseFailed(Exception):
    """The case did not come to its end: where it stands."""


@dataclass(frozen=True, slots=True)
class TrainingCase:
    """`applicant` asks as the made-up person, `offices` as nobody; `keys` are a department's, as the stage has them."""

    training: Training
    applicant: Client
    offices: Client
    keys: Callable[[Department], tuple[str, ...]]
    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    seconds: float = MOST_SECONDS

    def run(self) -> str:
        """What became of it, in a line. One that was left open before is taken up. Raises TrainingCaseFailed, Failure."""
        began = time.monotonic()
        case_id = self._left_open() or self._submit()
        while time.monotonic() - began < self.seconds:
            case = self._case(case_id)
            if case["status"] == CaseStatus.CLOSED:
                return self._ended(case, time.monotonic() - began)
            for item in _with_office(case):
                self._grant(case, item)
            self.pause(LOOK_EVERY_SECONDS)
        raise TrainingCaseFailed(
            f"{case_id} is not closed after {self.seconds:.0f} s: {_standing(self._case(case_id))}"
        )

    def _left_open(self) -> str | None:
        entries = self.applicant.ask("GET", "/v1/cases?status=open").json["entries"]
        here = (self.training.city, self.training.county)
        return next((str(one["case_id"]) for one in entries if (one["city"], one["county"]) == here), None)

    def _submit(self) -> str:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        body = training_application(_SAMPLE.read_bytes(), self.training)
        return str(self.applicant.ask("POST", "/v1/cases", headers=headers, body=body).json["case_id"])

    def _case(self, case_id: str) -> _Node:
        return self.applicant.ask("GET", f"/v1/cases/{case_id}").json

    def _grant(self, case: _Node, item: _Node) -> None:
        """Under an id that says which item and round: sent twice, it is taken once. Raises Failure."""
        now, department = self.clock(), Department(item["department"])
        answer = granted(case["reference"], item["code"], item["round"], now)
        webhook_id = f"training/{case['case_id']}/{item['code']}/{item['round']}"
        headers = {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": sign(self.keys(department), webhook_id, now, answer),
        }
        self.offices.ask("POST", f"/v1/departments/{department}/answers", headers=headers, body=answer)

    def _ended(self, case: _Node, seconds: float) -> str:
        """Raises TrainingCaseFailed: an end that nobody gave it is none."""
        outcomes = {item["code"]: item["outcome"] for item in case["items"]}
        if set(outcomes.values()) != {Outcome.GRANTED.value}:
            raise TrainingCaseFailed(f"{case['case_id']} is closed, but not as its offices said: {outcomes}")
        return f"{case['reference']}: {len(outcomes)} items of {len(Department)} departments closed in {seconds:.0f} s"


def training_application(sample: bytes, training: Training) -> bytes:
    """The sample's person, moved to the training ground, with one item of each department."""
    document: _Node = json.loads(sample)
    document["items"] = list(TRAINING_ITEMS)
    document["destination"] |= {"city": training.city, "county": training.county}
    return json.dumps(document, ensure_ascii=False).encode()


def granted(reference: str, item: str, round_: int, now: datetime) -> bytes:
    answer = {
        "type": AnswerType.GRANTED,
        "reference": reference,
        "item": item,
        "round": round_,
        "at": now.isoformat(),
        "result": {
            "document": "演练办理结果",
            "number": f"YL-{reference[-6:]}",
            "valid_until": None,
            "delivery": "none",
        },
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def _with_office(case: _Node) -> list[_Node]:
    return [item for item in _all(case) if not item["outcome"] and item["status"] == ItemStatus.DISPATCHED]


def _all(case: _Node) -> list[_Node]:
    return [case["service_check"], *case["items"]]


def _standing(case: _Node) -> str:
    return ", ".join(f"{item['code']} {item['outcome'] or item['status']}" for item in _all(case))
