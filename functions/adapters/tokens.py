"""Bearer tokens (OIDC): who is asking. Algorithms are fixed here; the issuer's public keys come from its JWKS.

PyJWT judges time by the wall clock, so its time checks are off and the injected clock judges instead.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from functions.domain.case.access import WINDOW, Person, Principal
from functions.domain.refusals import BadToken, IdentityUnavailable, MissingToken
from functions.ports.deps import Clock
from schemas.codes import Department, Role
from schemas.form.identity import Identity

if TYPE_CHECKING:
    import jwt

# One algorithm for each type of key: a header's `alg` never chooses (RFC 8725, 3.1).
ALGORITHM_OF = {("RSA", None): "RS256", ("EC", "P-256"): "ES256"}
LEEWAY = timedelta(seconds=30)
KEYS_LIVE = timedelta(minutes=10)
FETCH_AGAIN_AFTER = timedelta(minutes=1)
TOKEN_LIMIT = 8 * 1024
JWKS_LIMIT = 256 * 1024
# For the whole of a fetch: those who ask meanwhile wait for it.
FETCH_SECONDS = 3.0

Jwks = Mapping[str, Any]


def jwks_at(url: str, *, seconds: float = FETCH_SECONDS) -> Callable[[], Jwks]:
    """A fetch of the JWKS document at `url`; one beyond `JWKS_LIMIT` bytes is none. Raises IdentityUnavailable."""

    def fetch() -> Jwks:
        # Imported at first use: no department's Lambda checks a token.
        from functions.adapters.outward.calls import Asked, Calls, NoAnswer

        calls = Calls(seconds=seconds, connect_seconds=seconds, most_body=JWKS_LIMIT, idle=0)
        try:
            answered = calls.call(Asked(url, method="GET"))
            document = json.loads(answered.body) if answered.status == 200 else None
        except (NoAnswer, ValueError) as error:
            raise IdentityUnavailable from error
        if not isinstance(document, dict):
            raise IdentityUnavailable
        return document

    return fetch


class Keys:
    """The issuer's keys by id, kept for `KEYS_LIVE`; an unknown id fetches again, once a minute at most.

    An issuer that cannot be reached leaves the keys already known in use.
    """

    def __init__(self, fetch: Callable[[], Jwks], *, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None

    def find(self, kid: str) -> "jwt.PyJWK | None":
        now = self._clock()
        known = self._keys.get(kid)
        if known is not None and self._is_fresh(now):
            return known
        # One asks the issuer. Whoever has a key that was good just now does not wait for that.
        if not self._lock.acquire(blocking=known is None):
            return known
        try:
            if not self._is_fresh(now) or kid not in self._keys:
                self._refresh(now)
            return self._keys.get(kid)
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

    def _is_fresh(self, now: datetime) -> bool:
        return self._fetched_at is not None and now - self._fetched_at < KEYS_LIVE

    def _refresh(self, now: datetime) -> None:
        if self._tried_at is not None and now - self._tried_at < FETCH_AGAIN_AFTER:
            if self._fetched_at is None:
                raise IdentityUnavailable
            return
        self._tried_at = now
        try:
            document = self._fetch()
        except IdentityUnavailable:
            if self._fetched_at is None:
                raise
            return
        self._keys = _signing_keys(document)
        self._fetched_at = now


def _signing_keys(document: Jwks) -> "dict[str, jwt.PyJWK]":
    """Signature keys of the two allowed algorithms; anything else in the document is passed over."""
    import jwt

    found: dict[str, jwt.PyJWK] = {}
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
            continue
        algorithm = ALGORITHM_OF.get((str(entry.get("kty")), entry.get("crv")))
        usable = entry.get("use", "sig") == "sig" and entry.get("alg", algorithm) == algorithm
        if algorithm is None or not usable:
            continue
        try:
            found[entry["kid"]] = jwt.PyJWK(entry, algorithm)
        except jwt.PyJWTError:
            continue
    return found


class Tokens:
    """`audience` and `issuer` are exact. Errors: MissingToken, BadToken, IdentityUnavailable."""

    def __init__(self, fetch: Callable[[], Jwks], *, audience: str, issuer: str, clock: Clock) -> None:
        self._keys = Keys(fetch, clock=clock)
        self._audience = audience
        self._issuer = issuer
        self._clock = clock

    def principal(self, authorization: str | None) -> Principal:
        claims = self._claims(_bearer(authorization))
        self._check_times(claims)
        return _principal(claims)

    def check(self) -> None:
        """Raises IdentityUnavailable where no token could be judged now."""
        self._keys.check()

    def _claims(self, token: str) -> dict[str, Any]:
        # Imported at first use: it brings OpenSSL's binding, and no department's request carries a token.
        import jwt

        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._keys.find(kid) if isinstance(kid, str) else None
            if key is None:
                raise BadToken
            return jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                options={
                    "require": ["exp", "nbf", "iat", "aud", "iss", "sub"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "strict_aud": False,
                },
            )
        # A hostile token may break the decoder itself (deep JSON, bad UTF-8): all of it is one refusal.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise BadToken from error

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now = self._clock().timestamp()
        expires, not_before, issued = (_seconds(claims[name]) for name in ("exp", "nbf", "iat"))
        leeway = LEEWAY.total_seconds()
        if now >= expires + leeway or now < not_before - leeway or now < issued - leeway:
            raise BadToken


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise MissingToken
    if len(token) > TOKEN_LIMIT or not token.isascii():
        raise BadToken
    return token.strip()


def _seconds(claim: object) -> int:
    if not isinstance(claim, int) or isinstance(claim, bool):
        raise BadToken
    return claim


def _identity(claims: Mapping[str, Any]) -> tuple[Person | None, bool]:
    """Returns (who they are, in our spelling; whether the issuer tells of somebody whom we cannot read)."""
    if claims.get("id_number") is None:
        return None, False
    try:
        read = Identity.model_validate({name: claims.get(name) for name in ("name", "id_number")})
    except ValueError:
        return None, True
    return Person(read.name, read.id_number), False


def _principal(claims: Mapping[str, Any]) -> Principal:
    subject, region, department = (claims.get(name) for name in ("sub", "region", "department"))
    if not isinstance(subject, str) or not 1 <= len(subject) <= 128:
        raise BadToken
    if not subject.isprintable() or subject != subject.strip():
        raise BadToken
    # Such an owner is an office that handed a case in for somebody: nobody signs in as one, nor as what looks like one.
    if normalize("NFKC", subject).casefold().strip().startswith(WINDOW):
        raise BadToken
    if region is not None and not (isinstance(region, str) and region.isascii() and region.isdigit()):
        raise BadToken
    if region is not None and len(region) != 6:
        raise BadToken
    person, unreadable = _identity(claims)
    try:
        return Principal(
            subject=subject,
            role=Role(claims.get("role", "")),
            region=region,
            department=None if department is None else Department(department),
            person=person,
            unreadable=unreadable,
        )
    except ValueError as error:
        raise BadToken from error
