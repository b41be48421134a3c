from pathlib import Path

from functions.adapters.outward.discovery import Endpoints
from infra.embedded.discovering import with_issuer
from infra.embedded.settings import Settings

ISSUER = "https://keycloak.test/realms/lianban"
TOLD = Endpoints(f"{ISSUER}/certs", f"{ISSUER}/auth", f"{ISSUER}/token", f"{ISSUER}/logout")


def nobody(_issuer: str) -> Endpoints:
    raise AssertionError("the issuer was asked")


def test_an_issuer_that_is_an_address_says_the_rest_itself() -> None:
    found = with_issuer(Settings(Path("var"), issuer=ISSUER), read=lambda _: TOLD)

    assert (found.jwks, found.sign_in, found.sign_in_token, found.end_session) == (
        TOLD.jwks,
        TOLD.authorize,
        TOLD.token,
        TOLD.end_session,
    )


def test_what_is_given_by_hand_goes_before_it() -> None:
    given = Settings(
        Path("var"),
        issuer=ISSUER,
        sign_in="https://a.test",
        sign_in_token="https://b.test",
        end_session="https://c.test",
    )

    found = with_issuer(given, read=lambda _: TOLD)

    assert (found.jwks, found.sign_in, found.sign_in_token, found.end_session) == (
        TOLD.jwks,
        "https://a.test",
        "https://b.test",
        "https://c.test",
    )


def test_nobody_is_asked_where_the_keys_address_is_given_or_the_platform_is_its_own_issuer() -> None:
    own = Settings(Path("var"))
    by_hand = Settings(Path("var"), issuer=ISSUER, jwks="https://keys.test")

    assert with_issuer(own, read=nobody) == own
    assert with_issuer(by_hand, read=nobody) == by_hand
