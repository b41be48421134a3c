"""Signing in where the embedded platform is its own issuer: the exchange stays in the process, so no thread of the server
waits for another, and the browser stays at the address that it came by.
"""

from urllib.parse import urlencode

from functions.domain.refusals import SignInRefused
from infra.embedded.issuer import CLIENT, RETURN, Issuer
from infra.embedded.issuer_codes import challenge_of


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
