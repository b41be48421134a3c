"""What of one server's settings is beyond this machine: who reaches it, and what it reaches."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from functions.adapters.offices import BadRoutes, load_offices
from functions.domain.office.endpoints import is_own_machine
from infra.embedded.settings import NONE, Settings


def others_reach(settings: Settings) -> str:
    """What says that others reach it, as the settings name it."""
    public = urlsplit(settings.public or settings.address).hostname or ""
    said = {
        f"host = {settings.host}": not is_own_machine(settings.host),
        f"public = {settings.public}": not is_own_machine(public) and settings.public is not None,
        "trusted_proxies": bool(settings.trusted_proxies),
    }
    return "，".join(name for name, holds in said.items() if holds)


def may_move(settings: Settings) -> bool:
    return not any(of_the_world(settings))


def of_the_world(settings: Settings) -> Iterator[str]:
    """What is beyond this machine, as the settings name it."""
    if not settings.is_own_issuer:
        yield f"issuer = {settings.issuer}"
    if others := others_reach(settings):
        yield others
    yield from sends_elsewhere(settings)


def sends_elsewhere(settings: Settings) -> Iterator[str]:
    """What would be sent something beyond this machine, as the settings name it."""
    named = {
        "sandbox": settings.sandbox,
        "notices": settings.notices,
        "shared_data": settings.shared_data,
        "electronic_seal": settings.electronic_seal,
        "acceptance": settings.acceptance,
        "ratings": settings.ratings,
    }
    for name, url in named.items():
        if url not in (None, NONE) and not is_own_machine(urlsplit(url).hostname or ""):
            yield f"{name} = {url}"
    yield from _real_offices(settings)


def _real_offices(settings: Settings) -> Iterator[str]:
    """Of a table that cannot be read whoever loads it tells."""
    try:
        offices = load_offices(settings.routes.read_text("utf-8")).offices()
    except (OSError, ValueError, BadRoutes):
        return
    if any(one.endpoint and not is_own_machine(urlsplit(one.endpoint).hostname or "") for one in offices):
        yield f"routes = {settings.routes}"
