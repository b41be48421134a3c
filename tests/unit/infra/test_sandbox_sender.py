import base64
import itertools
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from infra.embedded.web.types import Environ, StartResponse
from infra.sandbox.answers import TO_UPLOAD
from infra.sandbox.record import Effect, LateFile, Outgoing, RecordedDelivery, SandboxRecord
from infra.sandbox.sender import Sender, pause_after, worth_repeating
from schemas.codes import Department
from tests.support.machine import until
from tests.support.serving import serving

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
KEYS = dict.fromkeys(Department, KEY)
PATH = "/v1/departments/public_security/answers"


@dataclass
class Server:
    """Answers with `statuses` in turn, the last one for ever, and tells which requests were truly signed."""

    statuses: list[int]
    heard: list[tuple[str, str, bool]] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        headers = {name: environ[f"HTTP_{name.upper().replace('-', '_')}"] for name in names}
        self.heard.append((environ["PATH_INFO"], headers["webhook-id"], _is_signed(body, headers)))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        start_response(f"{status} -", [("Content-Length", "0")])
        return []


def _is_signed(body: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(KEY).verify(body, headers, json_parse=False)
    except WebhookVerificationError:
        return False
    return True


@pytest.fixture
def record(tmp_path: Path) -> Iterator[SandboxRecord]:
    record = SandboxRecord(tmp_path / "record.db")
    yield record
    record.close()


def _owe(record: SandboxRecord, *answers: Outgoing) -> None:
    effect = Effect(
        webhook_id="a",
        at="",
        department="public_security",
        reference="TY260901ABCDEFGH0",
        item="identity_card",
        round=1,
        type="item.dispatched",
        fields="",
    )
    record.take(
        effect, RecordedDelivery(at="", department="public_security", status=202, verdict="effect"), answers
    )


def _answer(id_: str = "a/1", *, forged: bool = False, copies: int = 1, give_up: float = 4e9) -> Outgoing:
    return Outgoing(
        id=id_,
        department="public_security",
        line="a",
        body="{}",
        due=0,
        give_up=give_up,
        forged=forged,
        copies=copies,
    )


def _send(record: SandboxRecord, server: Server, clock: Callable[[], float] = time.time) -> None:
    """Runs a real sender against a real server until every answer is settled."""
    with serving(server) as port:
        sender = Sender(record, KEYS, server=f"http://127.0.0.1:{port}", clock=clock)
        sending = threading.Thread(target=sender.run)
        sending.start()
        try:
            until(lambda: all(status is not None for status in _statuses(record)), seconds=5)
        finally:
            sender.stop()
            sending.join(10)


def _statuses(record: SandboxRecord) -> list[int | None]:
    return [answer["status"] for answer in record.told()["answers"]]


def test_an_answer_arrives_signed_under_its_own_webhook_id(record: SandboxRecord) -> None:
    server = Server([200])
    _owe(record, _answer("a/1"), _answer("a/2"))

    _send(record, server)

    assert server.heard == [(PATH, "a/1", True), (PATH, "a/2", True)]


def test_what_is_asked_of_a_documents_address_names_case_and_item_under_the_signature(
    record: SandboxRecord,
) -> None:
    server, about = Server([503]), {"reference": "TY260901ABCDEFGH0", "item": "identity_card"}
    answer = replace(_answer(), body=json.dumps({**about, "documents": [{"id": TO_UPLOAD}]}))
    with serving(server) as port:
        sender = Sender(record, KEYS, server=f"http://127.0.0.1:{port}", clock=time.time)
        sender._offer(answer)

    place = "TY260901ABCDEFGH0/identity_card"
    documents = f"/v1/departments/public_security/documents/{place}"
    assert server.heard == [(documents, f"{place}/a/1", True)]


def test_an_answer_is_sent_again_until_the_server_took_it(record: SandboxRecord) -> None:
    server = Server([503, 429, 200])
    _owe(record, _answer())

    _send(record, server)

    assert [webhook_id for _, webhook_id, _ in server.heard] == ["a/1"] * 3
    assert _statuses(record) == [200]


class FullDisk(SandboxRecord):
    """Takes nothing for a while."""

    left = 2

    def settle(self, answer: Outgoing, *, status: int) -> None:
        self.left -= 1
        if self.left >= 0:
            raise sqlite3.OperationalError("database or disk is full")
        super().settle(answer, status=status)


@pytest.mark.slow
def test_a_full_disk_silences_no_office_for_good(tmp_path: Path) -> None:
    record, server = FullDisk(tmp_path / "full.db"), Server([200])
    _owe(record, _answer())

    _send(record, server)

    assert _statuses(record) == [200]
    record.close()


@pytest.mark.parametrize("status", [200, 202, 400, 401, 404, 409, 422])
def test_a_final_word_of_the_server_settles_the_answer(record: SandboxRecord, status: int) -> None:
    server = Server([status])
    _owe(record, _answer())

    _send(record, server)

    assert len(server.heard) == 1
    assert _statuses(record) == [status]


def test_an_answer_is_given_up_when_its_time_is_over(record: SandboxRecord) -> None:
    _owe(record, _answer(give_up=0))

    _send(record, Server([500]))

    assert _statuses(record) == [500]


def test_a_duplicate_has_the_same_webhook_id(record: SandboxRecord) -> None:
    server = Server([200])
    _owe(record, _answer(copies=3))

    _send(record, server)

    assert server.heard == [(PATH, "a/1", True)] * 3


def test_a_forged_answer_goes_before_the_true_one(record: SandboxRecord) -> None:
    server = Server([401, 200])
    _owe(record, _answer(forged=True))

    _send(record, server)

    assert [signed for _, _, signed in server.heard] == [False, True]


def test_nobody_answering_is_worth_another_try_and_a_refusal_is_not() -> None:
    assert [worth_repeating(status) for status in (0, 408, 425, 429, 500, 503)] == [True] * 6
    assert [worth_repeating(status) for status in (200, 400, 401, 404, 409, 422)] == [False] * 6


def test_pauses_grow_and_have_a_bound() -> None:
    pauses = [pause_after(attempts) for attempts in range(100)]

    assert pauses == sorted(pauses)
    assert pauses[0] < 1 < pauses[-1] <= 5


PAPER = b"%PDF-1.4 late"


@dataclass
class Papers:
    """Gives the file, after as many other bodies as there are."""

    first: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> list[bytes]:
        self.asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        body = self.first.pop(0) if self.first else PAPER
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


def _fetch(record: SandboxRecord, papers: Papers, *, give_up: float) -> list[int | None]:
    """How it ended, by a sender whose clock goes ten seconds on with each look."""
    with serving(papers) as port:
        digest = sha256(PAPER).hexdigest()
        file = LateFile("a/material/1", f"http://127.0.0.1:{port}/papers/1", digest, 0, give_up)
        effect = Effect(
            "a/material/1", "", "public_security", "TY260901ABCDEFGH0", "identity_card", 1, "", ""
        )
        record.take(effect, RecordedDelivery("", "public_security", 202, "effect"), [], file)
        ticks = itertools.count(0, 10)
        sender = Sender(record, KEYS, server="http://127.0.0.1:9", clock=lambda: float(next(ticks)))
        sending = threading.Thread(target=sender.run)
        sending.start()
        try:
            until(lambda: all(one["fetched"] is not None for one in record.told()["files"]), seconds=20)
        finally:
            sender.stop()
            sending.join(10)
    return [one["fetched"] for one in record.told()["files"]]


def test_a_late_file_is_fetched_once_it_is_the_one_that_was_told_of(record: SandboxRecord) -> None:
    papers = Papers(first=[b"half a fi", b""])

    assert _fetch(record, papers, give_up=4e9) == [1]
    assert papers.asked == ["GET /papers/1"] * 3
    assert record.files_due(4e9) == []


def test_a_late_file_that_never_comes_whole_is_given_up(record: SandboxRecord) -> None:
    assert _fetch(record, Papers(first=[b"half"] * 50), give_up=30) == [0]


def test_an_answer_that_was_signed_before_the_clock_was_moved_is_signed_again(record: SandboxRecord) -> None:
    server = Server([401, 200])
    _owe(record, _answer())
    moved = threading.Event()

    def clock() -> float:
        if server.heard:
            moved.set()
        return time.time() + (3600 if moved.is_set() else 0)

    _send(record, server, clock)

    assert _statuses(record) == [200]
    assert len(server.heard) == 2
