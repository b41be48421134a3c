"""The ledger's SQLite file: its tables, its version, and how a connection to it is opened."""

import sqlite3
from contextlib import closing
from pathlib import Path

from infra.embedded.case_store.migration import MIGRATIONS

# "LBCS": tells a ledger from any other SQLite file.
APPLICATION_ID = 0x4C424353
SCHEMA_VERSION = 7

# Cases and items have rows of a thousand bytes: WITHOUT ROWID a page of 4 KB keeps 1,002 of each, and the rest takes a whole
# page of its own. Their indexes name what a list asks of them, so that it is told without reading rows.
_TABLES = """
CREATE TABLE cases (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, applicant TEXT NOT NULL, city TEXT NOT NULL,
    status TEXT NOT NULL, opened TEXT NOT NULL, check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    county TEXT, settled TEXT
) STRICT;
CREATE TABLE items (
    case_id TEXT NOT NULL REFERENCES cases, code TEXT NOT NULL, ordinal INTEGER NOT NULL,
    check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    attention TEXT, office TEXT, since TEXT, todo TEXT, todo_by TEXT,
    finished TEXT, finished_at TEXT, PRIMARY KEY (case_id, code)
) STRICT;
CREATE TABLE events (
    case_id TEXT NOT NULL REFERENCES cases, key TEXT NOT NULL, at_key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE forms (case_id TEXT PRIMARY KEY REFERENCES cases, sealed BLOB NOT NULL) STRICT;
CREATE TABLE keys (
    key TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, reference TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
    kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, expires_at TEXT,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_applicant ON cases (applicant, opened);
CREATE INDEX cases_by_view ON cases (city, status, opened);
CREATE INDEX cases_of_county ON cases (county, status, opened) WHERE county IS NOT NULL;
CREATE INDEX cases_settled ON cases (city, settled, id) WHERE settled IS NOT NULL;
CREATE INDEX cases_settled_of_county ON cases (county, settled, id)
    WHERE county IS NOT NULL AND settled IS NOT NULL;
CREATE INDEX cases_due ON cases (check_at, id) WHERE check_at IS NOT NULL;
CREATE INDEX items_due ON items (check_at, case_id, code) WHERE check_at IS NOT NULL;
CREATE INDEX items_in_attention ON items (attention, since) WHERE attention IS NOT NULL;
CREATE INDEX items_of_office ON items (office, since) WHERE office IS NOT NULL;
CREATE INDEX items_waiting ON items (todo, todo_by) WHERE todo IS NOT NULL;
CREATE INDEX items_finished ON items (finished, finished_at) WHERE finished IS NOT NULL;
CREATE INDEX records_expire ON records (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX events_in_order ON events (case_id, at_key);
"""


class ForeignFile(Exception):
    """A file that is not a ledger of this version: nothing in it was touched."""


def prepare(path: Path) -> None:
    """Create the file if there is none, readable by its owner only; bring an older one up. Raises ForeignFile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    try:
        with closing(connect(path)) as connection:
            # Or a table that others refer to could not be made anew.
            connection.execute("PRAGMA foreign_keys=OFF")
            _check(connection, path)
    except sqlite3.OperationalError:
        # Locked, or no room on the disk: nothing is wrong with the file.
        raise
    except sqlite3.DatabaseError as error:
        raise ForeignFile(f"{path} 不是可用的台账文件：{error}") from error


def connect(path: Path, *, writes: bool = True) -> sqlite3.Connection:
    """Used by one thread at a time, which its owner sees to; transactions are begun by name."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    if writes:
        # FULL: a commit that returned is on the disk, through a power cut too.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # Fewer, larger checkpoints: each one costs two more waits for the disk.
        connection.execute("PRAGMA wal_autocheckpoint=4000")
    else:
        connection.execute("PRAGMA query_only=ON")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Under the write lock, so that two programs started at once do not both create the tables, or both migrate them."""
    connection.execute("BEGIN IMMEDIATE")
    found = (_pragma(connection, "application_id"), _pragma(connection, "user_version"))
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if empty and found == (0, 0):
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    elif found[0] == APPLICATION_ID and found[1] in MIGRATIONS:
        for version in range(found[1], SCHEMA_VERSION):
            MIGRATIONS[version](connection)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    elif found != (APPLICATION_ID, SCHEMA_VERSION):
        connection.execute("ROLLBACK")
        raise ForeignFile(f"{path} 的版本为 {found[1]}，本程序只能使用版本 {SCHEMA_VERSION} 的台账文件。")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
