"""An issuer of tokens with its keys, and the tokens it signs."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from functions.adapters.tokens import (
    IssuerTokens,
)
from functions.domain.refusals import IdentityUnavailable

# Far from the wall clock: a library that judged by its own time would refuse every one of these tokens.
NOW = datetime(2031, 5, 6, 9, 0, tzinfo=UTC)
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Issuer:
    """A JWKS address that counts its visitors, and can be down."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.keys = list(keys)
        self.visits = 0
        self.down = False

    def __call__(self) -> Mapping[str, Any]:
        self.visits += 1
        if self.down:
            raise IdentityUnavailable
        return {"keys": self.keys}


def rsa_jwk(key: rsa.RSAPrivateKey, kid: str, **more: str) -> dict[str, Any]:
    return {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": kid, **more}


def ec_jwk(kid: str) -> dict[str, Any]:
    return {**json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())), "kid": kid}


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def claims(**changed: Any) -> dict[str, Any]:
    given = {
        "sub": "u-1",
        "role": "applicant",
        "aud": "lianban",
        "iss": "https://issuer.test",
        "iat": seconds(NOW),
        "nbf": seconds(NOW),
        "exp": seconds(NOW) + 600,
        **changed,
    }
    return {name: value for name, value in given.items() if value is not ...}


def bearer(key: Any = RSA_KEY, *, kid: str | None = "k1", alg: str = "RS256", **changed: Any) -> str:
    headers = {"kid": kid} if kid is not None else {}
    return "Bearer " + jwt.encode(claims(**changed), key, algorithm=alg, headers=headers)


def tokens(issuer: Callable[[], Mapping[str, Any]] | None = None, clock: Clock | None = None) -> IssuerTokens:
    fetch = issuer or Issuer(rsa_jwk(RSA_KEY, "k1"), ec_jwk("e1"))
    return IssuerTokens(fetch, audience="lianban", issuer="https://issuer.test", clock=clock or Clock())


def part(value: Mapping[str, Any]) -> str:
    return encoded(json.dumps(value).encode())


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
