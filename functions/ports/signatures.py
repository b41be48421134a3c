"""Departments' signatures, both ways."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.codes import Department


@dataclass(frozen=True, slots=True)
class KeyMark:
    """A key by its fingerprint: the first 16 hex digits of the SHA-256 of `webhook/` and the key. `secret`: the name under
    which it is kept. All that are valid sign what we send, and verify what comes.
    """

    secret: str
    fingerprint: str


class Signatures(Protocol):
    """Checks inbound webhooks, and signs files (Standard Webhooks 1.0). Errors: BadSignature; ClockSkew."""

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        """Returns the webhook-id of an authentic delivery."""

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        """The value of `webhook-signature`, by the department's keys."""

    def marks(self, secrets: Iterable[str]) -> tuple[KeyMark, ...]:
        """Of the keys that are valid now, by the names of their secrets; nothing of a secret that cannot be read."""
