"""What every platform of the province that is told something promises: over HTTP, the sandbox's, the fake."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from functions import bootstrap
from functions.adapters.outward.platform import HttpProvincePlatform
from functions.adapters.outward.platform_http import PlatformHttp
from functions.domain.errors import PlatformRefused, PlatformUnavailable
from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.platform import ProvincePlatform
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.platforms import SandboxPlatforms
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import PlatformBehaviour, Script
from infra.sandbox.seal import SandboxSeals
from infra.sandbox.server import SandboxProvince, sandbox_application
from schemas.national.messages import CaseMessage, RatingMessage, ToldMessage
from tests.support.each import each
from tests.support.fakes.clock import START, FakeClock
from tests.support.fakes.platform import FakePlatform
from tests.support.fakes.secrets import FakeSecrets
from tests.support.make import REFERENCE
from tests.support.offices_http import http_office
from tests.support.serving import serving

KEY = "0f3b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b/acceptance/0f0f0f0f0f0f0f0f"
_ABOUT: dict[str, Any] = {
    "reference": REFERENCE,
    "item": "identity_card",
    "task_code": None,
    "office": "gz-tianhe-ga",
    "at": START,
}
MESSAGES: dict[str, ToldMessage] = {
    "case": CaseMessage(**_ABOUT, step="2", step_name="受理", state="1"),
    "rating": RatingMessage(**_ABOUT, satisfaction="1", satisfaction_tablet="5", channel="pc"),
}


@dataclass(frozen=True)
class Telling:
    """`answers` sets the status of what is told next; `read` is what arrived, by key."""

    platform: ProvincePlatform
    answers: Callable[[int], None]
    read: Callable[[], dict[str, ToldMessage]]


_READ: TypeAdapter[ToldMessage] = TypeAdapter(ToldMessage)


@contextmanager
def http(_folder: Path) -> Iterator[Telling]:
    with http_office() as office:

        def answers(status: int) -> None:
            office.status = status

        def read() -> dict[str, ToldMessage]:
            return {headers["webhook-id"]: _READ.validate_json(body) for headers, body in office.received}

        platform = HttpProvincePlatform(
            PlatformHttp(office.endpoint, FakeSecrets(), ToldPlatform.ACCEPTANCE, clock=FakeClock())
        )
        yield Telling(platform, answers, read)
        platform.close()


@contextmanager
def sandbox(folder: Path) -> Iterator[Telling]:
    keys = FakeSecrets()
    inbox = Inbox(folder / "inbox.db", keys.keys("notices")[0])
    record = SandboxRecord(folder / "record.db")
    offices = SandboxOffices({}, record, Script(), now=bootstrap.now, nudge=lambda: None)
    service = SandboxPlatforms({platform: keys.keys(platform)[0] for platform in ToldPlatform})

    def answers(status: int) -> None:
        refuse_with = status if 400 <= status < 500 else None
        behaviour = PlatformBehaviour(refuse_with=refuse_with, unavailable=1000 if status >= 500 else 0)
        offices.script = Script(platforms={ToldPlatform.ACCEPTANCE: behaviour})

    def read() -> dict[str, ToldMessage]:
        told = service.told()["acceptance"]
        return {one.pop("webhook_id"): _READ.validate_python(one, strict=False) for one in told}

    province = SandboxProvince(SandboxSeals(""), service)
    with serving(sandbox_application(offices, inbox, province=province), threads=2) as port:
        url = f"http://127.0.0.1:{port}/platforms/acceptance"
        platform = HttpProvincePlatform(PlatformHttp(url, keys, ToldPlatform.ACCEPTANCE, clock=bootstrap.now))
        yield Telling(platform, answers, read)
        platform.close()
    inbox.close()
    record.close()


@contextmanager
def fake(_folder: Path) -> Iterator[Telling]:
    platform = FakePlatform()

    def answers(status: int) -> None:
        refused = PlatformRefused() if 400 <= status < 500 else None
        platform.otherwise = PlatformUnavailable() if status >= 500 else refused

    yield Telling(platform, answers, lambda: platform.told)


@pytest.fixture(params=[http, sandbox, fake])
def telling(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Telling]:
    made: Callable[[Path], AbstractContextManager[Telling]] = request.param
    with made(tmp_path) as set_up:
        yield set_up


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_is_read_as_it_was_sent_and_twice_is_once(telling: Telling, kind: str) -> None:
    for _ in range(2):
        telling.platform.send(MESSAGES[kind], key=KEY)

    assert telling.read() == {KEY: MESSAGES[kind]}


@pytest.mark.parametrize("status", [500, 503])
def test_a_platform_that_cannot_now_is_told_again(telling: Telling, status: int) -> None:
    telling.answers(status)

    with pytest.raises(PlatformUnavailable):
        telling.platform.send(MESSAGES["case"], key=KEY)
    telling.answers(202)
    telling.platform.send(MESSAGES["case"], key=KEY)

    assert telling.read() == {KEY: MESSAGES["case"]}


@each("status", [400, 403, 404, 422])
def test_a_platform_that_will_not_says_so(telling: Telling, status: int) -> None:
    telling.answers(status)

    with pytest.raises(PlatformRefused):
        telling.platform.send(MESSAGES["case"], key=KEY)
