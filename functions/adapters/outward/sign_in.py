"""Signing in at an issuer of OpenID Connect: the code flow with PKCE (RFC 7636, S256), and a secret where it wants one.

The browser goes to the issuer over HTTPS and nothing else. The exchange is one call with one deadline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from functions.adapters.outward.address import BadAddress
from functions.adapters.outward.calls import CallAsked, Calls, NoAnswer
from functions.adapters.outward.secrets import SIGN_IN, Secrets
from functions.domain.refusals import IdentityUnavailable, SignInRefused
from functions.telemetry.lines import write_line
from schemas.json_text import json_of

if TYPE_CHECKING:
    from oauthlib.oauth2 import WebApplicationClient

SCOPE = "openid profile"
METHOD = "S256"
_SECONDS, _CONNECT_SECONDS = 5.0, 2.0
MOST_ISSUER_BODY = 64 * 1024
_REFUSALS = range(400, 500)
# RFC 6749, 5.2.
_ERRORS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)
_NOT_HTTPS = (
    "身份认证服务的登录页、退出页须为 https 地址（page、end_session）。The issuer's pages are at https URLs."
)
_NO_ADDRESS = "换取令牌的地址（token）须为 https 或 http 地址。The issuer's token endpoint is an http(s) URL."


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """Where people sign in to the pages, as a deployment is told. `return_to` is our own /signed-in as it is registered
    there; `has_secret`: the secret `sign_in` is ours as its client.
    """

    authorize: str
    token: str
    client_id: str
    return_to: str
    end_session: str | None = None
    has_secret: bool = False


@dataclass(frozen=True, slots=True)
class IssuerClient:
    """Who we are to the issuer. `redirect` is as it is registered there: our own /signed-in, whole.

    `secret` is asked each time; None: a client without one, for whom PKCE speaks alone.
    """

    authorize: str
    token: str
    id: str
    redirect: str
    end_session: str | None = None
    secret: Callable[[], str] | None = None


class HttpSignIn:
    def __init__(
        self, client: IssuerClient, *, seconds: float = _SECONDS, connect_seconds: float = _CONNECT_SECONDS
    ) -> None:
        """Raises ValueError for addresses that are none of HTTPS (the exchange may be of HTTP, on a network of our own)."""
        browsed = [client.authorize, *([client.end_session] if client.end_session else [])]
        if not all(url.startswith("https://") for url in browsed):
            raise ValueError(_NOT_HTTPS)
        if not client.token.startswith(("https://", "http://")):
            raise ValueError(_NO_ADDRESS)
        self._client = client
        self._calls = Calls(
            seconds=seconds, connect_seconds=connect_seconds, most_body=MOST_ISSUER_BODY, idle=4
        )

    def close(self) -> None:
        self._calls.close()

    @property
    def sign_out(self) -> str | None:
        """OpenID Connect RP-Initiated Logout 1.0, by the client's id: the browser keeps no id token."""
        end = self._client.end_session
        return (
            f"{end}{'&' if '?' in end else '?'}{urlencode({'client_id': self._client.id})}" if end else None
        )

    def address(self, *, state: str, verifier: str) -> str:
        flow = self._flow()
        found: str = flow.prepare_request_uri(
            self._client.authorize,
            redirect_uri=self._client.redirect,
            scope=SCOPE,
            state=state,
            code_challenge=flow.create_code_challenge(verifier, METHOD),
            code_challenge_method=METHOD,
        )
        return found

    def token(self, *, code: str, verifier: str) -> str:
        flow = self._flow()
        body = flow.prepare_request_body(
            code=code, redirect_uri=self._client.redirect, code_verifier=verifier
        ).encode()
        try:
            answered = self._calls.call(CallAsked(self._client.token, body, self._headers()))
        except (NoAnswer, BadAddress) as error:
            _tell_none(type(error).__name__)
            raise IdentityUnavailable from error
        if answered.status != 200:
            _tell_none(_error_in(answered.body), answered.status)
            raise SignInRefused if answered.status in _REFUSALS else IdentityUnavailable
        try:
            return _access_token(flow, answered.body)
        except SignInRefused:
            _tell_none(_error_in(answered.body), answered.status)
            raise

    def _flow(self) -> "WebApplicationClient":
        # Imported at first use: only who signs in pays for it.
        from oauthlib.oauth2 import WebApplicationClient

        return WebApplicationClient(self._client.id)

    def _headers(self) -> dict[str, str]:
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            "user-agent": "lianban",
        }
        if self._client.secret is not None:
            headers["authorization"] = _basic(self._client.id, self._client.secret())
        return headers


def sign_in_at(given: SignInSettings, secrets: Secrets) -> HttpSignIn:
    """On AWS as on one machine. Raises ValueError for addresses that are none."""
    return HttpSignIn(
        IssuerClient(
            authorize=given.authorize,
            token=given.token,
            id=given.client_id,
            redirect=given.return_to,
            end_session=given.end_session,
            secret=(lambda: secrets.keys(SIGN_IN)[0]) if given.has_secret else None,
        )
    )


def _tell_none(error: str | None, status: int | None = None) -> None:
    """Whoever signs in is told to try again; whoever runs this has to see what the issuer said."""
    said = {"status": status, "error": error}
    told = {name: value for name, value in said.items() if value is not None}
    write_line("issuer gave no token", told, level="WARNING")


def _error_in(body: bytes) -> str | None:
    """A code of the standard's and nothing else: a description may hold anything."""
    try:
        found = json_of(body)
    except ValueError:
        return None
    error = found.get("error") if isinstance(found, dict) else None
    return error if isinstance(error, str) and error in _ERRORS else None


def _basic(id_: str, secret: str) -> str:
    """RFC 6749, 2.3.1: both are form-encoded first."""
    from base64 import b64encode

    return "Basic " + b64encode(f"{quote_plus(id_)}:{quote_plus(secret)}".encode()).decode()


def _access_token(flow: "WebApplicationClient", body: bytes) -> str:
    from oauthlib.oauth2 import OAuth2Error

    try:
        told: Any = flow.parse_request_body_response(body.decode())
        found = told["access_token"]
    # A scope that is not ours is warned of by raising (Warning); hostile text may be any of the others.
    except (
        OAuth2Error,
        Warning,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise SignInRefused from error
    if not isinstance(found, str) or not found:
        raise SignInRefused
    return found
