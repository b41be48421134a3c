"""The sandbox's seal service: it gives 样章 only, under each key once, and can fail as a script says."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from infra.sandbox.genuine import Moments, real_time
from infra.sandbox.script import PlatformBehaviour
from infra.sandbox.service import SandboxReply, SignedService
from schemas.applicant.sealing import SealAsked


class SandboxSeals:
    """`key` is the service's own copy of what the server signs with. `given`: what was sealed, by its webhook-id."""

    def __init__(self, key: str, moments: Moments = real_time) -> None:
        self._key, self._service = key, SignedService(moments)
        self.given: dict[str, tuple[SealAsked, dict[str, Any]]] = {}

    def answer(self, behaviour: PlatformBehaviour, headers: Mapping[str, str], body: bytes) -> SandboxReply:
        now = max(self._service.moments()).isoformat()

        def take(webhook_id: str, asked: SealAsked) -> SandboxReply:
            _, given = self.given.setdefault(webhook_id, (asked, _sample(asked, now)))
            return 200, given

        read = SealAsked.model_validate_json
        return self._service.answer(self._key, behaviour, headers, body, read=read, take=take)


def _sample(asked: SealAsked, at: str) -> dict[str, Any]:
    """What anybody can make is no signature, and its name says that it is none."""
    made = sha256(f"样章/{asked.office}/{asked.digest}".encode()).digest()
    return {
        "number": f"YZ-{made.hex()[:12].upper()}",
        "name": f"{asked.office_name[:70]}（样章）",
        "sealed_at": at,
        "signature": b64encode(made).decode(),
        "demo": True,
    }
