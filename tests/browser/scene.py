"""What there is to look at: one machine with a case under way, in which somebody has to do something, and a draft."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3

from infra.console.follow import OPERATOR
from tests.support.machine import Machine, until

# An office asks for a correction, one refuses, one is slow, one says nothing: every kind of line on the applicant's page.
SCRIPT: dict[str, Any] = {
    "items": {
        "medical_insurance": {"answers": ["received", "accepted", "correction_requested"]},
        "employment_support": {"answers": ["received", "accepted", "refused"]},
        "social_security_card": {"answers": ["received"]},
        "economic_subsidy": {"answers": []},
    }
}
BUSY, DRAFTING = "applicant-1", "applicant-2"
SECONDS = 120.0
# The police of the sample's county have no system: their items wait for their staff, on our pages.
BY_HAND = {
    "department": "public_security",
    "region": "440106",
    "route": {"name": "天河区公安机关（演示，没有业务系统）", "mode": "worklist"},
    "reason": "演示没有业务系统的机构",
}
_ROUTES = "/v1/operator/routes"


@contextmanager
def scene(folder: Path) -> Iterator[Machine]:
    machine = Machine(folder, SCRIPT, words=("--http-threads", "8"))
    try:
        machine.start()
        _route_by_hand(machine)
        case_id = machine.submit()
        until(lambda: _is_corrected(machine, case_id), seconds=SECONDS)
        _draft(machine)
        _feedback(machine)
        _batch(machine)
        yield machine
    finally:
        machine.stop()


def _is_corrected(machine: Machine, case_id: str) -> bool:
    items = {one["code"]: one for one in machine.case(case_id)["items"]}
    refused = items["employment_support"]["outcome"] == "refused"
    there = items["household_registration"]["status"] == "dispatched"
    return bool(refused and there and items["medical_insurance"]["status"] == "correcting")


def _route_by_hand(machine: Machine) -> None:
    etag = machine.get(f"{_ROUTES}?department=public_security&region=440106").headers["ETag"]
    headers = {
        "Authorization": f"Bearer {machine.token(OPERATOR)}",
        "Content-Type": "application/json",
        "If-Match": etag,
    }
    body = json.dumps(BY_HAND).encode()
    answer = urllib3.request("PUT", f"{machine.client.server}{_ROUTES}", headers=headers, body=body)
    if answer.status >= 400:
        raise AssertionError(answer.data.decode())


def _draft(machine: Machine) -> None:
    body = {"items": ["discharge_report", "identity_card", "social_insurance", "medical_insurance"]}
    machine.post("/v1/drafts", json.dumps(body).encode(), identity=DRAFTING)


def _feedback(machine: Machine) -> None:
    body = {"city": "440100", "kind": "question", "text": "社保卡什么时候能领"}
    machine.post("/v1/feedback", json.dumps(body).encode(), identity=BUSY)


def _batch(machine: Machine) -> None:
    """A trial, of however many items are stuck."""
    body = {"filter": {"attention": "incident"}, "action": "retry", "reason": "演示批量处理"}
    machine.post("/v1/operator/batches", json.dumps(body).encode(), identity=OPERATOR)
