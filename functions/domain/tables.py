"""A table as a file that Excel opens as it is: with a mark of UTF-8, and no cell that it would take for a formula."""

import csv
from collections.abc import Iterable
from io import StringIO

_BOM, _FORMULAS = "\ufeff", ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(lines: Iterable[Iterable[str]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in line] for line in lines)
    return _BOM + out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
