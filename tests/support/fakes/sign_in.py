"""An issuer that signs in whomever a test says, elsewhere: codes that are good once, for whoever has the verifier."""

from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from functions.domain.refusals import SignInRefused

AT = "https://issuer.example/authorize"


class FakeSignIn:
    def __init__(self, sign_out: str | None = None) -> None:
        self._sign_out = sign_out
        self._given: dict[str, tuple[str, str]] = {}

    @property
    def sign_out(self) -> str | None:
        return self._sign_out

    def address(self, *, state: str, verifier: str) -> str:
        return f"{AT}?{urlencode({'state': state, 'challenge': _challenge(verifier)})}"

    def sign_in(self, address: str, token: str) -> str:
        """What the issuer does when somebody signs in there: the code for `token`, their access token."""
        (challenge,) = parse_qs(urlsplit(address).query)["challenge"]
        code = f"code-{len(self._given)}"
        self._given[code] = (challenge, token)
        return code

    def token(self, *, code: str, verifier: str) -> str:
        challenge, token = self._given.get(code, ("", ""))
        self._given[code] = ("", "")
        if not challenge or challenge != _challenge(verifier):
            raise SignInRefused
        return token


def _challenge(verifier: str) -> str:
    return sha256(verifier.encode()).hexdigest()
