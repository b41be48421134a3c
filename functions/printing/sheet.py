"""Sheets of A4 and what is drawn on them. Points, from the top left corner; y grows downwards."""

from dataclasses import dataclass, field

from functions.printing.text import TextLine

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 62.0, WIDTH - 62.0, 54.0, HEIGHT - 62.0
BLACK, GREY, PALE = 0.0, 0.45, 0.94


@dataclass(frozen=True, slots=True)
class SheetText:
    """`y` is the base line."""

    x: float
    y: float
    size: float
    line: TextLine
    bold: bool = False
    grey: float = BLACK


@dataclass(frozen=True, slots=True)
class SheetBox:
    """Framed, or filled with a grey if one is given."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class SheetRing:
    """Round a middle, in the red of seals."""

    x: float
    y: float
    radius: float


SheetMark = SheetText | SheetBox | SheetRing


@dataclass
class Sheets:
    """`y` is where the next block begins on the last sheet."""

    sheets: list[list[SheetMark]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def add(self, *marks: SheetMark) -> None:
        self.sheets[-1].extend(marks)

    def turn(self) -> None:
        self.sheets.append([])
        self.y = TOP

    def make_room(self, height: float) -> bool:
        """Turn the sheet if `height` does not fit on this one; says whether it did."""
        if self.y + height <= BOTTOM or self.y == TOP:
            return False
        self.turn()
        return True
