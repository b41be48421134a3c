"""The platforms of the province that one machine is connected to: the same adapters, by the settings' addresses."""

from functions.adapters.outward.electronic_seal import HttpElectronicSeal
from functions.adapters.outward.platform import PlatformHttp
from functions.adapters.outward.secrets import ELECTRONIC_SEAL, Secrets
from functions.ports.deps import Clock
from infra.embedded.settings import NONE, Settings


def seal_service_of(settings: Settings, secrets: Secrets, clock: Clock) -> HttpElectronicSeal | None:
    """Raises ValueError for an address that is none."""
    if settings.seal_service == NONE:
        return None
    return HttpElectronicSeal(PlatformHttp(settings.seal_service, secrets, ELECTRONIC_SEAL, clock=clock))
