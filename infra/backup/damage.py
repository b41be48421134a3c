"""Which rows of a ledger cannot be read: each is read as the server would read it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from functions.adapters.codec import decode_record, unsealed_form
from functions.adapters.sealing import Seal
from functions.domain.case.case import Case, Event
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from infra.backup.files import TellProgress
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import checked_text, decode_row

_Key = tuple[str, ...]
_BATCH = 500
_ReadRow = Callable[[_Key, bytes, Seal], object]


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where a row is: `key` are the values of its table's key."""

    table: str
    key: _Key

    @property
    def case_id(self) -> str | None:
        """None: a record, which is of no case."""
        return None if self.table == "records" else self.key[0]

    def __str__(self) -> str:
        return f"{self.table} {'/'.join(self.key)}"


@dataclass(frozen=True, slots=True)
class LedgerTable:
    """`value` is what a row holds; the rest of it, and its `key`, are columns by which it is found. `has_rowid`: its rows lie
    in the order of that, the others' in that of their keys."""

    key: _Key
    value: str
    read: _ReadRow
    has_rowid: bool = True

    @property
    def where(self) -> str:
        return " AND ".join(f"{name} = ?" for name in self.key)


def _case(key: _Key, stored: bytes, _seal: Seal) -> None:
    _has_key(key, decode_row(Case, read_text(stored)).id)


def _item(key: _Key, stored: bytes, _seal: Seal) -> None:
    item = decode_row(CaseItem, read_text(stored))
    _has_key(key, item.case_id, item.code)


def _event(key: _Key, stored: bytes, _seal: Seal) -> None:
    event = decode_row(Event, read_text(stored))
    _has_key(key, event.case_id, event.key)


def _form(key: _Key, stored: bytes, seal: Seal) -> None:
    unsealed_form(lambda: seal.unseal(stored, owner=key[0]))


def _record(key: _Key, stored: bytes, seal: Seal) -> None:
    kind, name = key
    decode_record(kind, name, checked_text(read_text(stored)), 0, None, seal)


def _has_key(key: _Key, *said: str) -> None:
    """A row that says it is another's was damaged where nothing else shows it."""
    if said != key:
        raise RecordUnreadable


# Events before forms: by a case's history it is known whether its form changed.
LEDGER_TABLES: Mapping[str, LedgerTable] = {
    "cases": LedgerTable(("id",), "body", _case),
    "items": LedgerTable(("case_id", "code"), "body", _item),
    "events": LedgerTable(("case_id", "key"), "body", _event, has_rowid=False),
    "forms": LedgerTable(("case_id",), "sealed", _form),
    "records": LedgerTable(("kind", "key"), "body", _record, has_rowid=False),
}


def is_readable(place: LedgerPlace, stored: bytes, seal: Seal) -> bool:
    try:
        LEDGER_TABLES[place.table].read(place.key, stored, seal)
    except RecordUnreadable:
        return False
    return True


def unreadable_rows(
    ledger: sqlite3.Connection, seal: Seal, tell: TellProgress = lambda _step, _done, _all: None
) -> Iterator[tuple[LedgerPlace, bytes]]:
    """With what stands there. Raises sqlite3.Error where the file itself is damaged."""
    for name, table in LEDGER_TABLES.items():
        (all_,) = ledger.execute(f"SELECT count(*) FROM {name}").fetchone()
        for number, (key, stored) in enumerate(_rows(ledger, name, table), 1):
            if number % _BATCH == 0 or number == all_:
                tell(name, number, all_)
            place = LedgerPlace(name, key)
            if not is_readable(place, stored, seal):
                yield place, stored


def _rows(ledger: sqlite3.Connection, name: str, table: LedgerTable) -> Iterator[tuple[_Key, bytes]]:
    """In many short readings: during one long one a server that runs could not shorten its log, and it writes on."""
    order = ("rowid",) if table.has_rowid else table.key
    after: tuple[str | int, ...] = (0,) if table.has_rowid else ("",) * len(order)
    named, marks = ", ".join(order), ", ".join("?" for _ in order)
    statement = (
        f"SELECT {named}, {', '.join(table.key)}, CAST({table.value} AS BLOB) FROM {name} "
        f"WHERE ({named}) > ({marks}) ORDER BY {named} LIMIT {_BATCH}"
    )
    found = _BATCH
    while found == _BATCH:
        found = 0
        for row in ledger.execute(statement, after):
            found, after = found + 1, row[: len(order)]
            yield row[len(order) : -1], row[-1]
