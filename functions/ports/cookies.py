"""What a browser keeps for us and nobody else can read or make: a text, sealed."""

from typing import Protocol


class Cookies(Protocol):
    def seal(self, text: str) -> str: ...

    def unseal(self, sealed: str) -> str | None:
        """None: not ours, or broken."""
