"""Signatures without keys: a delivery is authentic if its `webhook-signature` is the department's code."""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.errors import BadSignature, ClockSkew
from schemas.codes import Department

TOLERANCE_SECONDS = 300


class FakeSignatures:
    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        given = {name.lower(): value for name, value in headers.items()}
        if given.get("webhook-signature") != department.value or not given.get("webhook-id"):
            raise BadSignature
        timestamp = given.get("webhook-timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit()):
            raise BadSignature
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
            raise ClockSkew
        return given["webhook-id"]

    def headers(self, department: Department, webhook_id: str, *, at: datetime) -> dict[str, str]:
        """What the department would send."""
        return {
            "Webhook-Id": webhook_id,
            "Webhook-Timestamp": str(int(at.timestamp())),
            "Webhook-Signature": department.value,
        }
