"""The issuer's own document, read once at the start: what it says stands in for what the configuration leaves out."""

from collections.abc import Callable
from dataclasses import replace

from functions.adapters.outward.discovery import Endpoints, discovered
from infra.embedded.settings import Settings


def with_issuer(settings: Settings, *, read: Callable[[str], Endpoints] = discovered) -> Settings:
    """Nothing is read where the keys' address is given, or where the platform is its own issuer. Raises IssuerUnusable."""
    if settings.jwks or settings.is_own_issuer:
        return settings
    found = read(settings.issuer)
    here = settings.sign_in or settings.sign_in_token
    return replace(
        settings,
        jwks=found.jwks,
        sign_in=settings.sign_in if here else found.authorize,
        sign_in_token=settings.sign_in_token if here else found.token,
        end_session=settings.end_session or found.end_session,
    )
