"""The issuer's public keys (JWKS): fetched, kept, and asked for again. Algorithms are fixed here."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from functions.domain.refusals import IdentityUnavailable
from functions.ports.deps import Clock
from functions.telemetry.lines import write_line

if TYPE_CHECKING:
    import jwt


# One algorithm for each type of key: a header's `alg` never chooses (RFC 8725, 3.1).
ALGORITHM_OF = {("RSA", None): "RS256", ("EC", "P-256"): "ES256"}
KEYS_LIVE = timedelta(minutes=10)
FETCH_AGAIN_AFTER = timedelta(minutes=1)
JWKS_LIMIT = 256 * 1024
# For the whole of a fetch: those who ask meanwhile wait for it.
FETCH_SECONDS = 3.0
Jwks = Mapping[str, Any]


def jwks_at(url: str, *, seconds: float = FETCH_SECONDS) -> Callable[[], Jwks]:
    """A fetch of the JWKS document at `url`; one beyond `JWKS_LIMIT` bytes is none. Raises IdentityUnavailable."""

    def fetch() -> Jwks:
        # Imported at first use: no department's Lambda checks a token.
        from functions.adapters.outward.calls import CallAsked, Calls, NoAnswer

        calls = Calls(seconds=seconds, connect_seconds=seconds, most_body=JWKS_LIMIT, idle=0)
        try:
            answered = calls.call(CallAsked(url, method="GET"))
            document = json.loads(answered.body) if answered.status == 200 else None
        except (NoAnswer, ValueError) as error:
            raise IdentityUnavailable from error
        if not isinstance(document, dict):
            raise IdentityUnavailable
        return document

    return fetch


class IssuerKeys:
    """The issuer's keys by id, kept for `KEYS_LIVE`; an unknown id fetches again, once a minute at most.

    An issuer that cannot be reached, or has no key to show, leaves the keys already known in use.
    """

    def __init__(self, fetch: Callable[[], Jwks], *, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None

    def find(self, kid: str | None) -> "jwt.PyJWK | None":
        """None names the only one that the issuer has, if it has only one (OpenID Connect Core 1.0, 10.1)."""
        now = self._clock()
        known = self._get(kid)
        if known is not None and self._is_fresh(now):
            return known
        # One asks the issuer. Whoever has a key that was good just now does not wait for that.
        if not self._lock.acquire(blocking=known is None):
            return known
        try:
            if not self._is_fresh(now) or self._get(kid) is None:
                self._refresh(now)
            return self._get(kid)
        finally:
            self._lock.release()

    def check(self) -> None:
        """Asks the issuer where its keys are not fresh. Raises IdentityUnavailable if none are known."""
        if self._lock.acquire(blocking=False):
            try:
                if not self._is_fresh(now := self._clock()):
                    self._refresh(now)
            finally:
                self._lock.release()
        if not self._keys:
            raise IdentityUnavailable

    def _get(self, kid: str | None) -> "jwt.PyJWK | None":
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid or "")

    def _is_fresh(self, now: datetime) -> bool:
        return self._fetched_at is not None and now - self._fetched_at < KEYS_LIVE

    def _refresh(self, now: datetime) -> None:
        if self._tried_at is not None and now - self._tried_at < FETCH_AGAIN_AFTER:
            if self._fetched_at is None:
                raise IdentityUnavailable
            return
        self._tried_at = now
        try:
            self._keys = self._published()
        except IdentityUnavailable:
            write_line("issuer's keys not had", {"known": len(self._keys)}, level="WARNING")
            if self._fetched_at is None:
                raise
            return
        self._fetched_at = now

    def _published(self) -> "dict[str, jwt.PyJWK]":
        """Raises IdentityUnavailable, also for a document without any: it is not the issuer's, or not yet."""
        if found := signing_keys(self._fetch()):
            return found
        raise IdentityUnavailable


def signing_keys(document: Jwks) -> "dict[str, jwt.PyJWK]":
    """Signature keys of the two allowed algorithms; anything else in the document is passed over."""
    import jwt

    found: dict[str, jwt.PyJWK] = {}
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("kid", ""), str):
            continue
        algorithm = ALGORITHM_OF.get((str(entry.get("kty")), entry.get("crv")))
        usable = entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm
        if algorithm is None or not usable:
            continue
        try:
            found[entry.get("kid", "")] = jwt.PyJWK(entry, algorithm)
        except jwt.PyJWTError:
            continue
    return found
