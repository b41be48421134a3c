"""Records of the SQLite store: small versioned documents, some sealed, some only for a time."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from functions.adapters.codec import decode_record, stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.adapters.sealing import Seal
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.ports.case_store import Record
from functions.ports.page import Page, page_of
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import checked_text, with_checksum

_ALIVE = "(expires_at IS NULL OR expires_at > ?)"
_ONE = f"SELECT key, CAST(body AS BLOB), version, expires_at FROM records WHERE kind = ? AND key = ? AND {_ALIVE}"
_LISTED = (
    "SELECT key, CAST(body AS BLOB), version, expires_at FROM records "
    f"WHERE kind = ? AND key > ? AND {_ALIVE} ORDER BY key LIMIT ?"
)
_VERSION = f"SELECT version FROM records WHERE kind = ? AND key = ? AND {_ALIVE}"
_PUT = "INSERT OR REPLACE INTO records (kind, key, version, body, expires_at) VALUES (?, ?, ?, ?, ?)"
DELETE = "DELETE FROM records WHERE kind = ? AND key = ?"
EXPIRED = "SELECT kind, key, expires_at FROM records WHERE expires_at <= ? ORDER BY expires_at LIMIT ?"
PURGE = "DELETE FROM records WHERE kind = ? AND key = ? AND expires_at = ?"

Expired = Sequence[tuple[str, str, str]]
_Row = tuple[str, bytes, int, str | None]


def record(
    connection: sqlite3.Connection, kind: str, key: str, *, now: datetime, seal: Seal
) -> Record | None:
    found = connection.execute(_ONE, (kind, key, stamp(now))).fetchone()
    return _record(kind, found, seal) if found else None


def listed_records(
    connection: sqlite3.Connection,
    kind: str,
    *,
    now: datetime,
    seal: Seal,
    limit: int,
    cursor: str | None,
    after: str,
) -> Page[Record]:
    (after,) = read_cursor(f"records#{kind}", cursor, str) or (after,)
    rows = connection.execute(_LISTED, (kind, after, stamp(now), limit + 1)).fetchall()
    found = [(row[0], _record_or_key(kind, row, seal)) for row in rows]
    return page_of(found, limit, lambda place: write_cursor(f"records#{kind}", (place,)))


def _record_or_key(kind: str, row: _Row, seal: Seal) -> Record | str:
    """Of one that cannot be read its key."""
    try:
        return _record(kind, row, seal)
    except RecordUnreadable:
        return row[0]


def _record(kind: str, row: _Row, seal: Seal) -> Record:
    key, body, version, expires = row
    try:
        expires_at = datetime.fromisoformat(expires) if expires else None
        text = checked_text(read_text(body))
    except (RecordUnreadable, ValueError) as error:
        raise RecordUnreadable(version=version) from error
    return decode_record(kind, key, text, version, expires_at, seal)


def putting(record: Record, body: str, *, now: datetime) -> Callable[[sqlite3.Connection], None]:
    """Over the version that was read; what has expired is not there."""
    expires = stamp(record.expires_at) if record.expires_at else None
    text = body if record.sealed else with_checksum(body)

    def put(connection: sqlite3.Connection) -> None:
        if _version(connection, record, now) != record.version:
            raise StaleWrite
        connection.execute(_PUT, (record.kind, record.key, record.version + 1, text, expires))

    return put


def deleting(record: Record, *, now: datetime) -> Callable[[sqlite3.Connection], None]:
    def delete(connection: sqlite3.Connection) -> None:
        if _version(connection, record, now) not in (0, record.version):
            raise StaleWrite
        connection.execute(DELETE, (record.kind, record.key))

    return delete


def _version(connection: sqlite3.Connection, record: Record, now: datetime) -> int:
    """0: there is none."""
    found = connection.execute(_VERSION, (record.kind, record.key, stamp(now))).fetchone()
    return int(found[0]) if found else 0


def expired(connection: sqlite3.Connection, *, now: datetime, limit: int) -> Expired:
    """Read beside the writers: most of the time there is nothing, and nobody waits for the disk to hear so."""
    return connection.execute(EXPIRED, (stamp(now), limit)).fetchall()


def purging(expired: Expired) -> Callable[[sqlite3.Connection], int]:
    """One that was written anew in the meantime has another expiry, and stays."""

    def purge(connection: sqlite3.Connection) -> int:
        return sum(connection.execute(PURGE, row).rowcount for row in expired)

    return purge
