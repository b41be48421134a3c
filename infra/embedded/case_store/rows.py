"""The writes of the SQLite store, each inside somebody's transaction: it raises, or it has written everything."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.adapters.case_store.query import lists, opened_key, settled_key
from functions.adapters.codec import encode, stamp
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy
from functions.ports.case_store import Opening, Submission
from infra.embedded.case_store.checksum import with_checksum

# The columns of an item's places, as the statements have them.
_LISTED = ("attention", "office", "since", "todo", "todo_by", "finished", "finished_at")

_Row = tuple[str | int | bytes | None, ...]

_CASE = "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ITEM = "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
EVENT = "INSERT INTO events VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_HAS_EVENT = "SELECT 1 FROM events WHERE case_id = ? AND key = ?"
_FORM = "INSERT INTO forms VALUES (?, ?)"
_KEY = "INSERT INTO keys VALUES (?, ?, ?, ?)"
SET_CASE = """
UPDATE cases SET applicant = ?, status = ?, check_at = ?, version = ?, body = ?, settled = ? WHERE id = ? AND version = ?
"""
_SET_ITEM = """
UPDATE items SET check_at = ?, version = ?, body = ?, attention = ?, office = ?, since = ?, todo = ?, todo_by = ?,
    finished = ?, finished_at = ?
WHERE case_id = ? AND code = ? AND version = ?
"""
SET_FORM = "UPDATE forms SET sealed = ? WHERE case_id = ?"


Work = Callable[[sqlite3.Connection], None]
# What is written over a version of itself.
LedgerRow = Case | CaseItem


@dataclass(frozen=True, slots=True)
class RowTexts:
    """The texts of a change's case and items, as they go into the file."""

    case: str | None
    items: tuple[str, ...]


def row_place(row: LedgerRow) -> tuple[str, str]:
    """Its case's id, and an item's code; the case's own row has none."""
    return (row.id, "") if isinstance(row, Case) else (row.case_id, row.code)


def rows_of(change: Change) -> tuple[LedgerRow, ...]:
    return (*change.items, change.case) if change.case else change.items


def row_texts(of: Change | Ledger) -> RowTexts:
    return RowTexts(_text(of.case) if of.case else None, tuple(map(_text, of.items)))


def _text(value: Case | CaseItem | Event) -> str:
    return with_checksum(encode(value))


def opening_work(
    opening: Opening, given: RowTexts, sealed: bytes, person: Work | None = None
) -> Callable[[sqlite3.Connection], Submission]:
    """Of a ledger `as_opened`. Everything is encoded before the caller stands in the queue for the disk. `person` writes the
    opening's record of its person."""
    case, all_items = opening.ledger.case, opening.ledger.items
    new = Submission(case.id, case.reference, opening.digest)
    written = zip(all_items, given.items, strict=True)
    items = [_item_row(item, i, body) for i, (item, body) in enumerate(written)]
    events = [_event_row(event) for event in opening.events]
    case_row = _case_row(case, given.case or "")

    def create(connection: sqlite3.Connection) -> Submission:
        if old := submission(connection, opening.key):
            return old
        if person:
            person(connection)
        if connection.execute(
            "SELECT 1 FROM cases WHERE id = ? OR reference = ?", (case.id, case.reference)
        ).fetchone():
            raise StoreBusy
        connection.execute(_CASE, case_row)
        connection.executemany(_ITEM, items)
        connection.executemany(EVENT, events)
        connection.execute(_FORM, (case.id, sealed))
        connection.execute(_KEY, (opening.key, case.id, case.reference, opening.digest))
        return new

    return create


class NotedRows(Protocol):
    """Which rows were noted since they were on the disk (notes.py)."""

    def on_disk(self, row: LedgerRow) -> int: ...

    def superseded(self, change: Change) -> None: ...


def writing(
    change: Change, given: RowTexts, sealed: bytes | None, noted: NotedRows, beside: Sequence[Work] = ()
) -> Work:
    """`change` as it will be, over the versions before, which may be noted only. An event that exists is told before a stale
    version. `beside` puts its records."""
    events = [_event_row(event) for event in change.events]
    texts = given.items if given.case is None else (*given.items, given.case)
    written = [(row, *_update(row, text)) for row, text in zip(rows_of(change), texts, strict=True)]

    def commit(connection: sqlite3.Connection) -> None:
        for event in events:
            if not connection.execute(EVENT, event).rowcount:
                raise DuplicateEvent
        for row, statement, values in written:
            if not connection.execute(statement, (*values, noted.on_disk(row))).rowcount:
                raise StaleWrite
        if sealed and change.case:
            connection.execute(SET_FORM, (sealed, change.case.id))
        for put in beside:
            put(connection)
        noted.superseded(change)

    return commit


def write_noted_row(connection: sqlite3.Connection, row: LedgerRow, version: int) -> None:
    """A row that has moved stays as it is."""
    statement, values = _update(row, _text(row))
    connection.execute(statement, (*values, version))


def write_noted_event(connection: sqlite3.Connection, event: Event) -> None:
    connection.execute(EVENT, _event_row(event))


def has_event(connection: sqlite3.Connection, event: Event) -> bool:
    return connection.execute(_HAS_EVENT, (event.case_id, event.key)).fetchone() is not None


def _update(row: LedgerRow, body: str) -> tuple[str, _Row]:
    """The statement, and its values but for the version that it is written over."""
    return (
        (SET_CASE, _case_values(row, body)) if isinstance(row, Case) else (_SET_ITEM, _item_values(row, body))
    )


def submission(connection: sqlite3.Connection, key: str) -> Submission | None:
    found = connection.execute("SELECT case_id, reference, digest FROM keys WHERE key = ?", (key,)).fetchone()
    if found is None:
        return None
    case_id, reference, digest = found
    return Submission(case_id, reference, digest, repeated=True)


def _case_row(case: Case, body: str) -> _Row:
    fixed = (case.id, case.reference, case.applicant, case.city, case.status.value, opened_key(case))
    return (*fixed, _stamp(case.check_at), case.version, body, case.county, settled_key(case))


def _case_values(case: Case, body: str) -> _Row:
    values = (case.applicant, case.status.value, _stamp(case.check_at), case.version, body, settled_key(case))
    return (*values, case.id)


def _item_row(item: CaseItem, ordinal: int, body: str) -> _Row:
    fixed = (item.case_id, item.code, ordinal)
    return (*fixed, _looked_for(item), item.version, body, *_lists(item))


def _item_values(item: CaseItem, body: str) -> _Row:
    values = (_looked_for(item), item.version, body, *_lists(item))
    return (*values, item.case_id, item.code)


def _lists(item: CaseItem) -> _Row:
    listed = lists(item)
    return tuple(listed.get(name) for name in _LISTED)


def _event_row(event: Event) -> _Row:
    return (event.case_id, event.key, f"{stamp(event.at)}#{event.key}", _text(event))


def _looked_for(item: CaseItem) -> str | None:
    """Its place in the sweep's list; or, behind all debts, the mark of its news."""
    return news_place(item.news_at) if item.news_at else _stamp(item.check_at)


def news_place(at: datetime | None) -> str:
    """None: before every mark."""
    return f"~{stamp(at) if at else ''}"


def _stamp(at: datetime | None) -> str | None:
    return stamp(at) if at else None
