"""What a service of the sandbox does with all that comes, before it takes it: signed, readable, no failure scripted."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from infra.sandbox.genuine import Moments, is_genuine
from infra.sandbox.script import PlatformBehaviour

_Message = TypeVar("_Message")
SandboxReply = tuple[int, dict[str, Any]]


class SignedService:
    """`lock`: one message is taken at a time."""

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.lock = threading.Lock()
        self._unavailable: dict[str, int] = {}

    def answer(
        self,
        key: str,
        behaviour: PlatformBehaviour,
        headers: Mapping[str, str],
        body: bytes,
        *,
        read: Callable[[bytes], _Message],
        take: Callable[[str, _Message], SandboxReply],
    ) -> SandboxReply:
        """`key`: what it is signed with. `take`: given the webhook-id, and what was read."""
        if not is_genuine(key, headers, body, self.moments()):
            return 401, {"error": "unsigned"}
        try:
            message = read(body)
        except ValidationError:
            return 400, {"error": "unreadable"}
        if behaviour.refuse_with:
            return behaviour.refuse_with, {"error": "refused"}
        webhook_id = headers.get("webhook-id", "")
        with self.lock:
            if self._unavailable.setdefault(webhook_id, 0) < behaviour.unavailable:
                self._unavailable[webhook_id] += 1
                return 503, {"error": "unavailable"}
            return take(webhook_id, message)
