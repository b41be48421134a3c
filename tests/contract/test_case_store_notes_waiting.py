"""What is noted in the SQLite store and not on the disk yet: lists show it, a write beside it asks for it, and what
keeps it from the disk is told.
"""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal

import pytest

from functions.domain.case.case import Change
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy
from functions.ports.case_store import ItemQuery
from infra.embedded.case_store.notes import Flushing
from infra.embedded.case_store.store import SqliteCaseStore
from schemas.codes import ItemStatus
from tests.contract.test_case_store_notes import CASE_ID, noted, on_disk, sqlite, waiting
from tests.support.machine import until
from tests.support.openings import NOW, event, opening

OTHER = "social_insurance"
LATER = NOW + timedelta(days=1)
CITY = opening().ledger.case.city


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (lambda store: [one.code for one in store.items(ItemQuery(cities=(CITY,)), limit=9).entries], OTHER),
        (lambda store: [mark.code for mark in store.news(None, LATER, limit=9)], "service_check"),
        (lambda store: store.due(NOW, limit=9).entries, CASE_ID),
        (lambda store: [one.key for one in store.events(CASE_ID, limit=9).entries], "sent"),
    ],
    ids=["items", "news", "due", "events"],
)
def test_what_is_only_noted_is_listed(
    tmp_path: Path, listed: Callable[[SqliteCaseStore], list[object]], shown: object
) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        check, other = store.ledger(CASE_ID).service_check, store.ledger(CASE_ID).item(OTHER)
        assert shown not in listed(store)

        in_trouble = replace(other, city=CITY, status=ItemStatus.INCIDENT, follow_up_at=NOW)
        store.commit(Change(items=(replace(waiting(check, "token"), news_at=NOW),), note=True))
        store.commit(Change(items=(in_trouble,), events=(event(CASE_ID, "sent"),), note=True))

        assert shown in listed(store)


def test_what_is_noted_of_a_case_is_in_its_history_whatever_is_noted_of_another(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        other = store.ledger(store.create(opening(2)).case_id).service_check
        noted(store, "token", event(CASE_ID, "sent"))
        store.commit(Change(items=(waiting(other, "token"),), note=True))

        assert "sent" in [one.key for one in store.events(CASE_ID, limit=9).entries]


def test_a_note_of_an_event_that_is_being_written_just_now_is_refused(tmp_path: Path) -> None:
    """The disk keeps the event from being told, and its note comes meanwhile."""
    slow, go = Signal(), Signal()

    def hold(_connection: sqlite3.Connection) -> None:
        slow.set()
        go.wait(10)

    told = event(CASE_ID, "sent")
    with sqlite(tmp_path) as store, ThreadPoolExecutor(3) as threads:
        store.create(opening())
        store.ledger(CASE_ID)
        threads.submit(store._writer.run, hold)
        assert slow.wait(10)
        written = threads.submit(store.commit, Change(events=(told,)))
        until(lambda: store._writer.waiting == 1, seconds=5)

        again = threads.submit(noted, store, "token", told)
        until(lambda: again.done() or store._writer.waiting == 2, seconds=5)
        go.set()

        written.result(10)
        with pytest.raises(DuplicateEvent):
            again.result(10)
        assert store.ledger(CASE_ID).service_check.version == 0


def test_a_note_of_a_row_that_is_being_written_just_now_is_refused_and_not_lost(tmp_path: Path) -> None:
    """Its write is in the transaction, and nobody has been told of it yet."""
    first, first_goes, last, last_goes = (Signal() for _ in range(4))

    def hold(came: Signal, go: Signal) -> Callable[[sqlite3.Connection], None]:
        def held(_connection: sqlite3.Connection) -> None:
            came.set()
            go.wait(10)

        return held

    with sqlite(tmp_path) as store, ThreadPoolExecutor(4) as threads:
        store.create(opening())
        check = store.ledger(CASE_ID).service_check
        threads.submit(store._writer.run, hold(first, first_goes))
        assert first.wait(10)
        written = threads.submit(store.commit, Change(items=(waiting(check, "written"),)))
        until(lambda: store._writer.waiting == 1, seconds=5)
        threads.submit(store._writer.run, hold(last, last_goes))
        until(lambda: store._writer.waiting == 2, seconds=5)
        first_goes.set()
        assert last.wait(10)

        over = threads.submit(noted, store, "noted")
        until(lambda: over.done() or store._writer.waiting == 1, seconds=5)
        last_goes.set()

        written.result(10)
        with pytest.raises(StaleWrite):
            over.result(10)
        kept = store.ledger(CASE_ID).service_check
    assert kept == reread(tmp_path)


def reread(folder: Path) -> CaseItem:
    with sqlite(folder) as store:
        return store.ledger(CASE_ID).service_check


def test_what_nobody_could_write_goes_to_the_disk_by_itself_once_the_file_is_free(tmp_path: Path) -> None:
    with sqlite(tmp_path, longest=0.01) as store, closing(locking(tmp_path)) as somebody:
        store.create(opening())
        store._writer._connection.execute("PRAGMA busy_timeout=0")
        somebody.execute("BEGIN IMMEDIATE")
        noted(store)
        until(lambda: store._flushing.is_stuck, seconds=5)
        with pytest.raises(StoreBusy):
            store.check_notes()

        somebody.execute("ROLLBACK")

        until(lambda: on_disk(tmp_path)[0] == 1, seconds=5)
        until(lambda: not store._flushing.is_stuck, seconds=5)
        store.check_notes()


def test_whatever_goes_wrong_the_thread_that_writes_notes_goes_on_and_tells_of_it_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wrong: list[Exception] = [ValueError("姓名"), RuntimeError("姓名"), KeyError("姓名")]
    done = Signal()

    def flush() -> None:
        if wrong:
            raise wrong.pop(0)
        done.set()

    with closing(Flushing(flush, longest=0.001)) as flushing:
        flushing.soon()

        assert done.wait(10)
        assert not flushing.stands_still()
        until(lambda: not flushing.is_stuck, seconds=5)
    assert [record.getMessage() for record in caplog.records] == [
        "what was noted cannot be written: ValueError"
    ]
    assert flushing.stands_still()


def test_what_was_noted_and_could_not_be_written_before_the_end_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        limited(store, room=0)
        noted(store, "token", replace(event(CASE_ID, "sent"), detail={"note": "言" * 100_000}))

    assert on_disk(tmp_path) == (0, ["submitted"])
    assert [record.getMessage() for record in caplog.records] == [
        "2 noted rows could not be written before the end and are lost"
    ]


def test_of_a_store_that_is_closed_no_thread_is_left(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        working = not store.stands_still()

    assert working
    assert store.stands_still()


def test_a_store_that_is_closed_takes_no_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        item = waiting(store.ledger(CASE_ID).service_check, "token")

    with pytest.raises(StoreBusy):
        store.commit(Change(items=(item,), note=True))

    assert caplog.records == []


def test_on_a_full_disk_what_was_noted_is_read_and_lists_are_served(tmp_path: Path) -> None:
    large = replace(event(CASE_ID, "sent"), detail={"note": "言" * 100_000})
    with sqlite(tmp_path, longest=0.01) as store:
        store.create(opening())
        limited(store, room=0)
        item = noted(store, "token", large)
        with pytest.raises(StoreBusy):
            store.commit(Change(items=(with_clock(item, reminders=1),), events=(event(CASE_ID, "late"),)))

        began = time.monotonic()
        assert store.ledger(CASE_ID).service_check == item
        assert store.event(CASE_ID, "sent") == large
        assert [one.key for one in store.events(CASE_ID, limit=9).entries] == ["submitted"]
        assert store.due(NOW - timedelta(days=1), limit=9).entries == ()
        assert time.monotonic() - began < 5

        limited(store, room=10_000)
        until(lambda: on_disk(tmp_path)[0] == item.version, seconds=5)
        assert [one.key for one in store.events(CASE_ID, limit=9).entries] == ["sent", "submitted"]


def limited(store: SqliteCaseStore, *, room: int) -> None:
    """The file may grow by so many pages; past the writer, for whatever it writes carries the notes."""
    connection = store._writer._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + room}")


def locking(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "ledger.db", isolation_level=None)
