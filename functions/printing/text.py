"""Text as it is set: characters with their widths, and lines that break where Chinese may break.

A character that no face has never vanishes: its code point stands in its place, in a box (`Atom.boxed`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.printing.faces import Faces
from functions.printing.typeface import EM

# 避头尾: what may not begin a line, and what may not end one.
_NOT_FIRST = frozenset("，。、；：？！）〕】》”’…—·,.;:?!)]}%％")
_NOT_LAST = frozenset("（〔【《“‘([{￥")
# A boxed code point is set at half size, with room for the frame.
BOXED_SCALE = 0.5
_FRAME = 0.26 * EM


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, or the code point of one that no face has. `width` in units of which the em has EM."""

    text: str
    width: int
    boxed: bool = False


TextLine = tuple[Atom, ...]


def atoms(text: str, typeface: Faces) -> list[Atom]:
    return [_atom(character, typeface) for character in text.replace("\t", " ")]


def _atom(character: str, typeface: Faces) -> Atom:
    width = typeface.width(character)
    if width is not None:
        return Atom(character, width)
    code = f"U+{ord(character):04X}"
    digits = sum(typeface.width(digit) or 0 for digit in code)
    return Atom(code, int(digits * BOXED_SCALE + _FRAME), boxed=True)


def width_of(line: TextLine | list[Atom], size: float) -> float:
    return sum(atom.width for atom in line) * size / EM


def wrapped(text: str, typeface: Faces, *, size: float, width: float, indent: float = 0) -> list[TextLine]:
    """At least one line, which may be empty; `indent` narrows the first."""
    lines: list[TextLine] = []
    for part in text.splitlines() or [""]:
        lines += _filled(_units(atoms(part, typeface)), width * EM / size, indent * EM / size)
    return lines


def _units(given: list[Atom]) -> list[list[Atom]]:
    """What must stay together: Latin words and figures, and punctuation with its neighbour."""
    units: list[list[Atom]] = []
    for atom in given:
        if units and _joins(units[-1][-1], atom):
            units[-1].append(atom)
        else:
            units.append([atom])
    return units


def _joins(before: Atom, atom: Atom) -> bool:
    if before.boxed or atom.boxed:
        return False
    return before.text in _NOT_LAST or atom.text in _NOT_FIRST or (_is_word(before) and _is_word(atom))


def _is_word(atom: Atom) -> bool:
    return atom.text.isascii() and not atom.text.isspace()


def _filled(units: list[list[Atom]], width: float, indent: float) -> Iterator[TextLine]:
    line: list[Atom] = []
    room = width - indent
    for unit in units:
        for piece in [unit] if _total(unit) <= width else [[atom] for atom in unit]:
            if line and _total(piece) > room:
                yield tuple(line)
                line, room = [], width
            line += piece
            room -= _total(piece)
    yield tuple(line)


def _total(unit: list[Atom]) -> int:
    return sum(atom.width for atom in unit)
