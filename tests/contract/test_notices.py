"""What every message gateway promises: over HTTP, the sandbox's inbox behind the same adapter, the fake."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.outward.notices import HttpNotices
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.ports.notices import Notices
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import InboxBehaviour, Script
from infra.sandbox.server import sandbox_application
from schemas.applicant.notices import NoticeMessage
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.notices import FakeNotices
from tests.support.fakes.secrets import FakeSecrets
from tests.support.notices import KEY, notice
from tests.support.offices_http import http_office
from tests.support.serving import serving


@dataclass(frozen=True)
class Sending:
    """`answers` sets the status of the next answers, and whether they say delivered; `read` is what arrived, by key."""

    notices: Notices
    answers: Callable[[int, bool], None]
    read: Callable[[], dict[str, NoticeMessage]]


_COLUMNS = ("template", "reference", "recipient", "phone", "text")


@contextmanager
def http(_folder: Path) -> Iterator[Sending]:
    with http_office() as office:

        def answers(status: int, delivered: bool) -> None:
            office.status = status
            office.body = b'{"status":"delivered"}' if delivered else b'{"status":"sent"}'

        def read() -> dict[str, NoticeMessage]:
            return {
                headers["webhook-id"]: NoticeMessage.model_validate_json(body)
                for headers, body in office.received
            }

        notices = HttpNotices(office.endpoint, FakeSecrets(), clock=FakeClock())
        answers(202, False)
        yield Sending(notices, answers, read)
        notices.close()


@contextmanager
def sandbox(folder: Path) -> Iterator[Sending]:
    inbox, record = (
        Inbox(folder / "inbox.db", FakeSecrets().keys("notices")[0]),
        SandboxRecord(folder / "record.db"),
    )
    offices = SandboxOffices({}, record, Script(), now=bootstrap.now, nudge=lambda: None)

    def answers(status: int, delivered: bool) -> None:
        refuse_with = status if 400 <= status < 500 else None
        unavailable = 1000 if status >= 500 else 0
        behaviour = InboxBehaviour(refuse_with=refuse_with, unavailable=unavailable, delivers=delivered)
        offices.script = Script(notices=behaviour)

    def read() -> dict[str, NoticeMessage]:
        return {
            row["webhook_id"]: notice().model_copy(update={name: row[name] for name in _COLUMNS})
            for row in inbox.told()["notices"]
        }

    with serving(sandbox_application(offices, inbox), threads=2) as port:
        notices = HttpNotices(f"http://127.0.0.1:{port}/notices", FakeSecrets(), clock=bootstrap.now)
        answers(200, False)
        yield Sending(notices, answers, read)
        notices.close()
    inbox.close()
    record.close()


@contextmanager
def fake(_folder: Path) -> Iterator[Sending]:
    notices = FakeNotices()

    def answers(status: int, delivered: bool) -> None:
        if status >= 500 or status in (408, 425, 429):
            notices.otherwise = NoticeUnavailable()
        elif status >= 400 and status != 409:
            notices.otherwise = NoticeRefused()
        else:
            notices.otherwise = "delivered" if delivered and status < 300 else "sent"

    yield Sending(notices, answers, lambda: notices.effects)


@pytest.fixture(params=[http, sandbox, fake])
def sending(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sending]:
    made: Callable[[Path], AbstractContextManager[Sending]] = request.param
    with made(tmp_path) as set_up:
        yield set_up


@pytest.mark.parametrize(("delivered", "said"), [(False, "sent"), (True, "delivered")])
def test_the_gateway_says_how_far_a_notice_has_come(sending: Sending, delivered: bool, said: str) -> None:
    sending.answers(200, delivered)

    assert sending.notices.send(notice(), key=KEY) == said


def test_a_notice_is_read_as_it_was_sent_and_twice_is_once(sending: Sending) -> None:
    for _ in range(2):
        sending.notices.send(notice(), key=KEY)

    assert sending.read() == {KEY: notice()}


def test_a_gateway_that_cannot_now_is_tried_again(sending: Sending) -> None:
    sending.answers(503, False)

    with pytest.raises(NoticeUnavailable):
        sending.notices.send(notice(), key=KEY)
    sending.answers(200, False)

    assert sending.notices.send(notice(), key=KEY) == "sent"


@each("status", [400, 403, 404, 410, 422])
def test_a_gateway_that_will_not_is_not_asked_again(sending: Sending, status: int) -> None:
    sending.answers(status, False)

    with pytest.raises(NoticeRefused):
        sending.notices.send(notice(), key=KEY)
