"""One machine for a test: the server and the sandbox offices as programs of their own, on free ports, in a folder."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import gettempdir
from threading import Event
from typing import Any

import urllib3

from infra.console.client import Client, sandbox_is_up, sandbox_record
from infra.console.follow import APPLICANT, OPERATOR, submit_as_client
from infra.sandbox.keys import hand_over
from tests.support.forking import Forked, forked
from tests.support.over_http import over_http

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "schemas" / "sample_application.json").read_bytes()
Document = dict[str, Any]
# A script of offices that give one answer to each item, after as long as three would take: where what comes between is not
# looked at, for a third of the requests.
PROMPT: Document = {"default": {"answers": ["granted"], "delay_seconds": 0.15}}
# So much slower a busy machine may be.
PATIENCE = 6


def free_port() -> int:
    """Below those that the system gives to connections: nobody takes it in the seconds until somebody listens there."""
    return next(port for port in _ports_of(os.getpid()) if _is_free(port))


@cache
def _ports_of(_process: int) -> Iterator[int]:
    """A hundred that no other process of the tests has, nor one that was forked from this: it holds their lock to its end."""
    hundred = next(number for number in range(100) if _is_ours(number))
    return cycle(range(20_000 + 100 * hundred, 20_100 + 100 * hundred))


def _is_ours(hundred: int) -> bool:
    try:
        lock = os.open(Path(gettempdir(), f"lianban-ports-{hundred}"), os.O_CREAT | os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def until(holds: Callable[[], bool], *, seconds: float) -> None:
    """`seconds`: enough on a quiet machine. Raises TimeoutError when it does not hold in time.

    Who has waited long asks less often: most questions are requests, which the server that is waited for has to answer.
    """
    pause, began = Event(), time.monotonic()
    while not holds():
        waited = time.monotonic() - began
        if waited > PATIENCE * seconds:
            raise TimeoutError(f"not within {seconds} s")
        pause.wait(min(0.5, max(0.05, waited / 20)))


def python(*words: str, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, stdout=file, stderr=file)


@dataclass
class Machine:
    folder: Path
    script: Mapping[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    sandbox_port: int = field(default_factory=free_port)
    # Of the server, beside the usual ones.
    words: tuple[str, ...] = ()
    citizens: int = 0

    def __post_init__(self) -> None:
        self.client = Client(f"http://127.0.0.1:{self.port}")
        self.sandbox = f"http://127.0.0.1:{self.sandbox_port}"
        self._server: Forked | None = None
        self._offices: Forked | None = None

    def start(self) -> None:
        hand_over(self.folder)
        self.start_offices()
        self.start_server()

    def start_server(self) -> None:
        words = ("--folder", str(self.folder), "--port", str(self.port), "--sandbox", self.sandbox)
        self._server = forked(
            "infra.embedded", *words, "--sweep-seconds", "1", *self.words, log=self.folder / "server.log"
        )
        until(self.client.is_up, seconds=30)

    def start_offices(self) -> None:
        script = self.folder / "script.json"
        script.write_text(json.dumps(self.script))
        words = (
            "--folder",
            str(self.folder),
            "--port",
            str(self.sandbox_port),
            "--server",
            self.client.server,
        )
        self._offices = forked(
            "infra.sandbox", *words, "--script", str(script), log=self.folder / "sandbox.log"
        )
        until(lambda: sandbox_is_up(self.sandbox), seconds=30)

    def kill_server(self) -> None:
        """As `kill -9` does."""
        if self._server:
            self._server.kill()
            self._server.wait()

    def kill_offices(self) -> None:
        if self._offices:
            self._offices.kill()
            self._offices.wait()

    def stop(self) -> None:
        for process in (self._server, self._offices):
            if process:
                process.terminate()
                process.wait(20)
        self.client.close()

    @property
    def is_running(self) -> bool:
        return self._server is not None and not self._server.is_over()

    def submit(self) -> str:
        """Of another made-up citizen each time."""
        self.citizens += 1
        return submit_as_client(self.client, SAMPLE, citizen=self.citizens)

    def case(self, case_id: str, *, identity: str = APPLICANT) -> Document:
        return self.client.case(case_id, identity=identity)

    def outcomes(self, case_id: str) -> dict[str, str | None]:
        return {item["code"]: item["outcome"] for item in self.case(case_id)["items"]}

    def is_closed(self, case_id: str) -> bool:
        return bool(self.case(case_id)["status"] == "closed")

    def record(self) -> Document:
        return sandbox_record(self.sandbox)

    def try_server(self, log: Path, *words: str) -> subprocess.Popen[bytes]:
        """Starts a server and does not wait for it."""
        own = ("--folder", str(self.folder), "--port", str(self.port))
        return python("infra.embedded", *own, *words, log=log)

    def get(self, path: str, *, identity: str = OPERATOR) -> urllib3.BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {self.token(identity)}", "Connection": "close"}
        return over_http("GET", f"{self.client.server}{path}", headers=headers)

    def post(
        self, path: str, body: bytes, *, identity: str = APPLICANT, citizen: int | None = None
    ) -> urllib3.BaseHTTPResponse:
        headers = {
            "Authorization": f"Bearer {self.token(identity, citizen=citizen)}",
            "Connection": "close",
            "Content-Type": "application/json",
            "Idempotency-Key": f"test-{time.monotonic_ns()}",
        }
        return over_http("POST", f"{self.client.server}{path}", headers=headers, body=body)

    def token(self, identity: str, *, citizen: int | None = None) -> str:
        url, asked = f"{self.client.server}/issuer/token", {"identity": identity, "citizen": citizen}
        said = over_http("POST", url, json=asked, headers={"Connection": "close"})
        return str(said.json()["access_token"])


def items_of(record: Document) -> list[str]:
    return sorted(effect["item"] for effect in record["effects"])


def environment() -> dict[str, str]:
    """A terminal of a fixed width, whatever runs the tests."""
    return {**os.environ, "COLUMNS": "200", "TERM": "dumb"}
