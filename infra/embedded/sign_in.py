"""Signing in on one machine. Where the platform is its own issuer, the exchange stays in the process, so no thread of the
server waits for another, and the browser stays at the address that it came by.
"""

from urllib.parse import urlencode

from functions.adapters.outward.secrets import SIGN_IN, Secrets, SecretUnusable
from functions.adapters.outward.sign_in import HttpSignIn, SignInSettings, sign_in_at
from functions.domain.refusals import SignInRefused
from infra.embedded.issuer import CLIENT, RETURN, Issuer
from infra.embedded.issuer_codes import challenge_of
from infra.embedded.settings import Settings

_BOTH = (
    "登录页和换取令牌的地址（page、token，--sign-in、--sign-in-token）要写就都写。"
    "The page to sign in at and the token endpoint are given together."
)
_NO_SECRET = (
    'client_secret = true，而 secrets.json 里没有 sign_in：请把身份认证服务给的密钥写进去，"sign_in": {"keys": ["…"]}。'
    "No sign_in in secrets.json: put the issuer's secret there."
)


class EmbeddedSignIn:
    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer

    @property
    def sign_out(self) -> str | None:
        """The issuer remembers nobody."""
        return None

    def address(self, *, state: str, verifier: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": RETURN,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return f"/issuer/authorize?{urlencode(asked)}"

    def token(self, *, code: str, verifier: str) -> str:
        found = self._issuer.exchange(code, redirect=RETURN, verifier=verifier)
        if found is None:
            raise SignInRefused
        return str(found["access_token"])


def sign_in_of(
    settings: Settings, issuer: Issuer | None, secrets: Secrets
) -> EmbeddedSignIn | HttpSignIn | None:
    """None: an issuer elsewhere whose page to sign in at nobody named. Raises ValueError, SecretUnusable."""
    if issuer is not None:
        if settings.sign_in or settings.sign_in_token:
            raise ValueError("--sign-in is a page of the issuer whose keys --jwks names")
        return EmbeddedSignIn(issuer)
    if not settings.sign_in and not settings.sign_in_token:
        return None
    if not (settings.sign_in and settings.sign_in_token):
        raise ValueError(_BOTH)
    if settings.client_secret:
        _check_secret(secrets)
    named = SignInSettings(
        authorize=settings.sign_in,
        token=settings.sign_in_token,
        client_id=settings.client_id,
        return_to=f"{settings.public or settings.address}{RETURN}",
        end_session=settings.end_session,
        has_secret=settings.client_secret,
    )
    return sign_in_at(named, secrets)


def _check_secret(secrets: Secrets) -> None:
    """Raises SecretUnusable."""
    try:
        secrets.keys(SIGN_IN)
    except SecretUnusable as exc:
        raise SecretUnusable(_NO_SECRET if str(exc) == SIGN_IN else str(exc)) from exc
