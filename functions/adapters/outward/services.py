"""The services outside that a deployment is connected to besides offices, by their addresses: on AWS as on one machine.

A Lambda pays only for what it is connected to: each adapter is imported where its service is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from functions.domain.national.owed_messages import ToldPlatform

if TYPE_CHECKING:
    from functions.adapters.outward.electronic_seal import HttpElectronicSeal
    from functions.adapters.outward.notices import HttpNotices
    from functions.adapters.outward.platform import HttpProvincePlatform
    from functions.adapters.outward.secrets import Secrets
    from functions.adapters.outward.shared_data import HttpSharedData
    from functions.ports.deps import Clock


@dataclass(frozen=True, slots=True)
class ServiceAddresses:
    """Each a URL; None as long as the province has no such service for us (待核定): the message gateway, the sharing
    platform, the seal service, 统一申办受理平台 and 好差评.
    """

    notices: str | None = None
    shared_data: str | None = None
    electronic_seal: str | None = None
    acceptance: str | None = None
    ratings: str | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """None: not connected."""

    notices: "HttpNotices | None"
    shared_data: "HttpSharedData | None"
    electronic_seal: "HttpElectronicSeal | None"
    platforms: "Mapping[ToldPlatform, HttpProvincePlatform | None]"

    @property
    def told(self) -> frozenset[ToldPlatform]:
        """The platforms that are owed what happens."""
        return frozenset(name for name, platform in self.platforms.items() if platform)

    def close(self) -> None:
        for service in (self.notices, self.shared_data, self.electronic_seal, *self.platforms.values()):
            if service is not None:
                service.close()


def services_at(named: ServiceAddresses, secrets: "Secrets", clock: "Clock") -> Services:
    """Raises ValueError for an address that is none."""
    platform = partial(_platform, secrets=secrets, clock=clock)
    return Services(
        _notices(named.notices, secrets, clock),
        _shared_data(named.shared_data, secrets, clock),
        _electronic_seal(named.electronic_seal, secrets, clock),
        {
            ToldPlatform.ACCEPTANCE: platform(named.acceptance, ToldPlatform.ACCEPTANCE),
            ToldPlatform.RATINGS: platform(named.ratings, ToldPlatform.RATINGS),
        },
    )


def _notices(url: str | None, secrets: "Secrets", clock: "Clock") -> "HttpNotices | None":
    if url is None:
        return None
    from functions.adapters.outward.notices import HttpNotices

    return HttpNotices(url, secrets, clock=clock)


def _shared_data(url: str | None, secrets: "Secrets", clock: "Clock") -> "HttpSharedData | None":
    if url is None:
        return None
    from functions.adapters.outward.shared_data import HttpSharedData

    return HttpSharedData(url, secrets, clock=clock)


def _electronic_seal(url: str | None, secrets: "Secrets", clock: "Clock") -> "HttpElectronicSeal | None":
    if url is None:
        return None
    from functions.adapters.outward.electronic_seal import HttpElectronicSeal
    from functions.adapters.outward.platform_http import PlatformHttp
    from functions.adapters.outward.secrets import ELECTRONIC_SEAL

    return HttpElectronicSeal(PlatformHttp(url, secrets, ELECTRONIC_SEAL, clock=clock))


def _platform(
    url: str | None, name: ToldPlatform, *, secrets: "Secrets", clock: "Clock"
) -> "HttpProvincePlatform | None":
    if url is None:
        return None
    from functions.adapters.outward.platform import HttpProvincePlatform
    from functions.adapters.outward.platform_http import PlatformHttp

    return HttpProvincePlatform(PlatformHttp(url, secrets, name, clock=clock))
