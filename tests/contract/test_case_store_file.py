"""What the SQLite store promises beside the contract: durability, its file's version, its end."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import with_clock
from functions.domain.errors import StaleWrite, StoreBusy
from infra.embedded.case_store.schema import SCHEMA_VERSION, ForeignFile
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.files import FolderInUse
from tests.contract.stores import CLOCK, SEAL
from tests.support.openings import NOW, event, opening

CASE_ID = opening().ledger.case.id
ROOT = Path(__file__).parents[2]

COMMITTING = """
import sys, threading
from pathlib import Path
from functions.domain.case.case import Change
from infra.embedded.case_store.store import SqliteCaseStore
from tests.support.openings import NOW, event, opening
from tests.contract.stores import CLOCK, SEAL

store = SqliteCaseStore(Path(sys.argv[1]), seal=SEAL, clock=CLOCK)
case_id = store.create(opening()).case_id

def commit(thread):
    for number in range(1_000_000):
        store.commit(Change(events=(event(case_id, f"{thread}/{number}"),)))
        sys.stdout.write(f"{thread}/{number}\\n")
        sys.stdout.flush()

for thread in range(4):
    threading.Thread(target=commit, args=(thread,)).start()
"""


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    command = [sys.executable, "-c", COMMITTING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as committing:
        assert committing.stdout is not None
        acknowledged = [committing.stdout.readline() for _ in range(200)]
        committing.kill()
        acknowledged += committing.stdout.readlines()

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        # The last line may have been cut by the kill.
        keys = [line.strip() for line in acknowledged if line.endswith("\n")]
        assert len(keys) >= 200
        assert [key for key in keys if store.event(CASE_ID, key) is None] == []


def test_a_file_is_opened_again_as_it_was_left(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())
        stored = store.commit(Change(items=(store.ledger(CASE_ID).service_check,)))

    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        assert store.ledger(CASE_ID).service_check == stored.items[0]


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1])
def test_a_file_of_another_version_is_refused_and_left_alone(tmp_path: Path, version: int) -> None:
    path = tmp_path / "ledger.db"
    SqliteCaseStore(path, seal=SEAL, clock=CLOCK).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={version}")

    with pytest.raises(ForeignFile, match=f"版本为 {version}"):
        SqliteCaseStore(path, seal=SEAL, clock=CLOCK)


def test_a_file_says_in_its_head_that_it_is_a_ledger(tmp_path: Path) -> None:
    """As every ledger that there is does: by another word none of them would be known again."""
    SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK).close()

    assert (tmp_path / "ledger.db").read_bytes()[68:72] == b"LBCS"


@pytest.mark.parametrize("version", [0, 3])
def test_a_file_of_another_program_is_refused(tmp_path: Path, version: int) -> None:
    """Whichever version it has of its own: 3 is one that a ledger is brought up from."""
    other, noise = tmp_path / "other.db", tmp_path / "noise.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(f"CREATE TABLE cases (id); PRAGMA user_version={version}")
    noise.write_bytes(b"not a database at all" * 100)

    for path in (other, noise):
        with pytest.raises(ForeignFile):
            SqliteCaseStore(path, seal=SEAL, clock=CLOCK)


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())

        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_a_closed_store_refuses_writes(tmp_path: Path) -> None:
    store = SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)
    store.create(opening())
    store.close()

    with pytest.raises(StoreBusy):
        store.commit(Change(events=(event(CASE_ID, "late"),)))


def test_a_change_that_breaks_the_file_s_rules_fails_alone(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())

        with pytest.raises(sqlite3.IntegrityError):
            store.commit(Change(events=(event("nobody", "lost"),)))

        store.commit(Change(events=(event(CASE_ID, "kept"),)))
        assert store.event(CASE_ID, "kept") == event(CASE_ID, "kept")


def test_a_file_belongs_to_one_store_at_a_time(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)), pytest.raises(FolderInUse):
        SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)

    SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK).close()


def test_after_a_refused_write_the_next_reader_asks_the_file(tmp_path: Path) -> None:
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())
        case = store.ledger(CASE_ID).case
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as somebody:
            somebody.execute("UPDATE cases SET version = 7, body = json_set(body, '$.version', 7)")
            somebody.commit()

        with pytest.raises(StaleWrite):
            store.commit(Change(case=case))

        assert store.ledger(CASE_ID).case.version == 7


def test_what_is_read_is_what_the_file_holds(tmp_path: Path) -> None:
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        store.create(opening())
        check = with_clock(store.ledger(CASE_ID).service_check, due_at=shanghai)
        store.commit(Change(items=(check,)))
        kept = store.ledger(CASE_ID)

    with closing(SqliteCaseStore(tmp_path / "ledger.db", seal=SEAL, clock=CLOCK)) as store:
        found = store.ledger(CASE_ID)
    due = [one.service_check.clock.due_at for one in (kept, found)]
    assert found == kept
    assert [at and at.isoformat() for at in due] == [NOW.isoformat()] * 2
