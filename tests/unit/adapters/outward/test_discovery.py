import json
from typing import Any

import pytest

from functions.adapters.outward.discovery import (
    PATH,
    Endpoints,
    IssuerUnusable,
    discovered,
    endpoints_of,
)
from tests.support.each import each
from tests.support.issuer_pages import STALLS, issuer_pages
from tests.support.issuing import RSA_KEY, rsa_jwk

REALM = "/realms/lianban"
KEYS = json.dumps({"keys": [rsa_jwk(RSA_KEY, "k1")]}).encode()


def document(own: str, /, **changed: Any) -> dict[str, Any]:
    """As Keycloak tells it, the entries that we read."""
    at = f"{own}/protocol/openid-connect"
    told = {
        "issuer": own,
        "authorization_endpoint": f"{at}/auth",
        "token_endpoint": f"{at}/token",
        "jwks_uri": f"{at}/certs",
        "end_session_endpoint": f"{at}/logout",
        "id_token_signing_alg_values_supported": ["PS384", "ES384", "RS256", "HS256", "ES256"],
        "code_challenge_methods_supported": ["plain", "S256"],
        **changed,
    }
    return {name: value for name, value in told.items() if value is not ...}


def pages(
    address: str, status: int = 200, keys: bytes = KEYS, **changed: Any
) -> dict[str, tuple[int, bytes]]:
    issuer = address + REALM
    return {
        f"{REALM}{PATH}": (status, json.dumps(document(issuer, **changed)).encode()),
        f"{REALM}/protocol/openid-connect/certs": (200, keys),
    }


def test_what_the_issuer_says_of_itself_is_read() -> None:
    with issuer_pages(pages) as address:
        found = discovered(address + REALM)

    at = f"{address}{REALM}/protocol/openid-connect"
    assert found == Endpoints(f"{at}/certs", f"{at}/auth", f"{at}/token", f"{at}/logout")


ISSUER = "https://keycloak.test/realms/lianban"


UNUSABLE: list[dict[str, Any]] = [
    {"issuer": "https://elsewhere.test"},
    {"issuer": f"{ISSUER}/"},
    {"issuer": ...},
    {"jwks_uri": ...},
    {"jwks_uri": "http://keycloak.test/certs"},
    {"jwks_uri": "file:///etc/passwd"},
    {"jwks_uri": 5},
    {"authorization_endpoint": "http://keycloak.test/auth"},
    {"token_endpoint": "//keycloak.test/token"},
    {"end_session_endpoint": "javascript:alert(1)"},
    {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    {"id_token_signing_alg_values_supported": [["RS256"]]},
    {"id_token_signing_alg_values_supported": "RS256"},
    {"code_challenge_methods_supported": ["plain"]},
    {"code_challenge_methods_supported": 5},
]


@each("changed", UNUSABLE)
def test_a_document_that_cannot_be_used_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(IssuerUnusable):
        endpoints_of(document(ISSUER, **changed), ISSUER)


def test_what_the_document_leaves_out_is_not_asked_of_it() -> None:
    told = document(
        ISSUER,
        authorization_endpoint=...,
        token_endpoint=...,
        end_session_endpoint=...,
        id_token_signing_alg_values_supported=...,
        code_challenge_methods_supported=...,
    )

    assert endpoints_of(told, ISSUER) == Endpoints(told["jwks_uri"])


@pytest.mark.slow
@each(
    "status, keys",
    [
        (404, KEYS),
        (302, KEYS),
        (STALLS, KEYS),
        (200, b"{}"),
        (200, b"<html>"),
        (200, b"[" * 100_000),
        (200, json.dumps({"keys": [{"kty": "oct", "kid": "k1", "k": "AAAA"}]}).encode()),
        (200, b'{"keys": [' + b" " * 300_000 + b"]}"),
    ],
    ids=["none", "moved", "stalls", "no keys", "page", "deep", "secret key", "huge"],
)
def test_an_issuer_that_does_not_tell_is_refused_in_time(status: int, keys: bytes) -> None:
    with issuer_pages(lambda address: pages(address, status, keys)) as address, pytest.raises(IssuerUnusable):
        discovered(address + REALM, seconds=0.5)


def test_an_issuer_that_does_not_listen_is_refused_with_words() -> None:
    with issuer_pages(pages) as address:
        closed = address

    with pytest.raises(IssuerUnusable, match=r"没有应答.*docs/sign-in\.md.*does not answer"):
        discovered(closed + REALM)


@each("issuer", ["http://keycloak.test/realms/x", "keycloak.test", "ftp://k.test", "https://"])
def test_an_issuer_is_asked_over_https_only_and_on_this_machine_plainly(issuer: str) -> None:
    with pytest.raises(IssuerUnusable, match="https"):
        discovered(issuer)
