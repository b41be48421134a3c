"""Every row of a ledger, read as the server would: which cannot be read is named, with what to do."""

import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from functions.adapters.outward.secrets import FORM
from functions.ports.case_store import Record
from functions.usecases.record_kinds.shared import SEAL_KEYS
from infra.backup.every_row import look_at_rows
from infra.embedded.safety import SafetyFinding, SafetyLevel, SafetyPart
from infra.embedded.secrets import LEDGER
from tests.support.backups import Server, nothing
from tests.support.checks import rekeyed
from tests.support.openings import opening

CASE = opening(1).ledger.case.id
MANY = 1100
CHANGED = "CAST(substr({0}, 1, 30) || 'X' || substr({0}, 32) AS TEXT)"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "var").holding(2)


def written(server: Server, statement: str) -> None:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        assert ledger.execute(statement).rowcount


def looked(server: Server) -> SafetyFinding:
    [found] = look_at_rows(server.folder, nothing)
    return found


def test_a_ledger_of_which_every_row_can_be_read_is_fine(server: Server) -> None:
    assert looked(server).level is SafetyLevel.FINE


@pytest.mark.parametrize(
    ("table", "column", "where", "named"),
    [
        ("cases", "body", f"id = '{CASE}'", f"cases {CASE}"),
        (
            "items",
            "body",
            f"case_id = '{CASE}' AND code = 'discharge_report'",
            f"items {CASE}/discharge_report",
        ),
        ("events", "body", f"case_id = '{CASE}' AND key = 'submitted'", f"events {CASE}/submitted"),
        ("records", "body", f"kind = '{SEAL_KEYS}'", f"records {SEAL_KEYS}/form"),
        ("forms", "sealed", f"case_id = '{CASE}'", f"forms {CASE}"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_what_to_do(
    server: Server, table: str, column: str, where: str, named: str
) -> None:
    changed = "x'00'" if table == "forms" else CHANGED.format(column)
    written(server, f"UPDATE {table} SET {column} = {changed} WHERE {where}")

    told = looked(server)

    assert (told.level, told.part) == (SafetyLevel.WRONG, SafetyPart.LEDGER)
    assert named in told.text
    assert "lianban repair" in told.do


def test_many_rows_are_read_once_each_a_part_at_a_time_and_of_many_damaged_ones_some_are_named(
    server: Server,
) -> None:
    with server.store() as store:
        for number in range(MANY):
            store.put(Record("kind", f"{number:04}", {"name": "某处"}))
    written(server, "UPDATE records SET body = substr(body, 2) WHERE kind = 'kind' AND key >= '1070'")
    steps: dict[str, list[int]] = {}

    [told] = look_at_rows(
        server.folder, lambda step, done, all_: steps.setdefault(step, []).extend((done, all_))
    )

    assert told.text.count("records kind/") == 20
    assert "还有 10 行" in told.text
    assert steps["records"] == [500, MANY + 1, 1000, MANY + 1, MANY + 1, MANY + 1]
    assert set(steps) == {"cases", "items", "events", "forms", "records"}


def test_a_ledger_larger_than_what_it_is_read_in_is_read_in_little(server: Server) -> None:
    with server.store() as store:
        for number in range(60):
            store.put(Record("kind", f"{number:04}", {"name": "某" * 100_000}))
    tracemalloc.start()
    try:
        told = looked(server)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert told.level is SafetyLevel.FINE
    assert (server.folder / LEDGER).stat().st_size > 15_000_000
    assert peak < 5_000_000


def test_whoever_reads_holds_up_no_log_of_a_server_that_writes(server: Server) -> None:
    with server.store() as store:
        for number in range(MANY):
            store.put(Record("kind", f"{number:04}", {"name": "某处"}))
        left: list[int] = []

        def at_each_part(step: str, done: int, _all: int) -> None:
            """How much of what was written while the part before was read stays in the log."""
            with closing(sqlite3.connect(server.folder / LEDGER)) as other:
                _, log, moved = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            left.append(log - moved)
            store.put(Record("later", f"{step} {done}", {}))

        assert [one.level for one in look_at_rows(server.folder, at_each_part)] == [SafetyLevel.FINE]

    assert len(left) > 5
    assert set(left) == {0}


def test_of_another_key_or_another_version_nothing_is_said_to_be_damaged(server: Server) -> None:
    rekeyed(server.folder, FORM, ["A" * 43 + "="])
    other_key = looked(server)
    written_version(server, 6)

    assert {other_key.level, looked(server).level} == {SafetyLevel.NOTE}


def written_version(server: Server, version: int) -> None:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute(f"PRAGMA user_version={version}")


def test_a_folder_without_a_ledger_has_no_rows(tmp_path: Path) -> None:
    assert tuple(look_at_rows(tmp_path, nothing)) == ()
