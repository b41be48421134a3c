"""A server over a filled folder, as a program of its own, and everybody who asks it something."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import urllib3

from functions.adapters.cookies import SealedCookies
from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal
from functions.domain.case.access import Principal
from functions.pages.jar import name_of
from functions.pages.session import Session
from functions.pages.signed_in import SESSION, cookie_of
from infra.console.children import child, choose_port
from infra.embedded.citizens import citizen
from infra.embedded.issuer import IDENTITIES, Issuer, MadeUpIdentity
from infra.embedded.secrets import FileSecrets
from infra.growth.people import QUIET_COUNTY, identity_of
from infra.growth.probes import (
    AS_APPLICANT,
    AS_CLERK,
    AS_OPERATOR,
    AS_QUIET_CLERK,
    AS_STAFF,
    FIRST_CITIZEN,
    PickedCases,
    Probe,
)
from schemas.codes import Role

_FIRST_PORT = 8700
_PATIENCE = 600.0
_TIMEOUT = 120.0
_LAST_LINES = 5
_SWEPT = re.compile(rb'"message": ?"swept"')
_WHO: Mapping[str, MadeUpIdentity] = {
    AS_OPERATOR: IDENTITIES["operator"],
    AS_CLERK: IDENTITIES["clerk"],
    AS_QUIET_CLERK: MadeUpIdentity("clerk-quiet", "", Role.CLERK, QUIET_COUNTY),
    AS_STAFF: IDENTITIES["public-security"],
}


class UnexpectedAnswer(Exception):
    """What was asked was not answered as it should be: a figure would mean nothing."""


class Callers:
    """Everybody who asks the server of `folder` something, with what they prove themselves by."""

    def __init__(self, folder: Path) -> None:
        secrets = FileSecrets(folder / "secrets.json")
        self._issuer = Issuer(folder, clock=lambda: datetime.now(UTC))
        self._cookies = SealedCookies(Seal(lambda: secrets.keys(FORM)))

    def headers(self, probe: Probe, picked: PickedCases) -> Mapping[str, str]:
        return {"Content-Type": "application/json", **self._pass(probe, picked)}

    def _pass(self, probe: Probe, picked: PickedCases) -> Mapping[str, str]:
        if not probe.who:
            return {}
        who = _identity(probe.who, picked)
        if not probe.is_page:
            return {"Authorization": f"Bearer {self._issuer.token(who)['access_token']}"}
        return {"Cookie": self._session(who)}

    def _session(self, who: MadeUpIdentity) -> str:
        now = datetime.now(UTC)
        by = Principal(who.id, who.role, who.region, who.department, who.person)
        line = cookie_of(Session(f"growth-{who.id}", by, now, now), self._cookies, plain=True)
        value = line.partition(";")[0].partition("=")[2]
        return f"{name_of(SESSION, plain=True)}={value}"


class Served:
    """`started`: seconds from its start until it said that it is ready; `pid`: of its process."""

    def __init__(self, folder: Path, address: str, *, started: float, pid: int) -> None:
        self.address, self.started, self.pid = address, started, pid
        self._http = urllib3.PoolManager(maxsize=1, retries=False, timeout=_TIMEOUT)
        self._callers = Callers(folder)

    def timed(self, probe: Probe, picked: PickedCases) -> float:
        """Seconds. Raises UnexpectedAnswer."""
        request = probe.request(picked)
        headers = {**request.headers, **self._callers.headers(probe, picked)}
        url = f"{self.address}{request.path}"
        began = time.perf_counter()
        answer = self._http.request(request.method, url, headers=headers, body=request.body, redirect=False)
        seconds = time.perf_counter() - began
        if answer.status != probe.expected:
            raise UnexpectedAnswer(f"{probe.name}: {answer.status} {answer.data[:300]!r}")
        return seconds


def _identity(who: str, picked: PickedCases) -> MadeUpIdentity:
    if who == AS_APPLICANT:
        return identity_of(picked.own)
    if who == "citizen":
        return MadeUpIdentity(
            f"citizen-{picked.number}", "", Role.APPLICANT, person=citizen(FIRST_CITIZEN + picked.number)
        )
    return _WHO[who]


@contextmanager
def served(folder: Path, sandbox: str) -> Iterator[Served]:
    """Until the block ends, which begins when every open case is in the engine again."""
    port = choose_port("127.0.0.1", named=None, default=_FIRST_PORT)
    address, log = f"http://127.0.0.1:{port}", folder / "server.log"
    words = ["--folder", str(folder), "--port", str(port), "--sandbox", sandbox]
    before = log.stat().st_size if log.exists() else 0
    with ExitStack() as running:
        began = time.perf_counter()
        pid = running.enter_context(child("infra.embedded", words, log=log, ready=lambda: _is_ready(address)))
        started = time.perf_counter() - began
        await_sweep(log, before)
        yield Served(folder, address, started=started, pid=pid)


def _is_ready(address: str) -> bool:
    try:
        return urllib3.request("GET", f"{address}/ready", retries=False, timeout=_TIMEOUT).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def await_sweep(log: Path, before: int, *, patience: float = _PATIENCE) -> None:
    """Raises UnexpectedAnswer, with what the server told last: its folder may be gone with the measurement."""
    pause, end = Event(), time.monotonic() + patience
    while not _SWEPT.search(told := log.read_bytes(), before):
        if time.monotonic() > end:
            last = "\n".join(told[before:].decode(errors="replace").splitlines()[-_LAST_LINES:])
            raise UnexpectedAnswer(f"no sweep came to its end in {patience:.0f} s: {log}\n{last}")
        pause.wait(0.2)
