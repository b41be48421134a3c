"""The sandbox's seal service: it gives 样章 only, under each key once, and can fail as a script says."""

import threading
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from infra.sandbox.genuine import Moments, is_genuine, real_time
from infra.sandbox.script import PlatformBehaviour
from schemas.applicant.sealing import SealAsked

_Reply = tuple[int, dict[str, Any]]


class SandboxSeals:
    """`key` is the service's own copy of what the server signs with. `given`: what was sealed, by its webhook-id."""

    def __init__(self, key: str, moments: Moments = real_time) -> None:
        self._key, self._moments = key, moments
        self._lock = threading.Lock()
        self._unavailable: dict[str, int] = {}
        self.given: dict[str, tuple[SealAsked, dict[str, Any]]] = {}

    def answer(self, behaviour: PlatformBehaviour, headers: Mapping[str, str], body: bytes) -> _Reply:
        key, now = headers.get("webhook-id", ""), max(self._moments())
        if not is_genuine(self._key, headers, body, self._moments()):
            return 401, {"error": "unsigned"}
        try:
            asked = SealAsked.model_validate_json(body)
        except ValidationError:
            return 400, {"error": "unreadable"}
        if behaviour.refuse_with:
            return behaviour.refuse_with, {"error": "refused"}
        with self._lock:
            if self._unavailable.setdefault(key, 0) < behaviour.unavailable:
                self._unavailable[key] += 1
                return 503, {"error": "unavailable"}
            _, given = self.given.setdefault(key, (asked, _sample(asked, now.isoformat())))
            return 200, given


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
