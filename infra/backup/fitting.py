"""Whether a row of a backup is the very one that is damaged in the ledger: only then may it stand there again."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.adapters.sealing import Seal
from functions.domain.case.case import Event
from functions.domain.errors import RecordUnreadable
from infra.backup.damage import LEDGER_TABLES, LedgerPlace, is_readable
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import decode_row
from schemas.codes import EventKind

_CHANGES_THE_FORM = frozenset({EventKind.CORRECTED, EventKind.CONTESTED})
# A record may be taken away and made anew under its key: that it is the same, most of its bytes have to say.
_ALIKE = 0.75

_NOT_THERE = "备份里还没有这一行 the backup has no such row yet"
_DAMAGED_TOO = "备份里的同样读不出 it cannot be read there either"
_CHANGED = "备份之后这一行又变过，放回会丢掉那以后的办理 it has changed since the backup"


@dataclass(frozen=True, slots=True)
class Fitting:
    """`value`: what may be put back; None: `why` not."""

    value: bytes | None = None
    why: str = ""


def fitting(
    place: LedgerPlace, damaged: bytes, live: sqlite3.Connection, kept: sqlite3.Connection, seal: Seal
) -> Fitting:
    """Each write of a case, an item or a record raises its version, an event is never changed, and a form only with an event
    of its own."""
    here, there = _row(live, place), _row(kept, place)
    if there is None or here is None:
        return Fitting(why=_NOT_THERE)
    (rest_here, _), (rest, stored) = here, there
    if not is_readable(place, stored, seal):
        return Fitting(why=_DAMAGED_TOO)
    if rest_here != rest or not _is_of_the_same_time(place, damaged, stored, live, kept):
        return Fitting(why=_CHANGED)
    return Fitting(stored)


def _row(ledger: sqlite3.Connection, place: LedgerPlace) -> tuple[tuple[Any, ...], bytes] | None:
    """Its other columns, and what it holds: what is damaged is no text."""
    table = LEDGER_TABLES[place.table]
    columns = [name for _, name, *_ in ledger.execute(f"PRAGMA table_info({place.table})")]
    columns.remove(table.value)
    row = ledger.execute(
        f"SELECT CAST({table.value} AS BLOB), {', '.join(columns)} FROM {place.table} WHERE {table.where}",
        place.key,
    ).fetchone()
    return row and (row[1:], row[0])


def _is_of_the_same_time(
    place: LedgerPlace, damaged: bytes, stored: bytes, live: sqlite3.Connection, kept: sqlite3.Connection
) -> bool:
    if place.table == "records":
        same = sum(a == b for a, b in zip(damaged, stored, strict=False))
        return same >= _ALIKE * max(len(damaged), len(stored))
    if place.table == "forms":
        return _changes(live, place) == _changes(kept, place) is not None
    return True


def _changes(ledger: sqlite3.Connection, place: LedgerPlace) -> Mapping[str, EventKind] | None:
    """The events with which the form changed. None: the history cannot be read."""
    rows = ledger.execute("SELECT CAST(body AS BLOB) FROM events WHERE case_id = ?", place.key)
    try:
        events = [decode_row(Event, read_text(body)) for (body,) in rows]
    except RecordUnreadable:
        return None
    return {one.key: one.kind for one in events if one.kind in _CHANGES_THE_FORM}
