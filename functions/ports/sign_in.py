"""Where people say who they are (统一身份认证): OpenID Connect's code flow with PKCE, which a browser walks."""

from typing import Protocol


class SignIn(Protocol):
    """`state` and `verifier` are secrets of one browser's one attempt. Errors: SignInRefused; IdentityUnavailable."""

    @property
    def sign_out(self) -> str | None:
        """Where a browser signs out there as well; None: nowhere."""

    def address(self, *, state: str, verifier: str) -> str:
        """Where the browser goes. It comes back to /signed-in with the state and a code."""

    def token(self, *, code: str, verifier: str) -> str:
        """What the code stands for, once, for whoever has the verifier: a bearer token, to be checked like any."""
