"""What a stranger may throw at the open port: never a 500, never silence for the next one."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3

from tests.support.machine import SAMPLE, Machine, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("hostile")]

CASES, ANSWERS = "/v1/cases", "/v1/departments/public_security/answers"
NOBODYS = "/v1/cases/00000000-0000-4000-8000-000000000000"
DEEP = b"[" * 100_000
LIMIT = 1024 * 1024


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(Path(tmp_path_factory.mktemp("hostile")))
    machine.start()
    yield machine
    machine.stop()


def _raw(machine: Machine, request: bytes, *, finish: bool = True) -> bytes:
    """All that comes back; a server that refuses before it read everything resets the connection afterwards."""
    answer = b""
    address = ("127.0.0.1", machine.port)
    with socket.create_connection(address, timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(request)
        if finish:
            connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answer += piece
    return answer


def _head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *lines, "", "")).encode(
        "latin-1"
    )


def _signature_headers(**given: str) -> tuple[str, ...]:
    now = str(int(datetime.now(UTC).timestamp()))
    headers = {"webhook-id": "x", "webhook-timestamp": now, "webhook-signature": "v1,AAAA", **given}
    return tuple(f"{name}: {value}" for name, value in headers.items())


BROKEN_HTTP = {
    "no request line": b"\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",
    "an invented method": _head("BREW", CASES),
    "a header without a colon": b"GET /health HTTP/1.1\r\nHost x\r\n\r\n",
    "a header of a null byte": b"GET /health HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    "two lengths": b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a negative length": _head("POST", CASES, "Content-Length: -1"),
    "a length in words": _head("POST", CASES, "Content-Length: many"),
    "a length and chunks": _head("POST", CASES, "Content-Length: 4", "Transfer-Encoding: chunked")
    + b"0\r\n\r\n",
    "chunks of no size": _head("POST", CASES, "Transfer-Encoding: chunked") + b"zz\r\nab\r\n0\r\n\r\n",
    "an unknown coding": _head("POST", CASES, "Transfer-Encoding: gzip") + b"ab",
    "a header of 100 KB": _head("GET", "/health", "X: " + "a" * 100_000),
    "a thousand headers": _head("GET", NOBODYS, *(f"X-{n}: a" for n in range(1000))),
    "a path of 20 KB": _head("GET", "/" + "a" * 20_000),
    "a path that is no UTF-8": _head("GET", "/v1/cases/%ff%fe%00"),
    "a path upwards": _head("GET", "/../../etc/passwd"),
    "a path with a new line": _head("GET", "/v1/cases/%0d%0aSet-Cookie:x"),
    "a whole address": _head("GET", "http://[broken/"),
    "a query of broken escapes": _head("GET", "/v1/guide?%zz=%ff&&&=&a=b;c"),
    "a query of 5000 fields": _head("GET", "/v1/guide?" + "a=1&" * 5000),
    "a token that is none": _head("GET", CASES, "Authorization: Bearer ..."),
    "a token of bytes": _head("GET", CASES, "Authorization: Bearer \xff\xfe"),
    "a token of 20 KB": _head("GET", CASES, "Authorization: Bearer " + "a." * 10_000),
    "a token without an algorithm": _head("GET", CASES, "Authorization: Bearer eyJhbGciOiJub25lIn0.e30."),
    "no signature": _head("POST", ANSWERS, "Content-Length: 2") + b"{}",
    "a wrong signature": _head("POST", ANSWERS, "Content-Length: 2", *_signature_headers()) + b"{}",
    "a signature without a comma": _head(
        "POST", ANSWERS, "Content-Length: 2", *_signature_headers(**{"webhook-signature": "v1"})
    )
    + b"{}",
    "a signature of bytes": _head(
        "POST", ANSWERS, "Content-Length: 2", *_signature_headers(**{"webhook-signature": "v1,\xff \xfe"})
    )
    + b"{}",
    "a timestamp without end": _head(
        "POST", ANSWERS, "Content-Length: 2", *_signature_headers(**{"webhook-timestamp": "9" * 400})
    )
    + b"{}",
    "a timestamp that is infinite": _head(
        "POST", ANSWERS, "Content-Length: 2", *_signature_headers(**{"webhook-timestamp": "inf"})
    )
    + b"{}",
    "bytes under a signature": _head("POST", ANSWERS, "Content-Length: 3", *_signature_headers())
    + b"\xff\xfe\x00",
    "a department that is none": _head("POST", "/v1/departments/x/answers", "Content-Length: 2") + b"{}",
    "a token asked with nothing": _head("POST", "/issuer/token"),
    "a token asked too deep": _head("POST", "/issuer/token", f"Content-Length: {len(DEEP)}") + DEEP,
}


@pytest.mark.parametrize("request_", BROKEN_HTTP.values(), ids=BROKEN_HTTP.keys())
def test_a_broken_request_is_refused_and_the_server_goes_on(machine: Machine, request_: bytes) -> None:
    answer = _raw(machine, request_)

    assert answer == b"" or answer.split()[1][:1] in (b"2", b"4")
    assert machine.get("/health").status == 200
    assert machine.is_running


BODIES = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "no UTF-8": (b'{"items": ["\xff\xfe"]}', 400),
    "too deep": (DEEP, 400),
    "half a surrogate": (b'{"items": ["\\ud800"]}', 400),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "an endless number": (b'{"items": ' + b"9" * 5000 + b"}", 400),
    "not a number": (b'{"items": NaN}', 422),
    "a null byte in a name": (SAMPLE.replace("测试甲".encode(), b"\\u0000"), 422),
    "an unknown field": (SAMPLE.replace(b'"person": {', b'"person": {"x": 1, '), 422),
    "a wrong checksum": (SAMPLE.replace(b"440106200301010010", b"440106200301010011"), 422),
    "no items": (json.dumps({**json.loads(SAMPLE), "items": []}).encode(), 422),
    "an unknown item": (json.dumps({**json.loads(SAMPLE), "items": ["passport"]}).encode(), 422),
    "a megabyte": (SAMPLE[:-2] + b" " * LIMIT + b"}", 413),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_application_is_refused_and_opens_no_case(
    machine: Machine, body: bytes, status: int
) -> None:
    before = _cases(machine)

    refused = machine.post(CASES, body, identity="applicant-1")

    assert refused.status == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"]
    assert b"440106200301010011" not in refused.data
    assert _cases(machine) == before


def _cases(machine: Machine) -> set[str]:
    listed = machine.get(f"{CASES}?limit=100", identity="applicant-1").json()
    return {entry["case_id"] for entry in listed["entries"]}


@pytest.mark.parametrize(("who", "sees"), [("applicant-1", 200), ("applicant-2", 404), ("clerk", 200)])
def test_whose_case_it_is_not_finds_none(machine: Machine, who: str, sees: int) -> None:
    case_id = machine.submit()

    answer = machine.get(f"{CASES}/{case_id}", identity=who)

    assert answer.status == sees


def test_connections_that_say_nothing_do_not_keep_others_from_theirs(machine: Machine) -> None:
    silent = [socket.create_connection(("127.0.0.1", machine.port)) for _ in range(400)]
    for connection in silent[:200]:
        connection.sendall(b"POST /v1/cases HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")

    answers = [machine.get("/v1/guide").status for _ in range(5)]
    for connection in silent:
        connection.close()

    assert answers == [200] * 5


def test_a_client_that_leaves_before_its_answer_harms_nobody(machine: Machine) -> None:
    for _ in range(50):
        with socket.create_connection(("127.0.0.1", machine.port)) as connection:
            connection.sendall(_head("GET", "/v1/guide"))

    assert machine.get("/health").status == 200


def test_the_same_submission_from_ten_clients_at_once_is_one_case(machine: Machine) -> None:
    headers = {
        "Authorization": f"Bearer {machine.token('applicant-1')}",
        "Content-Type": "application/json",
        "Idempotency-Key": "one-double-click",
    }
    ready = threading.Barrier(10)
    http = urllib3.PoolManager(maxsize=10)

    def submit(_: int) -> tuple[int, str]:
        ready.wait()
        answer = http.request("POST", f"{machine.client.server}{CASES}", headers=headers, body=SAMPLE)
        return answer.status, answer.json()["case_id"]

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(submit, range(10)))
    http.clear()

    assert len(answers) == 1
    assert answers.pop()[0] == 202


def test_after_all_that_a_case_still_goes_through(machine: Machine) -> None:
    case_id = machine.submit()

    until(lambda: machine.is_closed(case_id), seconds=30)

    assert set(machine.outcomes(case_id).values()) == {"granted"}
    log = (machine.folder / "server.log").read_text()
    assert "unexpected error" not in log
    assert "Exception" not in log
