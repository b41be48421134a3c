from typing import Any

import pytest

from functions.adapters.issuer_keys import FETCH_AGAIN_AFTER, KEYS_LIVE
from functions.domain.refusals import BadToken, IdentityUnavailable
from tests.support.each import each
from tests.support.issuing import (
    NOW,
    OTHER_RSA_KEY,
    RSA_KEY,
    Clock,
    Issuer,
    bearer,
    encoded,
    rsa_jwk,
    seconds,
    tokens,
)


def test_secrets_and_encryption_keys_in_the_document_are_passed_over() -> None:
    secret = {"kty": "oct", "kid": "s1", "k": encoded(b"s" * 32)}
    issuer = Issuer(
        secret, rsa_jwk(OTHER_RSA_KEY, "k2", use="enc"), rsa_jwk(OTHER_RSA_KEY, "k3", alg="RS512"),
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "!"}, {"kty": "RSA"}, rsa_jwk(RSA_KEY, "k1"),
    )  # fmt: skip
    ours = tokens(issuer)

    assert ours.principal(bearer()).subject == "u-1"
    for header in (
        bearer(b"s" * 32, kid="s1", alg="HS256"),
        bearer(OTHER_RSA_KEY, kid="k2"),
        bearer(OTHER_RSA_KEY, kid="k3"),
    ):
        with pytest.raises(BadToken):
            ours.principal(header)


def test_keys_are_fetched_once_while_they_live() -> None:
    issuer, clock = Issuer(rsa_jwk(RSA_KEY, "k1")), Clock()
    ours = tokens(issuer, clock)

    for _ in range(3):
        ours.principal(bearer())
    fresh = issuer.visits
    clock.now += KEYS_LIVE
    ours.principal(bearer(exp=seconds(NOW) + 3600))

    assert (fresh, issuer.visits) == (1, 2)


def test_a_rotated_key_is_fetched_at_once_but_not_more_than_once_a_minute() -> None:
    issuer, clock = Issuer(rsa_jwk(RSA_KEY, "k1")), Clock()
    ours = tokens(issuer, clock)
    ours.principal(bearer())

    clock.now += FETCH_AGAIN_AFTER
    issuer.keys.append(rsa_jwk(OTHER_RSA_KEY, "k2"))
    rotated = ours.principal(bearer(OTHER_RSA_KEY, kid="k2"))
    for number in range(20):
        with pytest.raises(BadToken):
            ours.principal(bearer(kid=f"guess-{number}"))

    assert rotated.subject == "u-1"
    assert issuer.visits == 2


def test_an_issuer_that_is_down_leaves_known_keys_in_use() -> None:
    issuer, clock = Issuer(rsa_jwk(RSA_KEY, "k1")), Clock()
    ours = tokens(issuer, clock)
    ours.principal(bearer())

    issuer.down = True
    clock.now += KEYS_LIVE

    assert ours.principal(bearer(exp=seconds(NOW) + 3600)).subject == "u-1"


def test_an_issuer_that_never_answered_is_not_the_callers_fault_and_is_not_asked_at_every_request() -> None:
    issuer = Issuer()
    issuer.down = True
    ours = tokens(issuer)

    for _ in range(5):
        with pytest.raises(IdentityUnavailable):
            ours.principal(bearer())

    assert issuer.visits == 1


@each("document", [{}, {"keys": None}, {"keys": "x"}, {"keys": [1, None, "x"]}])
def test_a_document_without_keys_accepts_nobody_and_is_not_the_callers_fault(
    document: dict[str, Any],
) -> None:
    with pytest.raises(IdentityUnavailable):
        tokens(lambda: document).principal(bearer())
