"""Bearer tokens (OIDC): who is asking. Algorithms are fixed here; the issuer's public keys come from its JWKS.

PyJWT judges time by the wall clock, so its time checks are off and the injected clock judges instead.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from functions.adapters.claims import ClaimNames, principal_of
from functions.adapters.comma_list import list_of
from functions.adapters.issuer_keys import IssuerKeys, Jwks
from functions.domain.case.access import Principal
from functions.domain.refusals import KEY_UNKNOWN, BadToken, MissingToken
from functions.ports.deps import Clock
from functions.telemetry.lines import write_line

LEEWAY = timedelta(seconds=30)
TOKEN_LIMIT = 8 * 1024
# Of a header (RFC 9068), and as Keycloak says in a claim what it signed: what else it signs opens nothing here.
ACCESS_TOKENS = frozenset({"jwt", "at+jwt", "application/at+jwt"})
OTHER_TOKENS = frozenset({"ID", "Refresh", "Offline", "Logout"})
# What only an ID token carries (OpenID Connect Core 1.0, 3.3.2.11); it need not say that it is one.
HASHES = frozenset({"at_hash", "c_hash"})


class IssuerTokens:
    """`audience`: ours, several with commas, one of which a token names exactly; `issuer` is exact. Whom a token does not let
    in stands in the log with a stable reason (docs/sign-in.md) and no value of it.

    Errors: MissingToken, BadToken, IdentityUnavailable.
    """

    def __init__(
        self,
        fetch: Callable[[], Jwks],
        *,
        audience: str,
        issuer: str,
        clock: Clock,
        names: ClaimNames | None = None,
    ) -> None:
        self._keys = IssuerKeys(fetch, clock=clock)
        self._audience = list(list_of(audience))
        self._issuer = issuer
        self._clock = clock
        self._names = names or ClaimNames()

    def principal(self, authorization: str | None) -> Principal:
        try:
            claims = self._claims(_bearer(authorization))
            self._check_times(claims)
            return principal_of(claims, self._names)
        except BadToken as error:
            _tell(error)
            raise

    def check(self) -> None:
        """Raises IdentityUnavailable where no token could be judged now."""
        self._keys.check()

    def _claims(self, token: str) -> dict[str, Any]:
        # Imported at first use: it brings OpenSSL's binding, and no department's request carries a token.
        import jwt

        try:
            header = jwt.get_unverified_header(token)
            key = self._keys.find(_kid(header))
            if key is None:
                raise BadToken(reason=KEY_UNKNOWN)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=self._audience,
                issuer=self._issuer,
                options={
                    "require": ["exp", "iat", "aud", "iss"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "verify_sub": False,
                    "strict_aud": False,
                },
            )
        # A hostile token may break the decoder itself (deep JSON, bad UTF-8): all of it is one refusal.
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise BadToken(reason=_reason(error), claim=getattr(error, "claim", None)) from error
        if _is_of_another_kind(header, claims):
            raise BadToken(reason="no-access-token")
        return claims

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        """`nbf` may be missing: not every issuer says it (RFC 7519, 4.1.5)."""
        now, leeway = self._clock().timestamp(), LEEWAY.total_seconds()
        expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
        not_before = _seconds(claims, "nbf") if claims.get("nbf") is not None else issued
        if now >= expires + leeway:
            raise BadToken(reason="expired")
        if now < not_before - leeway or now < issued - leeway:
            raise BadToken(reason="not-yet-valid")


def _tell(error: BadToken) -> None:
    about = {"claim": error.claim} if error.claim else {}
    write_line("token refused", {"reason": error.reason, **about}, level="WARNING")


def _kid(header: Mapping[str, Any]) -> str | None:
    """None: it names none. Raises BadToken."""
    if str(header.get("typ", "JWT")).lower() not in ACCESS_TOKENS:
        raise BadToken(reason="no-access-token")
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise BadToken(reason="unreadable")
    return kid


def _is_of_another_kind(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """A `nonce` stands in access tokens of an older Keycloak too, and those say what they are."""
    said = str(claims.get("typ"))
    if said in OTHER_TOKENS or not HASHES.isdisjoint(claims):
        return True
    is_access = said == "Bearer" or str(header.get("typ")).lower().endswith("at+jwt")
    return "nonce" in claims and not is_access


def _reason(error: Exception) -> str:
    """Of PyJWT's errors those that somebody can do something about."""
    import jwt

    reasons: tuple[tuple[type[Exception], str], ...] = (
        (jwt.InvalidSignatureError, "signature"),
        (jwt.InvalidAlgorithmError, "algorithm"),
        (jwt.InvalidAudienceError, "audience"),
        (jwt.InvalidIssuerError, "issuer"),
        (jwt.MissingRequiredClaimError, "claim-missing"),
    )
    return next((reason for kind, reason in reasons if isinstance(error, kind)), "unreadable")


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise MissingToken
    if len(token) > TOKEN_LIMIT:
        raise BadToken(reason="too-long")
    if not token.isascii():
        raise BadToken(reason="unreadable")
    return token.strip()


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    found = claims[name]
    if not isinstance(found, int) or isinstance(found, bool):
        raise BadToken(reason="claim-malformed", claim=name)
    return found
