"""The sandbox's platforms of the province (统一申办受理, 好差评): they keep what they are told, once a key, and can fail."""

import threading
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from functions.domain.national.owed_messages import ToldPlatform
from infra.sandbox.genuine import Moments, is_genuine, real_time
from infra.sandbox.script import PlatformBehaviour
from schemas.national.messages import ToldMessage

_MESSAGE: TypeAdapter[ToldMessage] = TypeAdapter(ToldMessage)
_Reply = tuple[int, dict[str, Any]]


class SandboxPlatforms:
    """`keys` are the platforms' own copies of what the server signs with. `told`: what came, by platform and webhook-id."""

    def __init__(self, keys: Mapping[ToldPlatform, str], moments: Moments = real_time) -> None:
        self._keys, self._moments = keys, moments
        self._lock = threading.Lock()
        self._unavailable: dict[str, int] = {}
        self._told: dict[ToldPlatform, dict[str, ToldMessage]] = {platform: {} for platform in ToldPlatform}

    def answer(
        self, platform: ToldPlatform, behaviour: PlatformBehaviour, headers: Mapping[str, str], body: bytes
    ) -> _Reply:
        key = headers.get("webhook-id", "")
        if not is_genuine(self._keys[platform], headers, body, self._moments()):
            return 401, {"error": "unsigned"}
        try:
            message = _MESSAGE.validate_json(body)
        except ValidationError:
            return 400, {"error": "unreadable"}
        if behaviour.refuse_with:
            return behaviour.refuse_with, {"error": "refused"}
        with self._lock:
            if self._unavailable.setdefault(key, 0) < behaviour.unavailable:
                self._unavailable[key] += 1
                return 503, {"error": "unavailable"}
            known = key in self._told[platform]
            self._told[platform].setdefault(key, message)
        return (409, {"verdict": "repeated"}) if known else (200, {"verdict": "taken"})

    def told(self) -> dict[str, list[dict[str, Any]]]:
        """In the order in which it came."""
        with self._lock:
            return {
                platform.value: [
                    {"webhook_id": key, **message.model_dump(mode="json")} for key, message in told.items()
                ]
                for platform, told in self._told.items()
            }
