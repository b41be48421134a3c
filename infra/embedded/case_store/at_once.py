"""Rows of a list by one step of SQLite's: after each step the interpreter's lock is fought for anew, beside whoever computes
meanwhile, and a page of fifty rows waited fifty times.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence

Row = tuple[str, ...]
# ASCII's separators of units and of records: JSON writes neither as such, and no header, id or code may hold one.
_BETWEEN, _BEHIND = "\x1f", "\x1e"


def rows_at_once(
    connection: sqlite3.Connection, statement: str, columns: Sequence[str], values: Sequence[str | int | None]
) -> list[Row]:
    """Those of `statement`, which bounds itself, with its `columns`; the first is the place, and in its order they come."""
    row = " || char(31) || ".join(columns)
    whole = f"SELECT group_concat({row}, char(30)) FROM ({statement})"
    (found,) = connection.execute(whole, values).fetchone()
    return [tuple(line.split(_BETWEEN)) for line in found.split(_BEHIND)] if found else []


def batches_behind(read: Callable[[str], list[Row]], after: str, limit: int) -> Iterator[Row]:
    """Row by row, `limit` of them read at once; `read` is given the place behind which it begins."""
    while found := read(after):
        yield from found
        if len(found) < limit:
            return
        after = found[-1][0]
