"""The three places where materials lie, each with what a client does at a signed address."""

import base64
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from moto import mock_aws

from functions.adapters.materials import S3Materials, signing
from functions.adapters.sealing import Seal
from functions.ports.materials import Materials
from infra.embedded.materials import FolderMaterials
from infra.embedded.web.materials_http import materials_wsgi
from tests.support.aws import client as aws_client
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.materials import FakeMaterials

BUCKET, REGION = "materials", "us-east-1"
KEYS = (base64.urlsafe_b64encode(b"k" * 32).decode(),)
SEAL = Seal(lambda: KEYS)
HERE = "http://127.0.0.1:8451"

# Sends a file to an address with these headers; returns the status.
Send = Callable[[str, Mapping[str, str], bytes], int]
Fetch = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True)
class Stage:
    """`tells`: whether a wrong file is refused where it arrives, and not only when it is looked at."""

    materials: Materials
    send: Send
    fetch: Fetch
    clock: FakeClock
    tells: bool


@contextmanager
def _s3(_: Path) -> Iterator[Stage]:
    with mock_aws():
        client = aws_client("s3", REGION, config=signing())
        client.create_bucket(Bucket=BUCKET)
        clock = FakeClock()
        materials = S3Materials(client, BUCKET, clock=clock)

        def send(address: str, headers: Mapping[str, str], whole: bytes) -> int:
            return requests.put(address, data=whole, headers=dict(headers), timeout=60).status_code

        def fetch(address: str) -> tuple[int, bytes]:
            found = requests.get(address, timeout=60)
            return found.status_code, found.content

        yield Stage(materials, send, fetch, clock, tells=False)


@contextmanager
def _folder(path: Path) -> Iterator[Stage]:
    clock = FakeClock()
    materials = FolderMaterials(path, address=HERE, seal=SEAL, keys=lambda: KEYS, clock=clock)
    app = materials_wsgi(materials, lambda environ, start: [])

    def send(address: str, headers: Mapping[str, str], whole: bytes) -> int:
        return _called(app, "PUT", address, headers, whole)[0]

    def fetch(address: str) -> tuple[int, bytes]:
        return _called(app, "GET", address, {}, b"")

    yield Stage(materials, send, fetch, clock, tells=True)


def _called(
    app: Callable[..., object], method: str, address: str, headers: Mapping[str, str], whole: bytes
) -> tuple[int, bytes]:
    path, _, query = address.removeprefix(HERE).partition("?")
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(whole)),
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "wsgi.input": io.BytesIO(whole),
    }

    def start(status: str, _headers: list[tuple[str, str]]) -> None:
        told.append(status)

    body = app(environ, start)
    parts = body if isinstance(body, list) else []
    return int(told[0].split()[0]), b"".join(parts)


@contextmanager
def _fake(_: Path) -> Iterator[Stage]:
    materials = FakeMaterials()

    def send(address: str, headers: Mapping[str, str], whole: bytes) -> int:
        materials.send(address, headers, whole)
        return 200

    def fetch(address: str) -> tuple[int, bytes]:
        found = materials.fetch(address)
        return (404, b"") if found is None else (200, found)

    yield Stage(materials, send, fetch, FakeClock(), tells=False)


STAGES: Mapping[str, Callable[[Path], AbstractContextManager[Stage]]] = {
    "s3": _s3,
    "folder": _folder,
    "fake": _fake,
}
