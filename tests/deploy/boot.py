"""The package on a local AWS, with what a deployment has around it: an issuer of tokens, the departments' offices."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from functions import bootstrap
from infra.console.children import child
from infra.console.client import Client, sandbox_is_up, sandbox_record
from infra.embedded.files import write_whole
from infra.embedded.issuer import AUDIENCE, ISSUER, Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.settings import SANDBOX
from infra.embedded.web.types import Environ, StartResponse, Wsgi
from infra.package.build import Package, build
from infra.package.shipped import ROOT
from infra.sandbox.keys import hand_over
from tests.deploy.stack import Deployed, deploy, keys_of
from tests.support.machine import free_port
from tests.support.ministack import ministack_in
from tests.support.serving import serving

# A cold Lambda on a busy machine.
REQUEST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Booted:
    package: Package
    stack: Deployed
    client: Client
    sandbox: str
    issuer: str

    def record(self) -> dict[str, Any]:
        """The offices' own."""
        return sandbox_record(self.sandbox)

    def asked(
        self, method: str, path: str, *, identity: str | None = None, body: bytes | None = None
    ) -> urllib3.BaseHTTPResponse:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if identity:
            token = urllib3.request("POST", f"{self.issuer}/token", json={"identity": identity}).json()
            headers["Authorization"] = f"Bearer {token['access_token']}"
        url = f"{self.stack.api}{path}"
        return urllib3.request(
            method, url, headers=headers, body=body, retries=False, timeout=REQUEST_SECONDS
        )


@contextmanager
def booted(folder: Path) -> Iterator[Booted]:
    """Everything is stopped when the block ends, and nothing but `folder` is left."""
    offices_port = free_port()
    sandbox = f"http://127.0.0.1:{offices_port}"
    package = build(folder / "package", routes=_routes(folder, sandbox))
    with ministack_in(folder, roles_enforced=True) as ministack, serving(_issuer(folder)) as issuer_port:
        issuer = f"http://127.0.0.1:{issuer_port}/issuer"
        parameters = {"JwksUrl": f"{issuer}/.well-known/jwks.json", "Issuer": ISSUER}
        stack = deploy(package, ministack, {**parameters, "Audience": AUDIENCE})
        write_whole(folder / "secrets.json", json.dumps(keys_of(stack)).encode())
        hand_over(folder)
        arguments = ["--folder", str(folder), "--port", str(offices_port), "--server", stack.api]
        with child(
            "infra.sandbox", arguments, log=folder / "sandbox.log", ready=lambda: sandbox_is_up(sandbox)
        ):
            client = Client(stack.api, issuer=issuer, timeout=REQUEST_SECONDS)
            try:
                yield Booted(package, stack, client, sandbox, issuer)
            finally:
                client.close()


def _routes(folder: Path, sandbox: str) -> Path:
    """A deployment's own table: its offices are the sandbox's."""
    path = folder / "routes.toml"
    usual = (ROOT / "infra" / "routes.toml").read_text("utf-8")
    path.write_text(usual.replace(SANDBOX, sandbox), encoding="utf-8")
    return path


def _issuer(folder: Path) -> Wsgi:
    """It publishes its keys as an identity provider does, over HTTP."""
    return issuer_wsgi(Issuer(folder, clock=bootstrap.now), _nothing)


def _nothing(_environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("404 Not Found", [])
    return []
