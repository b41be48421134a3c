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
    """Those of `statement`, which bounds itself, with its `columns`; the first is the place, and in its order they come.

    Of the last column, a body, a damaged disk may have made anything: it keeps no other row back.
    """
    row = " || char(31) || ".join(columns)
    whole = f"SELECT CAST(group_concat({row}, char(30)) AS BLOB) FROM ({statement})"
    (found,) = connection.execute(whole, values).fetchone()
    last, rows = len(columns) - 1, list[Row]()
    for line in read_text(found).split(_BEHIND) if found else ():
        parts = line.split(_BETWEEN, last)
        if len(parts) > last:
            rows.append(tuple(parts))
        else:
            # No row: the rest of a body that holds what should only stand behind one.
            *kept, body = rows.pop()
            rows.append((*kept, f"{body}{_BEHIND}{line}"))
    return rows


def read_text(stored: bytes) -> str:
    """What is no text any more becomes what no reader of JSON takes (half a character), and nothing else is lost by it."""
    return stored.decode("utf-8", "surrogateescape")


def batches_behind(read: Callable[[str], list[Row]], after: str, limit: int) -> Iterator[Row]:
    """Row by row, `limit` of them read at once; `read` is given the place behind which it begins."""
    while found := read(after):
        yield from found
        if len(found) < limit:
            return
        after = found[-1][0]
