"""One signed POST (Standard Webhooks 1.0): tried once, never redirected, bounded in size and in all its time."""

from collections.abc import Callable
from datetime import datetime

from functions.adapters.outward.calls import Answered, CallAsked, Calls
from functions.adapters.outward.signatures import WEBHOOK_ID, sign

# A caller that may say more than a status is read so far.
MOST_REPLY_BODY = 65_536


class SignedPost:
    """`seconds`, `connect_seconds`, `public_only`: see Calls."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        seconds: float,
        connect_seconds: float,
        public_only: bool = False,
    ) -> None:
        self._clock = clock
        self._calls = Calls(
            seconds=seconds,
            connect_seconds=connect_seconds,
            most_body=MOST_REPLY_BODY,
            public_only=public_only,
        )

    def close(self) -> None:
        self._calls.close()

    def send(self, url: str, body: bytes, *, key: str, keys: tuple[str, ...]) -> Answered:
        """`key` is the webhook-id, `keys` sign. Raises NoAnswer, NotPublic, BadAddress."""
        if not WEBHOOK_ID.fullmatch(key):
            raise ValueError("a message's key is a webhook-id")
        return self._calls.call(CallAsked(url, body, self._headers(body, key, keys)))

    def _headers(self, body: bytes, key: str, keys: tuple[str, ...]) -> dict[str, str]:
        at = self._clock()
        return {
            "content-type": "application/json",
            "user-agent": "lianban",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(keys, key, at, body),
        }
