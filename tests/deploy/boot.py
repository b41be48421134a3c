"""The package on a local AWS, with what a deployment has around it: an issuer of tokens, the departments' offices."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from functions import bootstrap
from infra.console.children import child
from infra.console.client import Client, sandbox_is_up, sandbox_record
from infra.console.follow import APPLICANT, OPERATOR
from infra.deploy.checks import Ready
from infra.deploy.course import SmokeFailed
from infra.deploy.smoke import Glance
from infra.embedded.files import write_whole
from infra.embedded.issuer import AUDIENCE, ISSUER, Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.settings import SANDBOX_ADDRESS
from infra.embedded.web.types import Environ, StartResponse, Wsgi
from infra.package.build import Package, for_a_stage
from infra.package.shipped import ROOT
from infra.sandbox.keys import hand_over
from schemas.wire import PROVINCE
from tests.deploy.stack import STAGE, Deployed, checked, deploy, keys_of, tried
from tests.support.machine import free_port
from tests.support.ministack import ministack_in
from tests.support.over_http import over_http
from tests.support.serving import serving

# A cold Lambda on a busy machine.
REQUEST_SECONDS = 120.0
# Where the smoke test's made-up person settles: no sandbox office has its items.
TRAINED = ("440500", "440523")
# One item hears all that an office says of it, the others what ends them: each answer is a call of a Lambda here.
SCRIPT: dict[str, Any] = {
    "default": {"answers": ["granted"]},
    "items": {"household_registration": {"answers": ["received", "accepted", "granted"]}},
}


# Two of its threads at one dictionary: a Lambda's call fails, and the state machine never hears of it. On AWS it does.
_LOST_CALL = "Warm worker execution error for "


class EmulatorStumbled(Exception):
    """The emulator itself lost a Lambda's call, so a case waits for ever: begin anew."""


def lost_a_call(log: str) -> bool:
    return any(_LOST_CALL in line and "changed size during iteration" in line for line in log.splitlines())


@dataclass(frozen=True, slots=True)
class Booted:
    package: Package
    stack: Deployed
    client: Client
    sandbox: str
    issuer: str
    rehearsed: Ready
    looks: tuple[Glance, ...]
    seconds: Mapping[str, float]

    def record(self) -> dict[str, Any]:
        """The offices' own."""
        return sandbox_record(self.sandbox)

    def offices(self, behave: Mapping[str, Any]) -> None:
        """What the offices do from now on, by item; the others as before."""
        script = json.dumps({**SCRIPT, "items": {**SCRIPT["items"], **behave}}).encode()
        told = over_http("PUT", f"{self.sandbox}/script", body=script)
        assert told.status == 200, told.data.decode()

    def why(self, case_id: str) -> str:
        """It waits."""
        return self.asked("GET", f"/v1/operator/cases/{case_id}/why", identity=OPERATOR).data.decode()

    @property
    def broken(self) -> str:
        """Lines of tasks that ended in a way that nobody foresaw: the emulator swallows those that wait for a token."""
        return "\n".join(line for line in self.stack.logs().splitlines() if '"task broke"' in line)

    @property
    def errors(self) -> list[str]:
        """Lines of any function's that say so."""
        return [line for line in self.stack.logs().splitlines() if '"level":"ERROR"' in line]

    def tried_again(self, pages: Path) -> tuple[Glance, ...]:
        """Raises SmokeFailed."""
        return tried(self.stack, self.rehearsed, _token(self.issuer, APPLICANT), pages)

    def asked(
        self,
        method: str,
        path: str,
        *,
        identity: str | None = None,
        body: bytes | None = None,
        etag: str | None = None,
        key: str | None = None,
    ) -> urllib3.BaseHTTPResponse:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if etag:
            headers["If-Match"] = etag
        if key:
            headers["Idempotency-Key"] = key
        if identity:
            headers["Authorization"] = f"Bearer {_token(self.issuer, identity)}"
        url = f"{self.stack.api}{path}"
        return over_http(method, url, headers=headers, body=body, retries=False, timeout=REQUEST_SECONDS)


@contextmanager
def booted(folder: Path, built: Package) -> Iterator[Booted]:
    """`built`: for other offices. Everything is stopped when the block ends, and nothing but `folder` is left. Raises
    SmokeFailed, EmulatorStumbled.
    """
    offices_port, watch = free_port(), Watch()
    sandbox = f"http://127.0.0.1:{offices_port}"
    with ministack_in(folder, roles_enforced=True) as ministack, serving(_issuer(folder)) as issuer_port:
        issuer = f"http://127.0.0.1:{issuer_port}/issuer"
        rehearsed = checked(ministack, _stages(folder, sandbox, issuer))
        watch.lap("checks")
        package = for_a_stage(built, folder / "package", routes=folder / "stages" / STAGE / "routes.toml")
        watch.lap("pack")
        stack = deploy(package, ministack, rehearsed)
        watch.lap("deploy twice")
        try:
            looks = tried(stack, rehearsed, _token(issuer, APPLICANT), folder)
        except SmokeFailed as error:
            if lost_a_call((folder / "ministack.log").read_text("utf-8")):
                raise EmulatorStumbled from error
            raise
        watch.lap("smoke")
        write_whole(folder / "secrets.json", json.dumps(keys_of(stack)).encode())
        hand_over(folder)
        (folder / "script.json").write_text(json.dumps(SCRIPT))
        arguments = ["--folder", str(folder), "--port", str(offices_port), "--server", stack.api]
        arguments += ["--script", str(folder / "script.json")]
        with child(
            "infra.sandbox", arguments, log=folder / "sandbox.log", ready=lambda: sandbox_is_up(sandbox)
        ):
            client = Client(stack.api, issuer=issuer, timeout=REQUEST_SECONDS)
            try:
                yield Booted(package, stack, client, sandbox, issuer, rehearsed, looks, watch.seconds)
            finally:
                client.close()


class Watch:
    """How long each part took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, what: str) -> None:
        now = time.monotonic()
        self.seconds[what], self._since = round(now - self._since, 1), now


def _token(issuer: str, identity: str) -> str:
    return str(over_http("POST", f"{issuer}/token", json={"identity": identity}).json()["access_token"])


def _stages(folder: Path, sandbox: str, issuer: str) -> Path:
    """A stage as a deployment has one: its settings, and its own table; one county trains, the rest is the sandbox's."""
    stages = folder / "stages"
    (stages / STAGE).mkdir(parents=True)
    (stages / f"{STAGE}.toml").write_text(
        f'''routes = "{STAGE}/routes.toml"
[training]
city = "{TRAINED[0]}"
county = "{TRAINED[1]}"
[parameters]
JwksUrl = "{issuer}/.well-known/jwks.json"
Issuer = "{ISSUER}"
Audience = "{AUDIENCE}"
NoticesUrl = "none"
SharedDataUrl = "none"
PageOrigins = "none"
''',
        encoding="utf-8",
    )
    usual = (ROOT / "infra" / "routes.toml").read_text("utf-8").replace(SANDBOX_ADDRESS, sandbox)
    training = (ROOT / "infra" / "stages" / "dev" / "routes.toml").read_text("utf-8")
    table = f"{usual}\n{training.replace(PROVINCE, TRAINED[1])}"
    (stages / STAGE / "routes.toml").write_text(table, encoding="utf-8")
    return stages


def _issuer(folder: Path) -> Wsgi:
    """It publishes its keys as an identity provider does, over HTTP."""
    return issuer_wsgi(Issuer(folder, clock=bootstrap.now), _nothing)


def _nothing(_environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("404 Not Found", [])
    return []
