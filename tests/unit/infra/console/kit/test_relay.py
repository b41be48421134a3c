"""The relay passes on what is genuine, byte for byte, and nothing else."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import urllib3

from infra.console.kit.message import KitMessage, read_message, signed
from infra.console.kit.relay import Passed, forward_to, keep_message, relay
from infra.embedded.web.types import Environ, StartResponse
from tests.support.over_http import over_http
from tests.support.serving import serving

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
KEY, OTHER = ("whsec_" + letter * 43 + "=" for letter in "AB")
BODY = '{ "type": "item.reminded",\n "说明": "测试" }'


class Program:
    """A developer's: keeps what it gets, and is busy."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.got.append((environ["HTTP_WEBHOOK_SIGNATURE"], body))
        start_response("503 Busy", [("Content-Length", "4"), ("Retry-After", "7")])
        return [b"busy"]


def _through(url: str, message: KitMessage) -> tuple[urllib3.BaseHTTPResponse, list[Passed]]:
    passed: list[Passed] = []
    with serving(relay((KEY,), forward_to(url), clock=lambda: NOW, tell=passed.append)) as port:
        headers = {**message.headers, "Connection": "close"}
        said = over_http(
            "POST", f"http://127.0.0.1:{port}/", body=message.body, headers=headers, retries=False
        )
    return said, passed


def test_a_genuine_message_is_passed_on_and_the_answer_comes_back() -> None:
    program, message = Program(), signed(BODY, key=KEY, webhook_id="m/1", at=NOW)
    with serving(program) as port:
        said, passed = _through(f"http://127.0.0.1:{port}/items", message)

    assert program.got == [(message.headers["webhook-signature"], BODY.encode())]
    assert (said.status, said.data, said.headers["Retry-After"]) == (503, b"busy", "7")
    assert [(one.verdict.ok, one.forwarded, one.status) for one in passed] == [(True, True, 503)]


def test_what_is_not_genuine_goes_no_further() -> None:
    program = Program()
    with serving(program) as port:
        forged = signed(BODY, key=OTHER, webhook_id="m/1", at=NOW)
        said, passed = _through(f"http://127.0.0.1:{port}/items", forged)

    assert (said.status, program.got) == (401, [])
    assert [(one.verdict.ok, one.forwarded) for one in passed] == [(False, False)]


def test_a_program_that_is_not_there_is_a_502_so_that_it_is_sent_again() -> None:
    said, _ = _through("http://127.0.0.1:1/", signed(BODY, key=KEY, webhook_id="m/1", at=NOW))

    assert said.status == 502


def test_what_is_kept_is_its_owners_only_and_can_be_verified(tmp_path: Path) -> None:
    message = signed(json.dumps({"a": "乙"}), key=KEY, webhook_id="m/1", at=NOW)

    path = keep_message(tmp_path / "kept", message, 1)

    assert path.stat().st_mode & 0o777 == 0o600
    assert read_message(path) == message
