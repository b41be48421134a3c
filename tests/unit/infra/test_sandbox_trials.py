"""The sandbox's office takes part in trials of conformance: it says what it is asked to, and one outcome only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.sandbox.answers import TO_UPLOAD, answer_body
from infra.sandbox.asked import Saying, read_asked
from infra.sandbox.record import DROPPED, Effect, Outgoing, RecordedDelivery, SandboxRecord
from infra.sandbox.uploading import SANDBOX_PAPER, with_document
from schemas.codes import AnswerType
from tests.support.dispatches import NOW, dispatch

LINE = "case/identity_card/1"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[SandboxRecord]:
    record = SandboxRecord(tmp_path / "record.db")
    yield record
    record.close()


def owe(record: SandboxRecord, key: str, *kinds: str) -> list[Outgoing]:
    about = ("", "public_security", "TY261124000000010", "identity_card", 1, "item.dispatched", "")
    answers = [
        Outgoing(f"{key}/{n}", "public_security", key, json.dumps({"type": kind}), 0, 4e9)
        for n, kind in enumerate(kinds, start=1)
    ]
    record.take(Effect(key, *about), RecordedDelivery("", "public_security", 202, "effect"), answers)
    return answers


def statuses(record: SandboxRecord) -> dict[str, int | None]:
    return {one["id"]: one["status"] for one in record.told()["answers"]}


def test_what_is_asked_is_read_word_by_word_and_nonsense_passed_over() -> None:
    asked = "received accepted@2026-09-30T10:00:00+08:00 granted+document nonsense suspended@yesterday"

    assert read_asked(asked) == [
        Saying(AnswerType.RECEIVED),
        Saying(AnswerType.ACCEPTED, datetime(2026, 9, 30, 2, 0, tzinfo=UTC)),
        Saying(AnswerType.GRANTED, None, True),
    ]


def test_an_outcome_that_nobody_has_begun_to_send_is_dropped_for_a_withdrawal(record: SandboxRecord) -> None:
    owe(record, LINE, "accepted", "granted")

    owe(record, f"{LINE}/withdrawal", "withdrawn")

    assert statuses(record) == {f"{LINE}/1": None, f"{LINE}/2": DROPPED, f"{LINE}/withdrawal/1": None}


def test_so_it_is_for_one_that_is_asked_since_a_ledger_was_put_back(record: SandboxRecord) -> None:
    asked = f"{LINE}/withdrawal/restored-0a1b2c3d"
    owe(record, LINE, "granted")

    owe(record, asked, "withdrawn")

    assert statuses(record) == {f"{LINE}/1": DROPPED, f"{asked}/1": None}


def test_an_outcome_that_is_on_its_way_is_the_only_one(record: SandboxRecord) -> None:
    (granted,) = owe(record, LINE, "granted")
    assert record.begin(granted, granted.body)

    owe(record, f"{LINE}/withdrawal", "withdrawn")

    assert statuses(record) == {f"{LINE}/1": None}


def test_what_was_dropped_is_not_begun(record: SandboxRecord) -> None:
    (granted,) = owe(record, LINE, "granted")
    owe(record, f"{LINE}/withdrawal", "withdrawn")

    assert not record.begin(granted, granted.body)


def posts(*answers: tuple[int, dict[str, Any]]) -> Any:
    waiting = list(answers)
    return lambda _path, _body: waiting.pop(0)


def test_a_document_is_uploaded_and_the_answer_names_it() -> None:
    brought: list[bytes] = []
    body = answer_body(AnswerType.GRANTED, dispatch(), key="k", now=NOW, document=True)
    post = posts((200, {"id": "d-1", "address": "http://x", "headers": {}}), (200, {"arrived": True}))

    def put(_address: str, _headers: dict[str, str], whole: bytes) -> int:
        brought.append(whole)
        return 200

    told = with_document(body, post, put)

    assert json.loads(told or "")["documents"] == [{"id": "d-1", "name": "沙箱结果.pdf"}]
    assert brought == [SANDBOX_PAPER]


def test_a_document_that_is_there_already_is_named_all_the_same() -> None:
    post = posts((200, {"id": "d-1", "address": "http://x", "headers": {}}), (200, {"arrived": True}))

    assert with_document(TO_UPLOAD, post, lambda *_: 412) == "d-1"


@pytest.mark.parametrize(
    "answers",
    [
        [(503, {})],
        [(200, {"id": "d-1", "address": "http://x", "headers": {}}), (200, {"arrived": False})],
    ],
)
def test_a_document_that_cannot_be_brought_now_is_brought_later(answers: list[Any]) -> None:
    body = f"{TO_UPLOAD}"

    assert with_document(body, posts(*answers), lambda *_: 200) is None
