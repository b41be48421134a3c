import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from functions.adapters.issuer_keys import JWKS_LIMIT, jwks_at
from functions.domain.refusals import IdentityUnavailable
from tests.support.each import each


@contextmanager
def issuer(given: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        status: ClassVar[int] = given

        def do_GET(self) -> None:
            self.send_response(self.status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_document_is_fetched() -> None:
    with issuer(200, b'{"keys": []}') as url:
        assert jwks_at(url)() == {"keys": []}


@pytest.mark.slow
@each(
    "status, body",
    [
        (500, b'{"keys": []}'),
        (302, b'{"keys": []}'),
        (200, b"[]"),
        (200, b"<html>"),
        (200, b"\xff"),
        (200, json.dumps({"keys": ["x" * JWKS_LIMIT]}).encode()),
    ],
    ids=["broken", "moved", "list", "page", "bytes", "huge"],
)
def test_anything_else_is_no_document(status: int, body: bytes) -> None:
    with (
        issuer(status, body) as url,
        pytest.raises(IdentityUnavailable),
    ):
        jwks_at(url)()


def test_an_issuer_that_does_not_listen_is_unavailable() -> None:
    with issuer(200, b"{}") as url:
        closed = url

    with pytest.raises(IdentityUnavailable):
        jwks_at(closed)()
