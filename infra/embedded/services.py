"""Which services outside one machine is connected to: where its settings name none, the sandbox's stand in."""

from functions.adapters.outward.services import ServiceAddresses
from infra.embedded.settings import NONE, Settings


def services_named(settings: Settings) -> ServiceAddresses:
    return ServiceAddresses(
        notices=_unless_none(settings.notices or f"{settings.sandbox}/notices"),
        shared_data=_unless_none(settings.shared_data or f"{settings.sandbox}/shared-data"),
        electronic_seal=_unless_none(settings.seal_service),
        acceptance=_unless_none(settings.acceptance),
        ratings=_unless_none(settings.ratings),
    )


def _unless_none(url: str | None) -> str | None:
    return None if url in ("", NONE) else url
