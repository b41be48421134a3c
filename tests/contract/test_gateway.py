"""What every gateway promises; the real one against an office over HTTP."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest

from functions.adapters.outward.gateway import HttpGateway
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable, DispatchError
from functions.ports.gateway import Gateway
from functions.ports.offices import Office
from schemas.codes import Department
from schemas.office.dispatches import MESSAGE, Message
from tests.support.dispatches import KEY, dispatch, messages
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.gateway import FakeGateway
from tests.support.fakes.secrets import FakeSecrets
from tests.support.offices_http import http_office


@dataclass(frozen=True)
class Sending:
    """`answers` sets how the office answers; `arrived` are the keys it was sent, `read` what it read under them."""

    gateway: Gateway
    office: Office
    answers: Callable[[int, int | None], None]
    arrived: Callable[[], list[str]]
    read: Callable[[], list[Message]]


@contextmanager
def http() -> Iterator[Sending]:
    gateway = HttpGateway(FakeSecrets(), clock=FakeClock())
    with http_office() as office:

        def answers(status: int, retry_after: int | None) -> None:
            office.status = status
            office.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

        where = Office(Department.PUBLIC_SECURITY, "office", "示例机关", office.endpoint)
        yield Sending(
            gateway,
            where,
            answers,
            lambda: [headers["webhook-id"] for headers, _ in office.received],
            lambda: [MESSAGE.validate_json(body) for _, body in office.received],
        )
        gateway.close()


@contextmanager
def fake() -> Iterator[Sending]:
    gateway = FakeGateway()

    def answers(status: int, retry_after: int | None) -> None:
        error: DispatchError | None = None
        if status >= 500 or status in (408, 425, 429):
            error = DepartmentUnavailable(retry_after_seconds=retry_after)
        elif status >= 400 and status != 409:
            error = DepartmentRefusedPayload()
        gateway.script("identity_card", [error])

    where = Office(Department.PUBLIC_SECURITY, "office", "示例机关", "https://office.example/items")
    yield Sending(
        gateway,
        where,
        answers,
        lambda: [one.key for one in gateway.sent],
        lambda: [one.message for one in gateway.sent],
    )


@pytest.fixture(params=[http, fake])
def sending(request: pytest.FixtureRequest) -> Iterator[Sending]:
    made: Callable[[], AbstractContextManager[Sending]] = request.param
    with made() as set_up:
        yield set_up


@pytest.mark.parametrize("status", [200, 202, 204, 409])
def test_success_and_already_there_are_the_same(sending: Sending, status: int) -> None:
    sending.answers(status, None)

    sending.gateway.send(sending.office, dispatch(), key=KEY)

    assert sending.arrived() == [KEY]


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.type)
def test_every_kind_of_message_is_read_as_it_was_sent(sending: Sending, message: Message) -> None:
    sending.answers(202, None)

    sending.gateway.send(sending.office, message, key=f"{KEY}/again")

    assert sending.arrived() == [f"{KEY}/again"]
    assert sending.read() == [message]


@each("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_unavailable(sending: Sending, status: int) -> None:
    sending.answers(status, 120)

    with pytest.raises(DepartmentUnavailable) as told:
        sending.gateway.send(sending.office, dispatch(), key=KEY)

    assert told.value.retry_after_seconds == 120


@each("status", [400, 401, 403, 404, 410, 413, 415, 422])
def test_what_will_not_pass_is_refused(sending: Sending, status: int) -> None:
    sending.answers(status, None)

    with pytest.raises(DepartmentRefusedPayload):
        sending.gateway.send(sending.office, dispatch(), key=KEY)


def test_after_trouble_the_same_key_arrives(sending: Sending) -> None:
    sending.answers(503, None)
    with pytest.raises(DepartmentUnavailable):
        sending.gateway.send(sending.office, dispatch(), key=KEY)

    sending.answers(202, None)
    sending.gateway.send(sending.office, dispatch(), key=KEY)

    assert set(sending.arrived()) == {KEY}


def test_which_success_it_was_and_what_failed_with_which_status_is_told() -> None:
    with http() as sending:
        sending.answers(202, None)
        assert sending.gateway.send(sending.office, dispatch(), key=KEY) == 202
        for status, kind in ((503, DepartmentUnavailable), (422, DepartmentRefusedPayload)):
            sending.answers(status, None)
            with pytest.raises(kind) as told:
                sending.gateway.send(sending.office, dispatch(), key=KEY)
            assert told.value.status == status
