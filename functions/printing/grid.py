"""Rows of framed cells: the grid of a form, and tables whose header is repeated on every sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from functions.domain.applicant.paper import Fields, Table
from functions.printing.faces import Faces
from functions.printing.sheet import BOTTOM, LEFT, PALE, RIGHT, TOP, SheetBox, Sheets, SheetText
from functions.printing.text import TextLine, atoms, width_of, wrapped

SIZE, LEADING, PADDING = 10.5, 15.5, 5.0
BASE = 11.5
LABEL_SHARE, VALUE_SHARE = 19, 31
_WHOLE = RIGHT - LEFT


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    width: float
    shaded: bool = False
    centred: bool = False


_Row = tuple[_Cell, ...]


def draw_fields(sheets: Sheets, fields: Fields, typeface: Faces) -> None:
    _draw_rows(sheets, _field_rows(fields, typeface), typeface)


def draw_table(sheets: Sheets, table: Table, typeface: Faces) -> None:
    widths = [_WHOLE * share / sum(table.shares) for share in table.shares]
    header = _row(table.header, widths, shaded=True)
    _draw_rows(sheets, [header], typeface)
    _draw_rows(sheets, (_row(row, widths) for row in table.rows), typeface, header=header)


def _row(texts: Sequence[str], widths: Sequence[float], *, shaded: bool = False) -> _Row:
    cells = zip(texts, widths, strict=True)
    return tuple(_Cell(text, width, shaded=shaded, centred=shaded) for text, width in cells)


def _field_rows(fields: Fields, typeface: Faces) -> Iterator[_Row]:
    """Two fields to a row; a long value, or one without a neighbour, has a row of its own."""
    label, value = _WHOLE * LABEL_SHARE / 100, _WHOLE * VALUE_SHARE / 100
    waiting: tuple[str, str] | None = None
    for name, text in fields.entries:
        is_long = width_of(atoms(text, typeface), SIZE) > value - 2 * PADDING
        if waiting and not is_long:
            yield (*_field(*waiting, label, value), *_field(name, text, label, value))
            waiting = None
            continue
        if waiting:
            yield _field(*waiting, label, _WHOLE - label)
        waiting = None if is_long else (name, text)
        if is_long:
            yield _field(name, text, label, _WHOLE - label)
    if waiting:
        yield _field(*waiting, label, _WHOLE - label)


def _field(name: str, text: str, label: float, value: float) -> _Row:
    return _Cell(name, label, shaded=True, centred=True), _Cell(text, value)


def _draw_rows(sheets: Sheets, rows: Iterable[_Row], typeface: Faces, *, header: _Row | None = None) -> None:
    for row in rows:
        lines = [_lines(cell, typeface) for cell in row]
        for part in _parts(lines):
            height = max(map(len, part)) * LEADING + 2 * PADDING
            if sheets.make_room(height) and header:
                _draw_rows(sheets, [header], typeface)
            _draw_row(sheets, row, part, height)


def _parts(lines: list[list[TextLine]]) -> Iterator[list[list[TextLine]]]:
    """A row higher than a sheet goes on on the next one."""
    most = int((BOTTOM - TOP - 4 * PADDING) / LEADING) - 4
    for start in range(0, max(map(len, lines)), most):
        yield [cell[start : start + most] or [()] for cell in lines]


def _lines(cell: _Cell, typeface: Faces) -> list[TextLine]:
    return wrapped(cell.text, typeface, size=SIZE, width=cell.width - 2 * PADDING)


def _draw_row(sheets: Sheets, row: _Row, lines: list[list[TextLine]], height: float) -> None:
    x = LEFT
    for cell, text in zip(row, lines, strict=True):
        if cell.shaded:
            sheets.add(SheetBox(x, sheets.y, cell.width, height, fill=PALE))
        sheets.add(SheetBox(x, sheets.y, cell.width, height))
        top = sheets.y + (height - len(text) * LEADING) / 2
        for number, line in enumerate(text):
            inset = (cell.width - width_of(line, SIZE)) / 2 if cell.centred else PADDING
            sheets.add(SheetText(x + inset, top + number * LEADING + BASE, SIZE, line))
        x += cell.width
    sheets.y += height
