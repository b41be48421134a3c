"""New names of cases."""

from datetime import date
from typing import Protocol


class NewId(Protocol):
    def case_id(self) -> str: ...

    def reference(self, on: date) -> str:
        """A public number that a person can read out: it ends in a check character and cannot be guessed."""
