"""The message gateway on the wire."""

import json
import socket
from collections.abc import Iterator

import pytest

from functions.adapters.outward.notices import HttpNotices
from functions.adapters.outward.secrets import SecretUnusable
from functions.domain.errors import NoticeUnavailable
from schemas.applicant.notices import NoticeMessage
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.secrets import FakeSecrets
from tests.support.notices import KEY, notice, phone_notice
from tests.support.offices_http import HttpOffice, http_office


@pytest.fixture
def gateway() -> Iterator[HttpOffice]:
    with http_office() as made:
        yield made


def at(url: str, *, seconds: float = 10.0) -> HttpNotices:
    """Patient, since the machine may be busy; who waits for nothing says for how long."""
    return HttpNotices(url, FakeSecrets(), clock=FakeClock(), connect_seconds=seconds, seconds=seconds)


class NoSecrets:
    def keys(self, name: str) -> tuple[str, ...]:
        raise SecretUnusable(name)


def test_nothing_of_a_person_but_the_account_is_sent(gateway: HttpOffice) -> None:
    at(gateway.endpoint).send(notice(), key=KEY)

    ((headers, body),) = gateway.received
    assert set(json.loads(body)) == {"type", "template", "reference", "recipient", "sent_at"}
    assert (headers["webhook-id"], headers["user-agent"]) == (KEY, "lianban")


def test_who_has_no_account_is_sent_for_by_phone_with_whole_sentences(gateway: HttpOffice) -> None:
    at(gateway.endpoint).send(phone_notice(), key=KEY)

    ((_, body),) = gateway.received
    assert set(json.loads(body)) == {"type", "template", "reference", "phone", "text", "sent_at"}


def test_an_answer_that_nests_too_deep_says_that_the_gateway_has_it(gateway: HttpOffice) -> None:
    gateway.status, gateway.body = 200, b"[" * 20_000

    assert at(gateway.endpoint).send(notice(), key=KEY) == "sent"


def test_a_number_is_never_printed() -> None:
    assert "10000000001" not in repr(phone_notice())


@each("changed", [{"recipient": "applicant-1"}, {"phone": None}, {"text": None}])
def test_a_notice_is_for_an_account_or_for_a_phone(changed: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match="通知只发给"):
        NoticeMessage.model_validate(phone_notice().model_dump() | changed)


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"status":"read"}'])
def test_an_answer_that_says_nothing_we_know_says_sent(gateway: HttpOffice, body: bytes) -> None:
    gateway.body = body

    assert at(gateway.endpoint).send(notice(), key=KEY) == "sent"


@pytest.mark.parametrize("status", [302, 408, 425, 429, 500, 503])
def test_what_may_pass_is_unavailable(gateway: HttpOffice, status: int) -> None:
    gateway.status = status

    with pytest.raises(NoticeUnavailable):
        at(gateway.endpoint).send(notice(), key=KEY)


def test_already_there_is_sent(gateway: HttpOffice) -> None:
    gateway.status = 409

    assert at(gateway.endpoint).send(notice(), key=KEY) == "sent"


def test_a_gateway_that_says_nothing_is_unavailable(gateway: HttpOffice) -> None:
    gateway.silent = True

    with pytest.raises(NoticeUnavailable):
        at(gateway.endpoint, seconds=0.5).send(notice(), key=KEY)


def test_nobody_at_the_address_is_unavailable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(NoticeUnavailable):
        at(f"http://127.0.0.1:{port}/notices").send(notice(), key=KEY)


def test_a_missing_key_is_a_gateway_that_cannot_be_reached_and_stops_nothing_else(
    gateway: HttpOffice,
) -> None:
    notices = HttpNotices(gateway.endpoint, NoSecrets(), clock=FakeClock())

    with pytest.raises(NoticeUnavailable):
        notices.send(notice(), key=KEY)


def test_an_address_that_is_none_is_found_at_the_start() -> None:
    with pytest.raises(ValueError, match="http"):
        at("gateway.example")
