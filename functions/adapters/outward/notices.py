"""Sends notices to the province's message gateway over HTTP, signed by Standard Webhooks 1.0.

No interface of 粤省事's or the province's message service is public (待核定), so this is our own small contract, for an
adapter on their side: POST, 2xx = it has the notice; a body `{"status": "delivered"}` = so has the applicant.
"""

from collections.abc import Callable
from datetime import datetime

from functions.adapters.outward.address import BadAddress
from functions.adapters.outward.calls import NoAnswer
from functions.adapters.outward.gateway import HAS_IT_ALREADY, WORTH_REPEATING
from functions.adapters.outward.secrets import NOTICES, Secrets, SecretUnusable
from functions.adapters.outward.signed_post import SignedPost
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.ports.notices import NoticeDelivery
from schemas.applicant.notices import NoticeMessage
from schemas.json_text import json_of

# Somebody's case is closed meanwhile, or a whole sweep waits.
_CONNECT_SECONDS = 1.0
_SECONDS = 3.0


class HttpNotices:
    def __init__(
        self,
        url: str,
        secrets: Secrets,
        *,
        clock: Callable[[], datetime],
        connect_seconds: float = _CONNECT_SECONDS,
        seconds: float = _SECONDS,
    ) -> None:
        """Raises ValueError for an address that is none."""
        if not url.startswith(("https://", "http://")):
            raise ValueError("the message gateway's address is an http(s) URL")
        self._url = url
        self._secrets = secrets
        self._http = SignedPost(clock=clock, seconds=seconds, connect_seconds=connect_seconds)

    def close(self) -> None:
        self._http.close()

    def send(self, message: NoticeMessage, *, key: str) -> NoticeDelivery:
        body = message.model_dump_json(exclude_none=True).encode()
        try:
            answered = self._http.send(self._url, body, key=key, keys=self._secrets.keys(NOTICES))
        except (NoAnswer, BadAddress, SecretUnusable):
            # A fault of the configuration must not stop a sweep: operators see that notices fail.
            raise NoticeUnavailable from None
        if 200 <= answered.status < 300:
            return _delivery(answered.body)
        if answered.status == HAS_IT_ALREADY:
            return "sent"
        if 400 <= answered.status < 500 and answered.status not in WORTH_REPEATING:
            raise NoticeRefused
        raise NoticeUnavailable


def _delivery(body: bytes) -> NoticeDelivery:
    """A body that says nothing we know says that the gateway has it, and no more."""
    try:
        said = json_of(body)
    except ValueError:
        return "sent"
    return "delivered" if isinstance(said, dict) and said.get("status") == "delivered" else "sent"
