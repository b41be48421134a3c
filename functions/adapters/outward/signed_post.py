"""One signed POST (Standard Webhooks 1.0): tried once, never redirected, the answer bounded in size and time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import urllib3
from urllib3.exceptions import HTTPError

from functions.adapters.outward.public_network import PrivateAddress, PublicPool
from functions.adapters.outward.signatures import WEBHOOK_ID, sign

# A caller that may say more than a status is read so far; one read lets the connection be used again, and a dripping
# receiver wins no time.
MOST_BODY = 65_536


class NoAnswer(Exception):
    """Nothing came back in time. Says the kind of error only, for the message may quote the address."""


class NotPublic(Exception):
    """The name leads into a private network, where nothing was sent."""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    retry_after: str | None
    body: bytes


class SignedPost:
    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        connect_seconds: float,
        read_seconds: float,
        connections: int = 32,
        public_only: bool = False,
    ) -> None:
        """`public_only`: HTTPS to the public network and nothing else, whatever a name resolves to."""
        self._clock = clock
        self._http = urllib3.PoolManager(
            maxsize=connections,
            retries=False,
            timeout=urllib3.Timeout(connect=connect_seconds, read=read_seconds),
        )
        if public_only:
            self._http.pool_classes_by_scheme = {"https": PublicPool}

    def close(self) -> None:
        self._http.clear()

    def send(self, url: str, body: bytes, *, key: str, keys: tuple[str, ...]) -> Answered:
        """`key` is the webhook-id, `keys` sign. Raises NoAnswer, NotPublic."""
        if not WEBHOOK_ID.fullmatch(key):
            raise ValueError("a message's key is a webhook-id")
        headers = self._headers(body, key, keys)
        try:
            response = self._http.request(
                "POST", url, body=body, headers=headers, redirect=False, preload_content=False
            )
        except PrivateAddress:
            raise NotPublic from None
        except HTTPError as error:
            raise NoAnswer(type(error).__name__) from None
        said = b""
        # The receiver has answered: whatever happens to the rest of its answer does not change that.
        with suppress(HTTPError):
            said = response.read1(MOST_BODY)
        response.close()
        return Answered(response.status, response.headers.get("retry-after"), said)

    def _headers(self, body: bytes, key: str, keys: tuple[str, ...]) -> dict[str, str]:
        at = self._clock()
        return {
            "content-type": "application/json",
            "user-agent": "lianban",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(keys, key, at, body),
        }
