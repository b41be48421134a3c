"""What the seal service is sent, and what is no seal."""

import json
from collections.abc import Iterator

import pytest

from functions.adapters.outward.electronic_seal import HttpElectronicSeal
from functions.adapters.outward.platform_http import PlatformHttp
from functions.adapters.outward.secrets import ELECTRONIC_SEAL, SecretUnusable
from functions.domain.errors import PlatformRefused, PlatformUnavailable
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.secrets import FakeSecrets
from tests.support.offices_http import HttpOffice, http_office
from tests.support.seals import KEY, ORDER

SAID = {"number": "44", "name": "天河区公安机关", "sealed_at": "2026-11-24T02:00:00Z", "signature": "c2ln"}


@pytest.fixture
def service() -> Iterator[HttpOffice]:
    with http_office() as office:
        office.status, office.body = 200, json.dumps(SAID).encode()
        yield office


def seals(office: HttpOffice, seconds: float = 3.0) -> HttpElectronicSeal:
    http = PlatformHttp(office.endpoint, FakeSecrets(), ELECTRONIC_SEAL, clock=FakeClock(), seconds=seconds)
    return HttpElectronicSeal(http)


def test_it_is_sent_the_digest_and_whose_seal_and_nothing_else(service: HttpOffice) -> None:
    seals(service).seal(ORDER, key=KEY)

    [(headers, body)] = service.received
    assert headers["webhook-id"] == KEY
    assert headers["webhook-signature"].startswith("v1,")
    assert json.loads(body) == {
        "office": ORDER.office,
        "office_name": ORDER.office_name,
        "kind": ORDER.kind,
        "on": "2026-11-24",
        "digest_algorithm": "sha256",
        "digest": ORDER.digest,
    }


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{}",
        json.dumps({**SAID, "number": ""}).encode(),
        json.dumps({**SAID, "name": "一" * 81}).encode(),
        json.dumps({**SAID, "sealed_at": "yesterday"}).encode(),
    ],
    ids=["nothing", "a list", "an empty object", "no number", "a long name", "no moment"],
)
def test_an_answer_that_tells_no_seal_is_none(service: HttpOffice, said: bytes) -> None:
    service.body = said

    with pytest.raises(PlatformUnavailable):
        seals(service).seal(ORDER, key=KEY)


@pytest.mark.parametrize("said", [b"", b'{"error": "known"}'], ids=["nothing", "no seal"])
def test_a_service_that_has_the_order_and_tells_no_seal_refuses_it(service: HttpOffice, said: bytes) -> None:
    service.status, service.body = 409, said

    with pytest.raises(PlatformRefused):
        seals(service).seal(ORDER, key=KEY)


def test_a_service_that_has_the_order_and_tells_its_seal_gave_it(service: HttpOffice) -> None:
    service.status = 409

    assert seals(service).seal(ORDER, key=KEY).seal.number == "44"


def test_more_in_the_answer_than_we_know_does_no_harm(service: HttpOffice) -> None:
    service.body = json.dumps({**SAID, "certificate": "x"}).encode()

    assert seals(service).seal(ORDER, key=KEY).seal.number == "44"


def test_a_service_that_says_nothing_is_given_up_in_time(service: HttpOffice) -> None:
    service.silent = True

    with pytest.raises(PlatformUnavailable):
        seals(service, seconds=0.2).seal(ORDER, key=KEY)


def test_without_a_key_nothing_is_asked(service: HttpOffice) -> None:
    class Nothing:
        def keys(self, name: str) -> tuple[str, ...]:
            raise SecretUnusable(name)

    http = PlatformHttp(service.endpoint, Nothing(), ELECTRONIC_SEAL, clock=FakeClock())
    with pytest.raises(PlatformUnavailable):
        HttpElectronicSeal(http).seal(ORDER, key=KEY)
    assert service.received == []


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="electronic_seal"):
        PlatformHttp("seals.example", FakeSecrets(), ELECTRONIC_SEAL, clock=FakeClock())
