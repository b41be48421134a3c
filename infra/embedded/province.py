"""The platforms of the province that one machine is connected to: the same adapters, by the settings' addresses."""

from functions.adapters.outward.electronic_seal import HttpElectronicSeal
from functions.adapters.outward.platform import HttpProvincePlatform
from functions.adapters.outward.platform_http import PlatformHttp
from functions.adapters.outward.secrets import ELECTRONIC_SEAL, Secrets
from functions.domain.national.owed_messages import ToldPlatform
from functions.ports.deps import Clock
from infra.embedded.settings import NONE, Settings


def seal_service_of(settings: Settings, secrets: Secrets, clock: Clock) -> HttpElectronicSeal | None:
    """Raises ValueError for an address that is none."""
    if settings.seal_service == NONE:
        return None
    return HttpElectronicSeal(PlatformHttp(settings.seal_service, secrets, ELECTRONIC_SEAL, clock=clock))


def platforms_told(
    settings: Settings, secrets: Secrets, clock: Clock
) -> dict[ToldPlatform, HttpProvincePlatform | None]:
    """By name; None: not connected. Raises ValueError for an address that is none."""
    urls = {ToldPlatform.ACCEPTANCE: settings.acceptance, ToldPlatform.RATINGS: settings.ratings}
    return {
        name: HttpProvincePlatform(PlatformHttp(url, secrets, name, clock=clock))
        if url and url != NONE
        else None
        for name, url in urls.items()
    }
