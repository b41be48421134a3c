"""What every seal service promises: over HTTP, the sandbox's behind the same adapter, the fake."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.outward.electronic_seal import HttpElectronicSeal
from functions.adapters.outward.platform_http import PlatformHttp
from functions.adapters.outward.secrets import ELECTRONIC_SEAL
from functions.domain.errors import PlatformRefused, PlatformUnavailable
from functions.ports.electronic_seal import ElectronicSeal
from infra.sandbox.inbox import Inbox
from infra.sandbox.office import SandboxOffices
from infra.sandbox.platforms import SandboxPlatforms
from infra.sandbox.record import SandboxRecord
from infra.sandbox.script import PlatformBehaviour, Script
from infra.sandbox.seal import SandboxSeals
from infra.sandbox.server import SandboxProvince, sandbox_application
from schemas.applicant.sealing import SealAsked
from tests.support.each import each
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.electronic_seal import FakeElectronicSeal
from tests.support.fakes.secrets import FakeSecrets
from tests.support.offices_http import http_office
from tests.support.seals import KEY, ORDER
from tests.support.serving import serving

_ANSWER = {
    "number": "4401000000001",
    "name": "天河区公安机关",
    "sealed_at": "2026-11-24T02:00:00+00:00",
    "signature": "c2lnbmVk",
}


@dataclass(frozen=True)
class Sealing:
    """`answers` sets the status of what is asked next; `read` is what was sealed, by key."""

    seals: ElectronicSeal
    answers: Callable[[int], None]
    read: Callable[[], dict[str, str]]


@contextmanager
def http(_folder: Path) -> Iterator[Sealing]:
    with http_office() as office:

        def answers(status: int) -> None:
            office.status = status
            office.body = json.dumps(_ANSWER if status == 200 else {"error": "no"}).encode()

        def read() -> dict[str, str]:
            return {
                headers["webhook-id"]: SealAsked.model_validate_json(body).digest
                for headers, body in office.received
            }

        seals = HttpElectronicSeal(
            PlatformHttp(office.endpoint, FakeSecrets(), ELECTRONIC_SEAL, clock=FakeClock())
        )
        answers(200)
        yield Sealing(seals, answers, read)
        seals.close()


@contextmanager
def sandbox(folder: Path) -> Iterator[Sealing]:
    keys = FakeSecrets()
    inbox = Inbox(folder / "inbox.db", keys.keys("notices")[0])
    record = SandboxRecord(folder / "record.db")
    offices = SandboxOffices({}, record, Script(), now=bootstrap.now, nudge=lambda: None)
    service = SandboxSeals(keys.keys(ELECTRONIC_SEAL)[0])
    province = SandboxProvince(service, SandboxPlatforms({}))

    def answers(status: int) -> None:
        refuse_with = status if 400 <= status < 500 else None
        behaviour = PlatformBehaviour(refuse_with=refuse_with, unavailable=1000 if status >= 500 else 0)
        offices.script = Script(seals=behaviour)

    with serving(sandbox_application(offices, inbox, province=province), threads=2) as port:
        url = f"http://127.0.0.1:{port}/seals"
        seals = HttpElectronicSeal(PlatformHttp(url, keys, ELECTRONIC_SEAL, clock=bootstrap.now))
        yield Sealing(seals, answers, lambda: {key: one.digest for key, (one, _) in service.given.items()})
        seals.close()
    inbox.close()
    record.close()


@contextmanager
def fake(_folder: Path) -> Iterator[Sealing]:
    seals = FakeElectronicSeal()

    def answers(status: int) -> None:
        repeated = status >= 500 or status in (408, 425, 429)
        seals.otherwise = PlatformUnavailable() if repeated else PlatformRefused() if status >= 400 else None

    yield Sealing(seals, answers, lambda: {key: one.digest for key, (one, _) in seals.given.items()})


@pytest.fixture(params=[http, sandbox, fake])
def sealing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sealing]:
    made: Callable[[Path], AbstractContextManager[Sealing]] = request.param
    with made(tmp_path) as set_up:
        yield set_up


def test_a_digest_is_sealed_and_the_seal_says_whose_it_is(sealing: Sealing) -> None:
    given = sealing.seals.seal(ORDER, key=KEY)

    assert given.seal.name.startswith(ORDER.office_name)
    assert given.seal.number
    assert given.signature
    assert sealing.read() == {KEY: ORDER.digest}


def test_the_same_key_again_is_the_same_seal(sealing: Sealing) -> None:
    first, second = (sealing.seals.seal(ORDER, key=KEY) for _ in range(2))

    assert first == second
    assert sealing.read() == {KEY: ORDER.digest}


@pytest.mark.parametrize("status", [500, 503])
def test_a_service_that_cannot_now_is_asked_again(sealing: Sealing, status: int) -> None:
    sealing.answers(status)

    with pytest.raises(PlatformUnavailable):
        sealing.seals.seal(ORDER, key=KEY)
    sealing.answers(200)

    assert sealing.seals.seal(ORDER, key=KEY).seal.number


@each("status", [400, 403, 404, 422])
def test_a_service_that_will_not_says_so(sealing: Sealing, status: int) -> None:
    sealing.answers(status)

    with pytest.raises(PlatformRefused):
        sealing.seals.seal(replace(ORDER, kind="refusal"), key=KEY)
