"""New names of cases, and what nobody can guess."""

from datetime import date
from typing import Protocol


class NewId(Protocol):
    def case_id(self) -> str: ...

    def secret(self) -> str:
        """Of letters, digits, - and _; long enough for PKCE (RFC 7636, 4.1)."""

    def reference(self, on: date) -> str:
        """A public number that a person can read out: it ends in a check character and cannot be guessed."""
