"""The gateway on the wire."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.adapters.outward.gateway import HttpGateway, retry_after_seconds
from functions.adapters.outward.signatures import StandardSignatures
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.refusals import BadSignature
from functions.ports.offices import Office
from schemas.codes import Department
from schemas.office.dispatches import Dispatch
from tests.support.dispatches import KEY, dispatch
from tests.support.each import each
from tests.support.fakes.clock import START, FakeClock
from tests.support.fakes.secrets import FakeSecrets
from tests.support.machine import until
from tests.support.offices_http import HttpOffice, http_office

OURS = Department.PUBLIC_SECURITY
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[HttpOffice]:
    with http_office() as made:
        yield made


def gateway(secrets: FakeSecrets | None = None, *, seconds: float = 60.0) -> HttpGateway:
    return HttpGateway(secrets or FakeSecrets(), clock=FakeClock(), connect_seconds=1.0, seconds=seconds)


def at(endpoint: str) -> Office:
    return Office(OURS, "office", "示例机关", endpoint)


def test_a_dispatch_arrives_signed_under_its_key(office: HttpOffice) -> None:
    gateway().send(at(office.endpoint), dispatch(), key=KEY)

    ((headers, body),) = office.received
    assert StandardSignatures(FakeSecrets()).verify(OURS, headers, body, now=START) == KEY
    assert headers["content-type"] == "application/json"
    assert Dispatch.model_validate_json(body) == dispatch()


def test_in_a_training_only_an_office_of_this_machine_is_sent_anything(office: HttpOffice) -> None:
    training = HttpGateway(FakeSecrets(), clock=FakeClock(), connect_seconds=1.0, seconds=60.0, training=True)

    training.send(at(office.endpoint), dispatch(), key=KEY)
    # Not this machine's by its address, and the connection comes here all the same.
    elsewhere = at(office.endpoint.replace("127.0.0.1", "0.0.0.0"))
    with pytest.raises(DepartmentRefusedPayload) as caught:
        training.send(elsewhere, dispatch(), key=KEY)

    assert len(office.received) == 1
    assert "演练" in (caught.value.said or "")
    gateway().send(elsewhere, dispatch(), key=KEY)
    assert len(office.received) == 2


def test_an_office_with_keys_of_its_own_is_sent_what_they_sign(office: HttpOffice) -> None:
    where = replace(at(office.endpoint), secret="public_security-tianhe")

    gateway().send(where, dispatch(), key=KEY)

    ((headers, body),) = office.received
    own = StandardSignatures(FakeSecrets(), named=lambda _department: ("public_security-tianhe",))
    assert own.verify(OURS, headers, body, now=START) == KEY
    with pytest.raises(BadSignature):
        StandardSignatures(FakeSecrets()).verify(OURS, headers, body, now=START)


def test_where_an_operator_set_it_nothing_is_sent_into_a_private_network(office: HttpOffice) -> None:
    inside = office.endpoint.replace("http://", "https://")

    with pytest.raises(DepartmentRefusedPayload, match="内网") as caught:
        gateway().send(replace(at(inside), guarded=True), dispatch(), key=KEY)
    assert "内网" in (caught.value.said or "")

    assert office.received == []


def test_where_an_operator_set_it_nothing_is_sent_in_the_clear(office: HttpOffice) -> None:
    with pytest.raises(DepartmentRefusedPayload, match="配置有误"):
        gateway().send(replace(at(office.endpoint), guarded=True), dispatch(), key=KEY)

    assert office.received == []


def test_every_present_key_signs_while_keys_rotate(office: HttpOffice) -> None:
    secrets = FakeSecrets()
    old_only = StandardSignatures(FakeSecrets())
    secrets.rotate(OURS)

    gateway(secrets).send(at(office.endpoint), dispatch(), key=KEY)

    ((headers, body),) = office.received
    assert len(headers["webhook-signature"].split(" ")) == 2
    assert old_only.verify(OURS, headers, body, now=START) == KEY


def test_a_connection_is_used_again(office: HttpOffice) -> None:
    sender = gateway()

    for number in range(5):
        sender.send(at(office.endpoint), dispatch(), key=f"{KEY}{number}")

    assert len(office.received) == 5
    assert len(office.connections) == 1


def test_a_long_answer_is_not_read(office: HttpOffice) -> None:
    office.body = b"x" * 10_000_000

    gateway().send(at(office.endpoint), dispatch(), key=KEY)


def test_an_answer_that_breaks_off_after_its_status_still_counts(office: HttpOffice) -> None:
    office.headers = {"content-length": "1000", "connection": "close"}

    gateway().send(at(office.endpoint), dispatch(), key=KEY)


def test_a_redirect_is_not_followed(office: HttpOffice) -> None:
    office.status, office.headers = 307, {"location": office.endpoint}

    with pytest.raises(DepartmentUnavailable):
        gateway().send(at(office.endpoint), dispatch(), key=KEY)

    assert len(office.received) == 1


def test_no_answer_in_time_is_unavailable_and_tried_once(office: HttpOffice) -> None:
    office.silent = True

    with pytest.raises(DepartmentUnavailable, match="没有应答"):
        gateway(seconds=0.2).send(at(office.endpoint), dispatch(), key=KEY)

    # Its thread may come to read only after the call was given up.
    until(lambda: bool(office.received), seconds=5)
    assert len(office.received) == 1


def test_nobody_there_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(DepartmentUnavailable, match="没有应答"):
        gateway().send(at(f"http://127.0.0.1:{port}/"), dispatch(), key=KEY)


@each(
    "endpoint",
    ["ftp://office.example/", "file:///etc/passwd", "office.example", "http://", "http://[::1", ""],
)
def test_an_endpoint_that_is_not_http_is_an_operator_s_matter(endpoint: str) -> None:
    with pytest.raises(DepartmentRefusedPayload, match="地址配置有误"):
        gateway().send(at(endpoint), dispatch(), key=KEY)


def test_a_key_that_cannot_be_a_header_is_a_fault_of_ours(office: HttpOffice) -> None:
    with pytest.raises(ValueError, match="webhook-id"):
        gateway().send(at(office.endpoint), dispatch(), key="a\r\nx-injected: 1")


def test_errors_tell_nothing_of_what_was_sent_or_answered(office: HttpOffice) -> None:
    office.status, office.body = 422, "测试甲的证件号码有误".encode()
    secret = replace(at(office.endpoint), endpoint=office.endpoint + "?token=abc")

    with pytest.raises(DepartmentRefusedPayload) as told:
        gateway().send(secret, dispatch(), key=KEY)

    assert "测试甲" not in str(told.value)
    assert "token" not in str(told.value)


@each(
    "value, seconds",
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("9" * 5000, 86_400),
        ("Tue, 24 Nov 2026 01:10:00 GMT", 600),
        ("Tue, 24 Nov 2026 00:10:00 GMT", 0),
        ("Fri, 24 Nov 2028 01:10:00 GMT", 86_400),
        ("24 Nov 2026 01:10:00 -0000", 600),
        ("Tue, 24 Nov 2026 09:10:00 +0800", 600),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("１２", None),
        ("1 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Tue, 24 Nov 2026 01:10:00 +99999999999999999999", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, seconds: int | None) -> None:
    assert retry_after_seconds(value, now=NOW) == seconds


def test_retry_after_is_at_most_a_day() -> None:
    assert retry_after_seconds("86401", now=NOW) == timedelta(days=1).total_seconds()
