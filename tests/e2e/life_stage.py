"""The stage of a life: the embedded platform under a virtual clock behind the real HTTP server, and who speaks to it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from app import app
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.platform import Platform
from infra.embedded.settings import Settings
from infra.embedded.web.wsgi import wsgi
from infra.sandbox.keys import hand_over, read_keys
from tests.e2e.life_offices import LifeOffices
from tests.support.machine import SAMPLE, until
from tests.support.over_http import over_http
from tests.support.serving import serving

Document = dict[str, Any]
APPLICANT, OPERATOR = "applicant-1", "operator"
# A bound on the engine's own threads, in real time: on a busy machine nothing is wrong for long.
SOON = 120.0


class TickingClock:
    """Moves by a millisecond at every look, so that what came first is first in the history; else it is told to move."""

    def __init__(self, now: datetime) -> None:
        self._now, self._lock = now, Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self._now += timedelta(milliseconds=1)
            return self._now

    def move(self, to: datetime) -> None:
        with self._lock:
            self._now = to


class Stage:
    """`case_id` is set once the case is submitted; every step is an HTTP request under the clock as it stands."""

    def __init__(self, platform: Platform, server: str, offices: LifeOffices, clock: TickingClock) -> None:
        self._platform, self._server, self._clock = platform, server, clock
        self.offices = offices
        self.case_id = ""
        self._keys = count(1)

    def submit(self, items: tuple[str, ...]) -> None:
        body = {**json.loads(SAMPLE), "items": list(items)}
        self.case_id = self.post("/v1/cases", body)["case_id"]

    def at(self, when: datetime) -> None:
        """Time passes once nothing is on its way: whatever was due meanwhile is seen to then."""
        self.until(self._platform.is_idle)
        self._clock.move(when)
        self._platform.look()
        self.until(self._platform.is_idle)

    def says(self, item: str, kind: str, **particulars: Any) -> None:
        status = self.offices.say(self._server, item, kind, **particulars)
        assert status == 200, (item, kind, status)

    def reaches(self, item: str, **which: Any) -> None:
        """The office has it. Raises TimeoutError."""
        until(partial(self.offices.has, item, **which), seconds=SOON)

    def until(self, holds: Callable[[], bool]) -> None:
        until(holds, seconds=SOON)

    def case(self) -> Document:
        return self.get(f"/v1/cases/{self.case_id}", identity=APPLICANT)

    def item(self, code: str) -> Document:
        found: Document = next(item for item in self.case()["items"] if item["code"] == code)
        return found

    def history(self) -> list[Document]:
        entries, cursor = [], ""
        while True:
            page = self.get(f"/v1/cases/{self.case_id}/events?limit=100{cursor}", identity=APPLICANT)
            entries += page["entries"]
            if page["cursor"] is None:
                return entries
            cursor = f"&cursor={page['cursor']}"

    def get(self, path: str, *, identity: str) -> Document:
        return self._said("GET", path, identity, None)

    def post(self, path: str, body: Document, *, identity: str = APPLICANT) -> Document:
        return self._said("POST", path, identity, body)

    def _said(self, method: str, path: str, identity: str, body: Document | None) -> Document:
        headers = {
            "Authorization": f"Bearer {self._token(identity)}",
            "Idempotency-Key": f"life-key-{next(self._keys)}",
            "Connection": "close",
        }
        answer = over_http(method, f"{self._server}{path}", headers=headers, json=body)
        assert answer.status < 300, answer.data.decode()
        document: Document = answer.json()
        return document

    def _token(self, identity: str) -> str:
        url = f"{self._server}/issuer/token"
        said = over_http("POST", url, json={"identity": identity}, headers={"Connection": "close"})
        return str(said.json()["access_token"])


@contextmanager
def stage(folder: Path, *, begins: datetime) -> Iterator[Stage]:
    """Runs until the block ends. The platform's timer does not tick: `Stage.at` does its work."""
    clock = TickingClock(begins)
    hand_over(folder)
    offices = LifeOffices(read_keys(folder), clock=clock)
    with serving(offices.serve) as port:
        settings = Settings(folder=folder, sandbox=f"http://127.0.0.1:{port}", sweep_seconds=3600)
        with Platform(settings, clock=clock) as platform:
            assert platform.issuer is not None
            with serving(issuer_wsgi(platform.issuer, wsgi(app))) as own:
                yield Stage(platform, f"http://127.0.0.1:{own}", offices, clock)
