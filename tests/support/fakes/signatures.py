"""Signatures without keys: a delivery is authentic if its `webhook-signature` is the department's code, or what `sign`
made of the same id and body.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from functions.domain.refusals import BadSignature, ClockSkew
from functions.ports.signatures import KeyMark
from schemas.codes import Department

TOLERANCE_SECONDS = 300


class FakeSignatures:
    def __init__(self, keys: int = 1) -> None:
        """`keys`: how many of each secret are valid."""
        self.keys = keys

    def marks(self, secrets: Iterable[str]) -> tuple[KeyMark, ...]:
        return tuple(
            KeyMark(name, sha256(f"{name}-{at}".encode()).hexdigest()[:16])
            for name in secrets
            for at in range(self.keys)
        )

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        given = {name.lower(): value for name, value in headers.items()}
        signature, webhook_id = given.get("webhook-signature"), given.get("webhook-id", "")
        if not webhook_id or signature not in (department.value, _over(department, webhook_id, body)):
            raise BadSignature
        timestamp = given.get("webhook-timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit()):
            raise BadSignature
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
            raise ClockSkew
        return webhook_id

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        return _over(department, webhook_id, body)

    def headers(self, department: Department, webhook_id: str, *, at: datetime) -> dict[str, str]:
        """What the department would send."""
        return {
            "Webhook-Id": webhook_id,
            "Webhook-Timestamp": str(int(at.timestamp())),
            "Webhook-Signature": department.value,
        }


def _over(department: Department, webhook_id: str, body: bytes) -> str:
    return f"{department.value}:{sha256(webhook_id.encode() + body).hexdigest()}"
