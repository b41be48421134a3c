"""What there is to look at: one machine with a case under way, in which somebody has to do something, and a draft."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.machine import Machine, until

# An office asks for a correction, one refuses, one is slow, one says nothing: every kind of line on the applicant's page.
SCRIPT: dict[str, Any] = {
    "items": {
        "identity_card": {"answers": ["received", "accepted", "correction_requested"]},
        "employment_support": {"answers": ["received", "accepted", "refused"]},
        "social_security_card": {"answers": ["received"]},
        "economic_subsidy": {"answers": []},
    }
}
BUSY, DRAFTING = "applicant-1", "applicant-2"
SECONDS = 120.0


@contextmanager
def scene(folder: Path) -> Iterator[Machine]:
    machine = Machine(folder, SCRIPT, words=("--http-threads", "8"))
    try:
        machine.start()
        case_id = machine.submit()
        until(lambda: _is_corrected(machine, case_id), seconds=SECONDS)
        _draft(machine)
        _feedback(machine)
        yield machine
    finally:
        machine.stop()


def _is_corrected(machine: Machine, case_id: str) -> bool:
    items = {one["code"]: one for one in machine.case(case_id)["items"]}
    waiting = items["identity_card"]["status"] == "correcting"
    return bool(waiting and items["employment_support"]["outcome"] == "refused")


def _draft(machine: Machine) -> None:
    body = {"items": ["discharge_report", "identity_card", "social_insurance", "medical_insurance"]}
    machine.post("/v1/drafts", json.dumps(body).encode(), identity=DRAFTING)


def _feedback(machine: Machine) -> None:
    body = {"city": "440100", "kind": "question", "text": "社保卡什么时候能领"}
    machine.post("/v1/feedback", json.dumps(body).encode(), identity=BUSY)
