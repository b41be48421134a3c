"""A ledger file of the first version opens as if it had always been of this one: nothing is lost, everything is listed."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.codec import encode
from functions.domain.case.case import Case, Change, Event
from functions.domain.case.item import CaseItem
from functions.ports.case_store import CaseQuery, ItemQuery, Record
from infra.embedded.case_store.schema import APPLICATION_ID, SCHEMA_VERSION
from infra.embedded.case_store.store import SqliteCaseStore
from schemas.codes import CaseStatus, EventKind, ItemStatus, Outcome
from tests.contract.stores import CLOCK, SEAL
from tests.support.make import with_flat
from tests.support.openings import NOW, application, opening

TABLES_1 = """
CREATE TABLE cases (
    id TEXT PRIMARY KEY, reference TEXT NOT NULL UNIQUE, applicant TEXT NOT NULL, city TEXT NOT NULL,
    status TEXT NOT NULL, opened TEXT NOT NULL, check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE items (
    case_id TEXT NOT NULL REFERENCES cases, code TEXT NOT NULL, ordinal INTEGER NOT NULL,
    check_at TEXT, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (case_id, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
    case_id TEXT NOT NULL REFERENCES cases, key TEXT NOT NULL, at_key TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (case_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE forms (case_id TEXT PRIMARY KEY REFERENCES cases, sealed BLOB NOT NULL) STRICT;
CREATE TABLE keys (
    key TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, reference TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_applicant ON cases (applicant, opened);
CREATE INDEX cases_by_view ON cases (city, status, opened);
CREATE INDEX cases_due ON cases (check_at, id) WHERE check_at IS NOT NULL;
CREATE INDEX items_due ON items (check_at, case_id) WHERE check_at IS NOT NULL;
CREATE INDEX events_in_order ON events (case_id, at_key);
"""
TO_THE_THIRD = """
DROP INDEX cases_of_county; DROP INDEX cases_settled; DROP INDEX cases_settled_of_county;
ALTER TABLE cases DROP COLUMN settled; ALTER TABLE cases DROP COLUMN county;
PRAGMA user_version=3;
"""
TO_THE_FIFTH = """
DROP INDEX items_finished; ALTER TABLE items DROP COLUMN finished; ALTER TABLE items DROP COLUMN finished_at;
PRAGMA user_version=5;
"""
TO_THE_FOURTH = f"""
{TO_THE_FIFTH}
DROP INDEX items_waiting; ALTER TABLE items DROP COLUMN todo; ALTER TABLE items DROP COLUMN todo_by;
PRAGMA user_version=4;
"""
CASE_ID = opening().ledger.case.id
OFFICE = "sandbox-veterans-affairs"
# What a body of version 1 did not have.
LATER_IN_A_CASE = ("terms",)
LATER_IN_AN_ITEM = (
    "city",
    "county",
    "correction_rounds",
    "office",
    "office_override",
    "accepted_at",
    "deemed_accepted",
    "clock",
    "reminders",
    "reminder_owed",
    "reminder_at",
    "note",
    "silent_since",
    "withdrawal_at",
    "withdrawal_sent",
    "claimed_by",
    "claimed_at",
    "override",
)
STATES: dict[str, dict[str, Any]] = {
    "service_check": {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "round": 1, "sent_round": 1},
    "social_insurance": {"status": ItemStatus.WAITING},
    "discharge_report": {"status": ItemStatus.INCIDENT, "round": 2, "sent_round": 2},
}


def old_body(value: Case | CaseItem, later: tuple[str, ...]) -> str:
    return json.dumps({name: held for name, held in json.loads(encode(value)).items() if name not in later})


def dispatched(round_: int, office: str) -> Event:
    key = f"dispatched/discharge_report/{round_}"
    return Event(CASE_ID, key, NOW, EventKind.DISPATCHED, detail={"round": round_, "office": office})


def old_items() -> tuple[CaseItem, ...]:
    return tuple(with_flat(item, **STATES[item.code]) for item in opening().ledger.items)


def old_file(path: Path) -> Path:
    """As version 1 wrote it: the rows of this version, without what came later."""
    given = opening()
    with closing(SqliteCaseStore(path.with_suffix(".new"), seal=SEAL, clock=CLOCK)) as store:
        store.create(replace(given, ledger=replace(given.ledger, items=old_items())))
        store.commit(Change(events=(dispatched(1, "somewhere else"), dispatched(2, OFFICE))))
    with closing(sqlite3.connect(path)) as old:
        old.executescript(f"{TABLES_1} PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=1;")
        old.execute("ATTACH ? AS new", (str(path.with_suffix(".new")),))
        old.execute(
            "INSERT INTO cases SELECT id, reference, applicant, city, status, opened, check_at, version, body"
            " FROM new.cases"
        )
        for table in ("events", "forms", "keys"):
            old.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
        old.execute("INSERT INTO items SELECT case_id, code, ordinal, check_at, version, body FROM new.items")
        old.execute("UPDATE cases SET body = ?", (old_body(given.ledger.case, LATER_IN_A_CASE),))
        for item in old_items():
            old.execute(
                "UPDATE items SET body = ? WHERE code = ?", (old_body(item, LATER_IN_AN_ITEM), item.code)
            )
        old.commit()
    return path


def shape(path: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema")]
        return {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in names}


def test_nothing_is_lost(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(old_file(tmp_path / "ledger.db"), seal=SEAL, clock=CLOCK)) as store:
        ledger = store.ledger(CASE_ID)

        assert ledger.case == opening().ledger.case
        assert [(item.code, item.status, item.version) for item in ledger.items] == [
            (item.code, item.status, 0) for item in old_items()
        ]
        assert store.application(CASE_ID) == application()
        assert store.case_id_of(ledger.case.reference) == CASE_ID
        assert store.cases(CaseQuery(cities=("440100",)), limit=5).entries == (ledger.case,)
        assert len(store.events(CASE_ID, limit=9).entries) == 3
        assert store.create(opening()).case_id == CASE_ID


def test_items_learn_their_city_their_office_and_their_rounds(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(old_file(tmp_path / "ledger.db"), seal=SEAL, clock=CLOCK)) as store:
        ledger = store.ledger(CASE_ID)

        assert {(item.city, item.county) for item in ledger.items} == {("440100", "440106")}
        assert [item.dispatch.office for item in ledger.items] == [None, None, OFFICE]
        assert all(item.bounds.correction_rounds > 0 for item in ledger.items)


def test_items_are_listed(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(old_file(tmp_path / "ledger.db"), seal=SEAL, clock=CLOCK)) as store:
        stopped = (store.ledger(CASE_ID).item("discharge_report"),)

        assert store.items(ItemQuery(cities=("440100",), attention="incident"), limit=5).entries == stopped
        assert store.items(ItemQuery(office=OFFICE), limit=5).entries == stopped


def test_cases_are_listed_by_their_county_and_by_what_came_last(tmp_path: Path) -> None:
    path = old_file(tmp_path / "ledger.db")
    closed = replace(opening().ledger.case, status=CaseStatus.CLOSED, closed_at=NOW)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("UPDATE cases SET body = ?, status = 'closed'", (old_body(closed, LATER_IN_A_CASE),))
    query = CaseQuery(cities=("440100",), county="440106")

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        assert store.cases(query, limit=5).entries == (closed,)
        assert store.settled(query, NOW - timedelta(days=1), limit=5).entries == (CASE_ID,)


def test_a_case_that_cannot_be_read_keeps_no_file_from_being_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())
    with closing(sqlite3.connect(path)) as third:
        third.executescript(f"{TO_THE_FOURTH} {TO_THE_THIRD} UPDATE cases SET body = substr(body, 1, 40);")

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        assert store.cases(CaseQuery(cities=("440100",)), limit=5).unreadable == (CASE_ID,)


def test_the_file_is_then_as_a_new_one(tmp_path: Path) -> None:
    path = old_file(tmp_path / "ledger.db")

    for _ in range(2):
        with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
            before = store.record("batch", "b-1") or Record("batch", "b-1", {})
            assert store.put(before).version == before.version + 1

    assert shape(path) == shape(path.with_suffix(".new"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_a_file_that_cannot_be_brought_up_is_left_as_it_was(tmp_path: Path) -> None:
    path = old_file(tmp_path / "ledger.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE records (id)")
        before = shape(path)

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        SqliteCaseStore(path, seal=SEAL, clock=CLOCK)

    assert shape(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_records_of_a_file_of_the_second_version_are_kept_for_good(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        kept = store.put(Record("batch", "b-1", {"done": 1}))
    before = shape(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"{TO_THE_FOURTH} {TO_THE_THIRD} DROP INDEX records_expire; ALTER TABLE records DROP COLUMN expires_at;"
            "PRAGMA user_version=2;"
        )

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        assert store.record("batch", "b-1") == kept
    assert shape(path) == before


def test_a_file_of_the_fourth_version_gets_the_clerks_list(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        kept = store.create(opening())
    before = shape(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TO_THE_FOURTH)

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        item = store.ledger(kept.case_id).held[0]
        waiting = with_flat(item, at_window=True, bring_by=NOW, city="440100")
        store.commit(Change(items=(waiting,)))
        listed = store.items(ItemQuery(cities=("440100",), waiting=True), limit=5).entries

    assert [one.code for one in listed] == [item.code]
    assert shape(path) == before


def test_a_file_of_the_fifth_version_lists_what_desks_have_finished(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ended: dict[str, Any] = {"status": ItemStatus.DONE, "outcome": Outcome.GRANTED, "office": OFFICE}
    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        desk, system, damaged = store.ledger(store.create(opening()).case_id).items
        ended_items = (with_flat(desk, **ended, claimed_by="anne"), with_flat(system, **ended))
        store.commit(Change(items=(*ended_items, with_flat(damaged, **ended, claimed_by="anne"))))
    before = shape(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(TO_THE_FIFTH)
        connection.execute("UPDATE items SET body = substr(body, 1, 40) WHERE code = ?", (damaged.code,))

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        page = store.items(ItemQuery(office=OFFICE, finished=True), limit=5)

    assert [one.code for one in page.entries] == [desk.code]
    assert shape(path) == before
