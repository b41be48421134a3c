"""The sandbox's offices after the server lost what it had: they tell what they hold, and send again what was lost with it."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

import urllib3
from standardwebhooks import Webhook

from infra.sandbox.keys import SANDBOX_FOLDER, read_keys
from schemas.codes import Department, ItemStatus, Outcome
from tests.support.machine import Document, Machine
from tests.support.over_http import over_http

# As offices do: again under the same id on silence, 429 and 5xx.
AGAIN = urllib3.Retry(8, backoff_factor=0.2, status_forcelist=(429, 503), allowed_methods=None)
ANSWERED = "SELECT id, department, body FROM answer WHERE status IS NOT NULL AND attempts > 0"
# An item that differs from its office's manifest is an incident until it answers.
AT_THE_OFFICE = {ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED, ItemStatus.INCIDENT}


@dataclass(frozen=True)
class _Answer:
    id: str
    department: Department
    body: str


class DrilledOffices:
    """They outlive the machine's folder."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self._keys = machine, read_keys(machine.folder)
        self._times = 0
        self._record = (machine.folder / SANDBOX_FOLDER).resolve() / "record.db"

    def references(self) -> set[str]:
        return {str(effect["reference"]) for effect in self._machine.record()["effects"]}

    def tell(self, server: str) -> None:
        """Each department's office its manifest: what it has, and what it has decided."""
        now, decided = datetime.now(UTC), self._answers()
        held: defaultdict[Department, list[Document]] = defaultdict(list)
        for one in self._machine.record()["effects"]:
            place = (str(one["reference"]), str(one["item"]))
            stands = (
                {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED}
                if place in decided
                else {"status": ItemStatus.DISPATCHED}
            )
            held[Department(one["department"])].append(
                {"reference": place[0], "item": place[1], "round": one["round"], **stands}
            )
        for department, items in held.items():
            office = f"sandbox-{department.replace('_', '-')}"
            told = {"office": office, "day": now.date().isoformat(), "at": now.isoformat(), "items": items}
            status = self._signed(server, department, "manifests", f"manifest-{office}", json.dumps(told))
            if status != 200:
                raise RuntimeError(f"the manifest of {office} was answered {status}")

    def answer_again(self, server: str, cases: Iterable[Document]) -> None:
        """What waits for an answer that was given before. Under a new id each time: one that came before this ledger had sent
        the round stays refused under its own.
        """
        decided, self._times = self._answers(), self._times + 1
        for case in cases:
            for item in (case["service_check"], *case["items"]):
                answer = decided.get((case["reference"], item["code"]))
                if answer and item["status"] in AT_THE_OFFICE:
                    self._signed(
                        server, answer.department, "answers", f"{answer.id}/{self._times}", answer.body
                    )

    def _answers(self) -> dict[tuple[str, str], _Answer]:
        with closing(sqlite3.connect(f"{self._record.as_uri()}?mode=ro", uri=True)) as opened:
            found = [_Answer(id_, Department(whose), body) for id_, whose, body in opened.execute(ANSWERED)]
        told = ((json.loads(one.body), one) for one in found)
        return {(body["reference"], body["item"]): one for body, one in told}

    def _signed(self, server: str, department: Department, what: str, name: str, body: str) -> int:
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(self._keys[department]).sign(name, now, body),
        }
        url = f"{server}/v1/departments/{department}/{what}"
        answered = over_http("POST", url, body=body.encode(), headers=headers, retries=AGAIN, timeout=30)
        return int(answered.status)
