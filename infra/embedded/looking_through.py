"""Whether a ledger is whole: each page, each row against its indexes, each row against what it belongs to.

A folder that was copied while its server ran often is not: the file and its log (`-wal`) are then of two moments.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from functions.ports.deps import Clock

LONGEST_LOOK = timedelta(seconds=10)
# Of SQLite's machine, between two looks at the clock.
_STEPS = 100_000


class LookUnfinished(Exception):
    """The ledger is larger than can be looked through in the time."""


def damage_in(ledger: sqlite3.Connection, *, clock: Clock) -> str:
    """What is wrong with it, as SQLite says it; "" if nothing is. Raises LookUnfinished, sqlite3.Error."""
    with _bounded(ledger, clock):
        (found,) = ledger.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            return str(found)
        orphan = ledger.execute("PRAGMA foreign_key_check").fetchone()
    return f"{orphan[0]}: row without its {orphan[2]}" if orphan else ""


@contextmanager
def _bounded(ledger: sqlite3.Connection, clock: Clock) -> Iterator[None]:
    end = clock() + LONGEST_LOOK
    ledger.set_progress_handler(lambda: int(clock() >= end), _STEPS)
    try:
        yield
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise LookUnfinished from exc
        raise
    finally:
        ledger.set_progress_handler(None, 0)
