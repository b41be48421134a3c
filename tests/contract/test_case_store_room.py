"""What a case takes in the SQLite file: no row of a case or an item takes more than its own bytes in a page."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.case import Change
from infra.embedded.case_store.schema import prepare
from infra.embedded.case_store.store import SqliteCaseStore
from tests.contract.stores import CLOCK, SEAL
from tests.support.make import with_flat
from tests.support.openings import opening

# Filled once for all that look at it.
pytestmark = pytest.mark.together("room")
CASES = 40
# A page of 4 KB keeps 1,002 bytes of a row WITHOUT ROWID, and a whole page for the rest.
LONG_NOTE = "n" * 800
TO_THE_SIXTH = """
CREATE TABLE cases_6 (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, applicant TEXT NOT NULL, city TEXT NOT NULL,
    status TEXT NOT NULL, opened TEXT NOT NULL, check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    county TEXT, settled TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE items_6 (
    case_id TEXT NOT NULL REFERENCES cases, code TEXT NOT NULL, ordinal INTEGER NOT NULL,
    check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL,
    attention TEXT, office TEXT, since TEXT, todo TEXT, todo_by TEXT,
    finished TEXT, finished_at TEXT, PRIMARY KEY (case_id, code)
) STRICT, WITHOUT ROWID;
INSERT INTO cases_6 SELECT * FROM cases;
INSERT INTO items_6 SELECT * FROM items;
DROP TABLE items;
DROP TABLE cases;
ALTER TABLE cases_6 RENAME TO cases;
ALTER TABLE items_6 RENAME TO items;
CREATE INDEX cases_by_applicant ON cases (applicant, opened);
CREATE INDEX cases_by_view ON cases (city, status, opened);
CREATE INDEX cases_of_county ON cases (county, status, opened) WHERE county IS NOT NULL;
CREATE INDEX cases_settled ON cases (city, settled) WHERE settled IS NOT NULL;
CREATE INDEX cases_settled_of_county ON cases (county, settled) WHERE county IS NOT NULL AND settled IS NOT NULL;
CREATE INDEX cases_due ON cases (check_at, id) WHERE check_at IS NOT NULL;
CREATE INDEX items_due ON items (check_at, case_id) WHERE check_at IS NOT NULL;
CREATE INDEX items_in_attention ON items (attention, since) WHERE attention IS NOT NULL;
CREATE INDEX items_of_office ON items (office, since) WHERE office IS NOT NULL;
CREATE INDEX items_waiting ON items (todo, todo_by) WHERE todo IS NOT NULL;
CREATE INDEX items_finished ON items (finished, finished_at) WHERE finished IS NOT NULL;
PRAGMA user_version=6;
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each case the rows of items are longer than a thousand bytes. Nobody writes into it."""
    path = tmp_path_factory.mktemp("filled") / "ledger.db"
    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        for number in range(1, CASES + 1):
            case_id = store.create(opening(number)).case_id
            items = store.ledger(case_id).items
            store.commit(Change(items=tuple(with_flat(item, note=LONG_NOTE) for item in items)))
    return path


@pytest.fixture
def of_the_sixth_version(filled: Path, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    shutil.copyfile(filled, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TO_THE_SIXTH)
    return path


def asked(path: Path, *statements: str) -> list[list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements]


def room(path: Path) -> float:
    """How many bytes of pages are in use for each byte that rows of cases and items hold; forms have pages of their own."""
    [[(size,)], [(pages,)], [(free,)]] = asked(
        path, "PRAGMA page_size", "PRAGMA page_count", "PRAGMA freelist_count"
    )
    [[(held,)]] = asked(
        path, "SELECT (SELECT sum(length(body)) FROM cases) + (SELECT sum(length(body)) FROM items)"
    )
    return float(size * (pages - free - CASES)) / float(held)


def made(path: Path) -> list[list[Any]]:
    """As each table and each index was said to be made; the name of one that was renamed stands in quotes."""
    words = "SELECT name, replace(sql, '\"', '') FROM sqlite_schema WHERE name {} ORDER BY name"
    return asked(path, words.format("GLOB 'items*'"), words.format("GLOB 'cases_*'"))


@pytest.mark.slow
def test_a_long_row_takes_no_page_of_its_own(filled: Path) -> None:
    assert room(filled) < 3.5


def test_a_file_of_the_sixth_version_is_brought_to_the_same_shape(
    of_the_sixth_version: Path, tmp_path: Path
) -> None:
    path = of_the_sixth_version
    before = room(path)

    prepare(path)

    prepare(tmp_path / "new.db")
    assert made(path) == made(tmp_path / "new.db")
    assert room(path) < before / 1.5


def test_nothing_of_a_file_of_the_sixth_version_is_lost_and_its_rows_still_refer_to_cases(
    of_the_sixth_version: Path,
) -> None:
    path = of_the_sixth_version
    rows = ("SELECT * FROM cases ORDER BY id", "SELECT * FROM items ORDER BY case_id, code")
    before = asked(path, *rows)

    prepare(path)

    assert asked(path, *rows) == before
    references = [
        asked(path, f"PRAGMA foreign_key_list({table})")[0][0][2]
        for table in ("items", "events", "forms", "keys")
    ]
    assert references == ["cases"] * 4
    assert asked(path, "PRAGMA foreign_key_check", "PRAGMA integrity_check") == [[], [("ok",)]]
