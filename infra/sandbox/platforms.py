"""The sandbox's platforms of the province (统一申办受理, 好差评): they keep what they are told, once a key, and can fail."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from functions.domain.national.owed_messages import ToldPlatform
from infra.sandbox.genuine import Moments, real_time
from infra.sandbox.script import PlatformBehaviour
from infra.sandbox.service import SandboxReply, SignedService
from schemas.national.messages import ToldMessage

_MESSAGE: TypeAdapter[ToldMessage] = TypeAdapter(ToldMessage)


class SandboxPlatforms:
    """`keys` are the platforms' own copies of what the server signs with. `told`: what came, by platform and webhook-id."""

    def __init__(self, keys: Mapping[ToldPlatform, str], moments: Moments = real_time) -> None:
        self._keys, self._service = keys, SignedService(moments)
        self._told: dict[ToldPlatform, dict[str, ToldMessage]] = {platform: {} for platform in ToldPlatform}

    def answer(
        self, platform: ToldPlatform, behaviour: PlatformBehaviour, headers: Mapping[str, str], body: bytes
    ) -> SandboxReply:
        told = self._told[platform]

        def take(webhook_id: str, message: ToldMessage) -> SandboxReply:
            known = webhook_id in told
            told.setdefault(webhook_id, message)
            return (409, {"verdict": "repeated"}) if known else (200, {"verdict": "taken"})

        key = self._keys[platform]
        return self._service.answer(key, behaviour, headers, body, read=_MESSAGE.validate_json, take=take)

    def told(self) -> dict[str, list[dict[str, Any]]]:
        """In the order in which it came."""
        with self._service.lock:
            return {
                platform.value: [
                    {"webhook_id": key, **message.model_dump(mode="json")} for key, message in told.items()
                ]
                for platform, told in self._told.items()
            }
