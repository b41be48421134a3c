"""Brings a ledger file of an earlier version up to this one, inside the transaction of whoever opens it: wholly or not."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace

from functions.adapters.case_store.query import lists, settled_key
from functions.adapters.codec import decode, encode
from functions.domain.case.case import Case
from functions.domain.case.item import CaseItem, with_bounds, with_dispatch
from functions.domain.errors import RecordUnreadable
from schemas.catalogue.edition import load_edition

TABLES_2 = """
ALTER TABLE items ADD COLUMN attention TEXT;
ALTER TABLE items ADD COLUMN office TEXT;
ALTER TABLE items ADD COLUMN since TEXT;
CREATE TABLE records (
    kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX items_in_attention ON items (attention, since) WHERE attention IS NOT NULL;
CREATE INDEX items_of_office ON items (office, since) WHERE office IS NOT NULL;
"""

TABLES_3 = """
ALTER TABLE records ADD COLUMN expires_at TEXT;
CREATE INDEX records_expire ON records (expires_at) WHERE expires_at IS NOT NULL;
"""

TABLES_4 = """
ALTER TABLE cases ADD COLUMN county TEXT;
ALTER TABLE cases ADD COLUMN settled TEXT;
CREATE INDEX cases_of_county ON cases (county, status, opened) WHERE county IS NOT NULL;
CREATE INDEX cases_settled ON cases (city, settled) WHERE settled IS NOT NULL;
CREATE INDEX cases_settled_of_county ON cases (county, settled) WHERE county IS NOT NULL AND settled IS NOT NULL;
"""

TABLES_5 = """
ALTER TABLE items ADD COLUMN todo TEXT;
ALTER TABLE items ADD COLUMN todo_by TEXT;
CREATE INDEX items_waiting ON items (todo, todo_by) WHERE todo IS NOT NULL;
"""

TABLES_6 = """
ALTER TABLE items ADD COLUMN finished TEXT;
ALTER TABLE items ADD COLUMN finished_at TEXT;
CREATE INDEX items_finished ON items (finished, finished_at) WHERE finished IS NOT NULL;
"""

TABLES_7 = """
CREATE TABLE cases_7 (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, applicant TEXT NOT NULL, city TEXT NOT NULL,
    status TEXT NOT NULL, opened TEXT NOT NULL, check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    county TEXT, settled TEXT
) STRICT;
CREATE TABLE items_7 (
    case_id TEXT NOT NULL REFERENCES cases, code TEXT NOT NULL, ordinal INTEGER NOT NULL,
    check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    attention TEXT, office TEXT, since TEXT, todo TEXT, todo_by TEXT,
    finished TEXT, finished_at TEXT, PRIMARY KEY (case_id, code)
) STRICT;
INSERT INTO cases_7 SELECT * FROM cases;
INSERT INTO items_7 SELECT * FROM items;
DROP TABLE items;
DROP TABLE cases;
ALTER TABLE cases_7 RENAME TO cases;
ALTER TABLE items_7 RENAME TO items;
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
"""

_ITEMS = "SELECT body FROM items WHERE case_id = ?"
SENT_TO = "SELECT body FROM events WHERE case_id = ? AND key = ?"
_SET_ITEM = "UPDATE items SET body = ?, attention = ?, office = ?, since = ? WHERE case_id = ? AND code = ?"

SET_FINISHED = "UPDATE items SET finished = ?, finished_at = ? WHERE case_id = ? AND code = ?"

SET_PLACES = "UPDATE cases SET county = ?, settled = ? WHERE id = ?"


def from_1_to_2(connection: sqlite3.Connection) -> None:
    """Items know their city, their office and how often they may be corrected, and are listed by the first two."""
    _run(connection, TABLES_2)
    for (body,) in connection.execute("SELECT body FROM cases"):
        case = decode(Case, body)
        for (item_body,) in connection.execute(_ITEMS, (case.id,)).fetchall():
            _store(connection, _completed(connection, case, decode(CaseItem, item_body)))


def _store(connection: sqlite3.Connection, item: CaseItem) -> None:
    listed = lists(item)
    columns = (listed.get("attention"), listed.get("office"), listed.get("since"))
    connection.execute(_SET_ITEM, (encode(item), *columns, item.case_id, item.code))


def _completed(connection: sqlite3.Connection, case: Case, item: CaseItem) -> CaseItem:
    """What version 1 kept elsewhere: the city with the case, the rounds in its edition, the office in the history."""
    rounds = load_edition(case.edition).item(item.code).correction.max_rounds
    known = with_dispatch(with_bounds(item, correction_rounds=rounds), office=_office(connection, item))
    return replace(known, city=case.city, county=case.county)


def _office(connection: sqlite3.Connection, item: CaseItem) -> str | None:
    found = connection.execute(
        SENT_TO, (item.case_id, f"dispatched/{item.code}/{item.dispatch.sent_round}")
    ).fetchone()
    office = json.loads(found[0])["detail"].get("office") if found else None
    return str(office) if office else None


def from_2_to_3(connection: sqlite3.Connection) -> None:
    """Records may be kept for a time only."""
    _run(connection, TABLES_3)


def from_3_to_4(connection: sqlite3.Connection) -> None:
    """Cases are listed by their county, and by what happened to them last once they are closed."""
    _run(connection, TABLES_4)
    for case_id, body in connection.execute("SELECT id, body FROM cases").fetchall():
        try:
            case = decode(Case, body)
        except RecordUnreadable:
            # Listed by its city still, as what cannot be read.
            continue
        connection.execute(SET_PLACES, (case.county, settled_key(case), case_id))


def from_4_to_5(connection: sqlite3.Connection) -> None:
    """Clerks have a list of what waits for an applicant. What was handed in at a window before is not known as that."""
    _run(connection, TABLES_5)


def from_5_to_6(connection: sqlite3.Connection) -> None:
    """Offices that work on our pages have a list of what they have finished: of earlier items, of those that they claimed."""
    _run(connection, TABLES_6)
    for case_id, code, body in connection.execute("SELECT case_id, code, body FROM items").fetchall():
        try:
            listed = lists(decode(CaseItem, body))
        except RecordUnreadable:
            continue
        if "finished" in listed:
            connection.execute(SET_FINISHED, (listed["finished"], listed["finished_at"], case_id, code))


def from_6_to_7(connection: sqlite3.Connection) -> None:
    """Rows of cases and of items stand in one page each, where half of them took two. What they leave is written over by and
    by; only VACUUM makes the file smaller.
    """
    _run(connection, TABLES_7)


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        connection.execute(statement)


# By the version that each begins at.
MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    1: from_1_to_2,
    2: from_2_to_3,
    3: from_3_to_4,
    4: from_4_to_5,
    5: from_5_to_6,
    6: from_6_to_7,
}
