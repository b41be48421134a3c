"""The second typeface, with the rare characters of names (生僻字), in blocks of 256 code points."""

from typing import Protocol


class Typefaces(Protocol):
    def block(self, number: int) -> bytes | None:
        """As functions/printing/faces.py reads it; None: this place has none. Raises MaterialsUnavailable."""
