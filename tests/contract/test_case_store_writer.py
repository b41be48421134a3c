"""The group commit of the SQLite store: who shares a transaction, and who shares its failure."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from functions.domain.errors import StaleWrite, StoreBusy
from infra.embedded.case_store.schema import connect
from infra.embedded.case_store.writer import Writer

WRITERS = 8


class NothingBeside:
    def begin(self, connection: sqlite3.Connection) -> None:
        """Nothing goes with a transaction."""

    def end(self, connection: sqlite3.Connection) -> None:
        """Nothing went."""

    def written(self) -> None:
        """Nothing is."""


def writer_of(connection: sqlite3.Connection) -> Writer:
    return Writer(connection, NothingBeside())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(connect(tmp_path / "some.db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE written (number INTEGER PRIMARY KEY, padding BLOB)")
    return tmp_path / "some.db"


def insert(number: int, connection: sqlite3.Connection, *, padding: int = 0) -> int:
    connection.execute("INSERT INTO written VALUES (?, zeroblob(?))", (number, padding))
    return number


def written(path: Path) -> list[int]:
    with closing(connect(path, writes=False)) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM written ORDER BY number")]


def test_those_who_wait_share_a_transaction_and_not_an_error(path: Path) -> None:
    """The first holds the lead until the others wait: what they write is one transaction, and one of them fails."""
    transactions: list[str] = []
    connection = connect(path)
    connection.set_trace_callback(lambda sql: transactions.append(sql) if sql == "COMMIT" else None)
    writer = writer_of(connection)
    begun, others_wait = threading.Event(), threading.Event()

    def lead(inside: sqlite3.Connection) -> int:
        begun.set()
        others_wait.wait(10)
        return insert(0, inside)

    def work(number: int) -> int:
        def fail(inside: sqlite3.Connection) -> int:
            insert(number, inside)
            raise StaleWrite

        return writer.run(fail if number == 3 else lambda inside: insert(number, inside))

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        leader = threads.submit(writer.run, lead)
        begun.wait(10)
        others = [threads.submit(work, number) for number in range(1, WRITERS + 1)]
        pause = threading.Event()
        while writer.waiting < WRITERS:
            pause.wait(0.001)
        others_wait.set()
        errors = [one.exception() for one in (leader, *others)]
    writer.close()

    assert [type(error) for error in errors if error] == [StaleWrite]
    assert written(path) == [0, 1, 2, 4, 5, 6, 7, 8]
    # The leader's, the one of all who waited, and that of the close.
    assert len(transactions) == 3


def test_a_fault_of_one_s_own_work_is_one_s_own(path: Path) -> None:
    with closing(writer_of(connect(path))) as writer:
        with pytest.raises(ZeroDivisionError):
            writer.run(lambda connection: insert(1, connection) // 0)

        assert writer.run(lambda connection: insert(2, connection)) == 2
    assert written(path) == [2]


def test_a_full_disk_is_store_busy_and_writes_nothing(path: Path) -> None:
    connection = connect(path)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 2}")

    with closing(writer_of(connection)) as writer:
        with pytest.raises(StoreBusy):
            writer.run(lambda inside: insert(1, inside, padding=100_000))

        assert writer.run(lambda inside: insert(2, inside)) == 2
    assert written(path) == [2]


class BrokenBeside(NothingBeside):
    """What goes with the first transaction cannot be written."""

    def __init__(self) -> None:
        self._left = 1

    def end(self, connection: sqlite3.Connection) -> None:
        if self._left:
            self._left -= 1
            raise ZeroDivisionError


def test_whoever_wrote_beside_what_could_not_be_written_is_told_and_nothing_is(path: Path) -> None:
    with closing(Writer(connect(path), BrokenBeside())) as writer:
        with pytest.raises(ZeroDivisionError):
            writer.run(lambda connection: insert(1, connection))

        assert writer.run(lambda connection: insert(2, connection)) == 2
    assert written(path) == [2]


def test_a_closed_writer_refuses_and_can_be_closed_again(path: Path) -> None:
    writer = writer_of(connect(path))
    writer.close()

    writer.close()

    with pytest.raises(StoreBusy):
        writer.run(lambda connection: insert(1, connection))
