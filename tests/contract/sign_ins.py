"""Issuers to sign in at: the embedded one in its process, the same one over HTTP as any other would be, and the fake."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from functions.adapters.outward.sign_in import HttpSignIn, IssuerClient
from functions.ports.sign_in import SignIn
from infra.embedded.issuer import CLIENT, Issuer
from infra.embedded.issuer_http import issuer_wsgi
from infra.embedded.sign_in import EmbeddedSignIn
from infra.embedded.web.types import Environ, StartResponse
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.sign_in import FakeSignIn
from tests.support.serving import serving

WHO = "applicant-1"
PUBLIC = "https://lianban.example/signed-in"


@dataclass(frozen=True)
class Stage:
    """`visit`: what a browser does that was sent to the issuer, up to the code that it comes back with."""

    sign_in: SignIn
    visit: Callable[[str], str]
    clock: FakeClock


def _nothing(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("404 Not Found", [])
    return []


def visit(issuer: Issuer, address: str) -> str:
    """Chooses the first identity on the issuer's page."""
    asked = {name: found[0] for name, found in parse_qs(urlsplit(address).query).items()}
    body = urlencode({**asked, "identity": WHO}).encode()
    told: dict[str, str] = {}
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/issuer/authorize",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    b"".join(issuer_wsgi(issuer, _nothing)(environ, lambda _, headers: told.update(headers)))
    return parse_qs(urlsplit(told["Location"]).query)["code"][0]


@contextmanager
def _embedded(folder: Path) -> Iterator[Stage]:
    clock = FakeClock()
    issuer = Issuer(folder, clock=clock)
    yield Stage(EmbeddedSignIn(issuer), lambda address: visit(issuer, address), clock)


@contextmanager
def _http(folder: Path) -> Iterator[Stage]:
    clock = FakeClock()
    issuer = Issuer(folder, clock=clock, redirects=frozenset({PUBLIC}))
    with serving(issuer_wsgi(issuer, _nothing)) as port:
        sign_in = HttpSignIn(
            IssuerClient(
                authorize="https://issuer.example/authorize",
                token=f"http://127.0.0.1:{port}/issuer/token",
                id=CLIENT,
                redirect=PUBLIC,
            )
        )
        yield Stage(sign_in, lambda address: visit(issuer, address), clock)
        sign_in.close()


@contextmanager
def _fake(folder: Path) -> Iterator[Stage]:
    sign_in = FakeSignIn()
    yield Stage(sign_in, lambda address: sign_in.sign_in(address, "a-token"), FakeClock())


STAGES: Mapping[str, Callable[[Path], AbstractContextManager[Stage]]] = {
    "embedded": _embedded,
    "http": _http,
    "fake": _fake,
}
