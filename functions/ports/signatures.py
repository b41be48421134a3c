"""Departments' signatures, both ways."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from schemas.codes import Department


class Signatures(Protocol):
    """Checks inbound webhooks, and signs files (Standard Webhooks 1.0). Errors: BadSignature; ClockSkew."""

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        """Returns the webhook-id of an authentic delivery."""

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        """The value of `webhook-signature`, by the department's keys."""
