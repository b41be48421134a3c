"""One signed POST to a platform of the province: what its status means, the same for each of them.

None of their interfaces is public (待核定), so each is our own small contract, for an adapter on their side: JSON, signed by
Standard Webhooks 1.0 under a deterministic webhook-id; 2xx, or 409 for what came before: it has it.
"""

from collections.abc import Callable
from datetime import datetime

from functions.adapters.outward.address import BadAddress
from functions.adapters.outward.calls import Answered, NoAnswer
from functions.adapters.outward.gateway import HAS_IT_ALREADY, WORTH_REPEATING
from functions.adapters.outward.secrets import Secrets, SecretUnusable
from functions.adapters.outward.signed_post import SignedPost
from functions.domain.errors import PlatformRefused, PlatformUnavailable

# Somebody waits for the answer, or a whole sweep does.
_CONNECT_SECONDS = 1.0
_SECONDS = 3.0


class PlatformHttp:
    """`secret`: by which name the keys are kept that sign."""

    def __init__(
        self,
        url: str,
        secrets: Secrets,
        secret: str,
        *,
        clock: Callable[[], datetime],
        connect_seconds: float = _CONNECT_SECONDS,
        seconds: float = _SECONDS,
    ) -> None:
        """Raises ValueError for an address that is none."""
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"the address of {secret} is an http(s) URL")
        self._url, self._secrets, self._secret = url, secrets, secret
        self._http = SignedPost(clock=clock, seconds=seconds, connect_seconds=connect_seconds)

    def close(self) -> None:
        self._http.close()

    def post(self, body: bytes, *, key: str) -> Answered:
        """What it answered, which is taken. Raises PlatformUnavailable, PlatformRefused."""
        try:
            answered = self._http.send(self._url, body, key=key, keys=self._secrets.keys(self._secret))
        except (NoAnswer, BadAddress, SecretUnusable):
            # A fault of the configuration must not stop a sweep: operators see that the platform is in trouble.
            raise PlatformUnavailable from None
        if 200 <= answered.status < 300 or answered.status == HAS_IT_ALREADY:
            return answered
        if 400 <= answered.status < 500 and answered.status not in WORTH_REPEATING:
            raise PlatformRefused
        raise PlatformUnavailable
