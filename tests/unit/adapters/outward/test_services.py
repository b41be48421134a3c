"""The services outside: connected where they are named, and nothing else."""

import pytest

from functions.adapters.outward.electronic_seal import HttpElectronicSeal
from functions.adapters.outward.notices import HttpNotices
from functions.adapters.outward.platform import HttpProvincePlatform
from functions.adapters.outward.services import ServiceAddresses, services_at
from functions.adapters.outward.shared_data import HttpSharedData
from functions.domain.national.owed_messages import ToldPlatform
from tests.support.fakes.secrets import FakeSecrets
from tests.support.notices import NOW

EVERY = ServiceAddresses(
    notices="https://notices.example",
    shared_data="https://shared.example",
    electronic_seal="https://seals.example",
    acceptance="https://acceptance.example",
    ratings="https://ratings.example",
)


def test_what_is_not_named_is_not_connected_and_is_owed_nothing() -> None:
    found = services_at(ServiceAddresses(), FakeSecrets(), lambda: NOW)

    assert (found.notices, found.shared_data, found.electronic_seal) == (None, None, None)
    assert set(found.platforms.values()) == {None}
    assert found.told == frozenset()


def test_what_is_named_is_connected_each_by_its_own_adapter() -> None:
    found = services_at(EVERY, FakeSecrets(), lambda: NOW)

    assert isinstance(found.notices, HttpNotices)
    assert isinstance(found.shared_data, HttpSharedData)
    assert isinstance(found.electronic_seal, HttpElectronicSeal)
    assert {type(one) for one in found.platforms.values()} == {HttpProvincePlatform}
    assert found.told == frozenset(ToldPlatform)
    found.close()


def test_one_platform_alone_is_owed_what_happens() -> None:
    found = services_at(ServiceAddresses(ratings="https://ratings.example"), FakeSecrets(), lambda: NOW)

    assert found.told == {ToldPlatform.RATINGS}
    found.close()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="acceptance"):
        services_at(ServiceAddresses(acceptance="acceptance.example"), FakeSecrets(), lambda: NOW)
