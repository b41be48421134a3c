import base64
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from infra.sandbox.inbox import Inbox
from infra.sandbox.office import OfficeReply, SandboxOffices
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import Behaviour, Script
from infra.sandbox.server import sandbox_application
from schemas.codes import AnswerType, Department
from schemas.office.answering import ANSWERING
from schemas.office.dispatches import Message
from tests.support.dispatches import KEY, dispatch, messages
from tests.support.each import each

KEYS = {
    department: "whsec_" + base64.b64encode(department.encode().ljust(32, b".")).decode()
    for department in Department
}
POLICE = Department.PUBLIC_SECURITY


@pytest.fixture
def record(tmp_path: Path) -> Iterator[SandboxRecord]:
    record = SandboxRecord(tmp_path / "record.db")
    yield record
    record.close()


def _offices(record: SandboxRecord, script: Script | None = None) -> SandboxOffices:
    return SandboxOffices(KEYS, record, script or Script(), now=lambda: datetime.now(UTC), nudge=lambda: None)


def _signed(body: str, *, key: str = KEY, secret: str = KEYS[POLICE]) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(key, now, body),
    }


def _deliver(offices: SandboxOffices, message: Message, *, key: str = KEY) -> OfficeReply:
    body = message.model_dump_json()
    return offices.deliver(POLICE, _signed(body, key=key), body.encode())


def _answers(record: SandboxRecord) -> list[str]:
    return [ANSWERING.validate_json(answer.body).type for answer in record.due(4e9, limit=100)]


def test_a_signed_dispatch_has_one_effect_and_three_answers_owed(record: SandboxRecord) -> None:
    reply = _deliver(_offices(record), dispatch())

    assert (reply.status, reply.verdict) == (202, "effect")
    assert len(record.told()["effects"]) == 1
    assert len(record.told()["answers"]) == 3


def test_the_same_webhook_id_again_is_409_and_has_no_second_effect(record: SandboxRecord) -> None:
    offices = _offices(record)

    replies = [_deliver(offices, dispatch()) for _ in range(3)]

    assert [reply.status for reply in replies] == [202, 409, 409]
    assert len(record.told()["effects"]) == 1
    assert len(record.told()["deliveries"]) == 3
    assert record.told()["doubled"] == []


def test_one_round_under_two_webhook_ids_is_told_as_doubled(record: SandboxRecord) -> None:
    offices = _offices(record)

    for key in ("first", "second"):
        _deliver(offices, dispatch(), key=key)

    assert record.told()["doubled"][0]["effects"] == 2


def test_a_withdrawal_asked_for_is_no_second_dispatch(record: SandboxRecord) -> None:
    offices = _offices(record)
    sent, asked, _, _ = messages()

    _deliver(offices, sent)
    _deliver(offices, asked, key=f"{KEY}/withdrawal")

    assert len(record.told()["effects"]) == 2
    assert record.told()["doubled"] == []


def test_the_record_holds_names_of_fields_and_no_values(record: SandboxRecord) -> None:
    _deliver(_offices(record), dispatch())

    assert record.told()["effects"][0]["fields"] == "person"
    assert "测试甲" not in json.dumps(record.told(), ensure_ascii=False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _signed("{}"),
        {**_signed(""), "webhook-signature": "v1"},
        {**_signed(""), "webhook-signature": "v1,***"},
        {**_signed(""), "webhook-timestamp": "now"},
    ],
)
def test_a_delivery_without_our_signature_is_refused_and_kept(
    record: SandboxRecord, headers: dict[str, str]
) -> None:
    body = dispatch().model_dump_json().encode()

    reply = _offices(record).deliver(POLICE, headers, body)

    assert reply.status == 401
    assert record.told()["deliveries"][0]["verdict"] == "unsigned"
    assert record.told()["effects"] == []


@pytest.mark.parametrize("department", [d for d in Department if d is not POLICE])
def test_another_departments_key_opens_no_door(record: SandboxRecord, department: Department) -> None:
    body = dispatch().model_dump_json()

    reply = _offices(record).deliver(department, _signed(body), body.encode())

    assert reply.status == 401


def test_what_is_signed_but_is_no_dispatch_is_400(record: SandboxRecord) -> None:
    reply = _offices(record).deliver(POLICE, _signed("[]"), b"[]")

    assert reply.status == 400


def test_an_office_is_unavailable_as_often_as_its_script_says(record: SandboxRecord) -> None:
    offices = _offices(record, Script(departments={POLICE: Behaviour(unavailable=2, retry_after=7)}))

    replies = [_deliver(offices, dispatch()) for _ in range(3)]

    assert [reply.status for reply in replies] == [503, 503, 202]
    assert replies[0].retry_after == 7


def test_a_silent_office_takes_the_item_and_owes_no_answer(record: SandboxRecord) -> None:
    reply = _deliver(_offices(record, Script(items={"identity_card": Behaviour(answers=())})), dispatch())

    assert reply.status == 202
    assert _answers(record) == []


def test_after_a_correction_the_second_script_counts(record: SandboxRecord) -> None:
    script = Script(
        default=Behaviour(answers=(AnswerType.CORRECTION_REQUESTED,), corrected=(AnswerType.REFUSED,))
    )

    for round_ in (1, 2):
        _deliver(_offices(record, script), dispatch(round_=round_), key=f"{KEY}/{round_}")

    assert _answers(record) == ["correction_requested", "refused"]


def test_the_answers_of_an_item_leave_in_order_and_one_at_a_time(record: SandboxRecord) -> None:
    _deliver(_offices(record), dispatch())
    left = []

    while waiting := record.due(4e9, limit=100):
        assert len(waiting) == 1
        left.append(ANSWERING.validate_json(waiting[0].body).type)
        record.settle(waiting[0], status=200)

    assert left == ["received", "accepted", "granted"]


def test_answers_owed_survive_a_restart_of_the_offices(tmp_path: Path) -> None:
    before = SandboxRecord(tmp_path / "record.db")
    _deliver(_offices(before), dispatch())
    before.close()

    after = SandboxRecord(tmp_path / "record.db")
    owed = _answers(after)
    after.close()

    assert owed == ["received"]


def _http(
    offices: SandboxOffices, method: str, path: str, *, body: bytes = b"", address: str = "127.0.0.1"
) -> tuple[str, Any]:
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    inbox = Inbox(Path(":memory:"), KEYS[POLICE])
    answer = b"".join(sandbox_application(offices, inbox)(environ, lambda status, _: said.append(status)))
    inbox.close()
    return said[0], json.loads(answer)


def test_the_script_can_be_replaced_while_the_offices_work(record: SandboxRecord) -> None:
    offices = _offices(record)

    status, _ = _http(offices, "PUT", "/script", body=b'{"default": {"answers": []}}')

    assert status == "200 OK"
    assert offices.script.behaviour(POLICE, "identity_card").answers == ()


@each(
    "method, path, address, status",
    [
        ("GET", "/record", "127.0.0.1", "200"),
        ("GET", "/record", "::1", "200"),
        ("GET", "/record", "192.0.2.7", "404"),
        ("PUT", "/script", "192.0.2.7", "404"),
        ("DELETE", "/record", "127.0.0.1", "405"),
        ("GET", "/notices", "127.0.0.1", "200"),
        ("GET", "/notices", "192.0.2.7", "404"),
        ("POST", "/notices", "192.0.2.7", "401"),
        ("PUT", "/script", "127.0.0.1", "422"),
        ("POST", "/offices/nobody/items", "127.0.0.1", "404"),
        ("POST", "/offices/public_security/items", "192.0.2.7", "401"),
    ],
)
def test_the_offices_doors(record: SandboxRecord, method: str, path: str, address: str, status: str) -> None:
    said, _ = _http(_offices(record), method, path, body=b"[]", address=address)

    assert said.startswith(status)


def test_a_late_file_is_recorded_once_and_answered_by_nothing(record: SandboxRecord) -> None:
    offices = _offices(record)
    _, _, _, added = messages()

    replies = [_deliver(offices, added, key=f"{KEY}/material/file-1") for _ in range(2)]

    assert [reply.status for reply in replies] == [202, 409]
    assert [one["type"] for one in record.told()["effects"]] == ["item.material_added"]
    assert _answers(record) == []


@pytest.mark.parametrize(("apart", "status"), [(0, 202), (4, 202), (6, 401), (-6, 401)])
def test_a_signature_is_good_by_the_sandboxs_clock(record: SandboxRecord, apart: int, status: int) -> None:
    there = datetime.now(UTC) + timedelta(minutes=apart)
    offices = replace(_offices(record), moments=lambda: (there,))

    assert _deliver(offices, dispatch()).status == status


def test_what_was_signed_before_a_move_is_taken_when_it_comes_after(record: SandboxRecord) -> None:
    now = datetime.now(UTC)
    offices = replace(_offices(record), moments=lambda: (now + timedelta(days=3), now))

    assert _deliver(offices, dispatch()).status == 202
