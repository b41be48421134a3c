"""Codes of the embedded issuer: each given once, to one place, for whoever has the verifier (PKCE), within a minute."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from threading import Lock
from typing import Generic, TypeVar

from functions.ports.deps import Clock

_LIFE = timedelta(seconds=60)
# Of those that wait to be exchanged; beyond that the oldest is forgotten.
_MOST = 1_000

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class _Given(Generic[Who]):
    who: Who
    redirect: str
    challenge: str
    until: datetime


class Codes(Generic[Who]):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, _Given[Who]] = {}
        self._lock = Lock()

    def give(self, who: Who, *, redirect: str, challenge: str) -> str:
        code = secrets.token_urlsafe(32)
        with self._lock:
            if len(self._given) >= _MOST:
                self._given.pop(next(iter(self._given)))
            self._given[code] = _Given(who, redirect, challenge, self._clock() + _LIFE)
        return code

    def take(self, code: str, *, redirect: str, verifier: str) -> Who | None:
        """Whoever tries a code has used it up."""
        with self._lock:
            given = self._given.pop(code, None)
        if given is None or self._clock() >= given.until or redirect != given.redirect:
            return None
        return given.who if compare_digest(challenge_of(verifier), given.challenge) else None


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2: S256."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
