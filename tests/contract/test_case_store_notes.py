"""Notes (`Change.note`): on every store they are read and refused like any other write. The SQLite store keeps them in memory
for a moment; what it promises of them besides.
"""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem, Wait, with_clock
from functions.domain.case.transitions import parked
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy
from functions.ports.case_store import CaseStore, Record
from infra.embedded.case_store.notes import Flushing
from infra.embedded.case_store.store import SqliteCaseStore
from tests.contract.races import RACERS, race
from tests.contract.stores import CLOCK, SEAL
from tests.support.ledgers import ledger_at
from tests.support.openings import NOW, application, event, opening

CASE_ID = opening().ledger.case.id
ROOT = Path(__file__).parents[2]
# Longer than any test.
NEVER = 3600.0


@contextmanager
def sqlite(folder: Path, *, longest: float = NEVER) -> Iterator[SqliteCaseStore]:
    with closing(
        SqliteCaseStore(ledger_at(folder / "ledger.db"), seal=SEAL, clock=CLOCK, longest=longest)
    ) as store:
        yield store


def on_disk(folder: Path, code: str = SERVICE_CHECK) -> tuple[int, list[str]]:
    """An item's version and the keys of all events, as a process that starts now would find them."""
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        (version,) = connection.execute("SELECT version FROM items WHERE code = ?", (code,)).fetchone()
        return version, [key for (key,) in connection.execute("SELECT key FROM events ORDER BY key")]


def waiting(item: CaseItem, token: str) -> CaseItem:
    return parked(item, Wait("Dispatch", token, 1, NOW))


def noted(store: CaseStore, token: str = "token", *events: Event) -> CaseItem:
    item = waiting(store.ledger(CASE_ID).service_check, token)
    return store.commit(Change(items=(item,), events=events, note=True)).items[0]


def test_a_note_is_read_like_anything_that_is_written(store: CaseStore) -> None:
    store.create(opening())

    item = noted(store, "token", event(CASE_ID, "sent"))

    assert item.version == 1
    assert store.ledger(CASE_ID).service_check == item
    assert store.event(CASE_ID, "sent") == event(CASE_ID, "sent")
    assert [one.key for one in store.events(CASE_ID, limit=9).entries] == ["sent", "submitted"]


def test_a_note_over_a_version_that_is_past_writes_nothing(store: CaseStore) -> None:
    store.create(opening())
    old = store.ledger(CASE_ID).service_check
    first = noted(store)

    with pytest.raises(StaleWrite):
        store.commit(Change(items=(old,), events=(event(CASE_ID, "late"),), note=True))
    with pytest.raises(StaleWrite):
        store.commit(Change(items=(old,), events=(event(CASE_ID, "late"),)))

    assert store.ledger(CASE_ID).service_check == first
    assert store.event(CASE_ID, "late") is None


@pytest.mark.parametrize("note", [True, False], ids=["noted", "written"])
@pytest.mark.parametrize("again", [True, False], ids=["noted again", "written again"])
def test_an_event_is_told_once_whether_it_is_noted_or_written(
    store: CaseStore, *, note: bool, again: bool
) -> None:
    store.create(opening())
    item = store.ledger(CASE_ID).service_check
    stored = store.commit(Change(items=(item,), events=(event(CASE_ID, "sent"),), note=note)).items[0]

    with pytest.raises(DuplicateEvent):
        store.commit(Change(items=(stored,), events=(event(CASE_ID, "sent"),), note=again))

    assert store.ledger(CASE_ID).service_check == stored


def test_what_is_noted_can_be_written_over_and_noted_over(store: CaseStore) -> None:
    store.create(opening())
    for round_ in range(3):
        item = noted(store, f"token-{round_}")
        store.commit(Change(items=(with_clock(item, reminders=round_),)))

    last = store.ledger(CASE_ID).service_check
    assert (last.version, last.clock.reminders, last.wait and last.wait.token) == (6, 2, "token-2")


def test_a_note_is_found_by_the_sweep_s_question(store: CaseStore) -> None:
    store.create(opening())
    owed = replace(store.ledger(CASE_ID).service_check, follow_up_at=NOW)

    store.commit(Change(items=(owed,), note=True))

    assert CASE_ID in store.due(NOW + timedelta(days=1), limit=9).entries


def looked_at(store: CaseStore) -> Case:
    """A case that was looked at once more, with an item of it, which is noted."""
    ledger = store.ledger(CASE_ID)
    change = Change(
        case=replace(ledger.case, checks=ledger.case.checks + 1), items=(ledger.service_check,), note=True
    )
    stored = store.commit(change)
    assert stored.case
    return stored.case


def test_a_note_of_the_case_itself_is_read_and_refused_like_any_write(store: CaseStore) -> None:
    store.create(opening())
    old = store.ledger(CASE_ID).case

    case = looked_at(store)

    assert (case.version, case.checks) == (1, 1)
    assert store.ledger(CASE_ID).case == case
    with pytest.raises(StaleWrite):
        store.commit(Change(case=old, note=True))
    with pytest.raises(StaleWrite):
        store.commit(Change(case=old))


def test_of_a_case_that_is_looked_at_again_and_again_one_row_goes_to_the_disk(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        looked_at(store)
        looked_at(store)
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as watching:
            assert watching.execute("SELECT version FROM cases").fetchall() == [(0,)]

        case = store.commit(Change(case=looked_at(store))).case

        with closing(sqlite3.connect(tmp_path / "ledger.db")) as watching:
            assert watching.execute("SELECT version FROM cases").fetchall() == [(4,)]
        assert case
        assert case.checks == 3
    assert on_disk(tmp_path)[0] == 3


def test_a_case_whose_note_is_refused_for_one_row_is_noted_in_none(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        ledger = store.ledger(CASE_ID)
        item = noted(store)

        with pytest.raises(StaleWrite):
            store.commit(Change(case=ledger.case, items=(ledger.service_check,), note=True))

        assert store.ledger(CASE_ID) == ledger.with_item(item)


def test_a_note_of_a_case_that_nobody_has_read_is_written(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        item = opening().ledger.service_check
        with pytest.raises(StaleWrite):
            store.commit(Change(items=(item,), note=True))
        store.create(opening())

    with sqlite(tmp_path) as store:
        stored = store.commit(Change(items=(item,), note=True)).items[0]

        assert on_disk(tmp_path)[0] == stored.version == 1


def test_what_is_noted_of_one_case_is_read_in_no_other(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        store.create(opening(2))

    # Whoever reads the second one asks the file.
    with sqlite(tmp_path) as store:
        store.ledger(CASE_ID)
        noted(store)

        other = store.ledger(opening(2).ledger.case.id)

        assert {one.case_id for one in other.items} == {other.case.id}
        assert other.service_check.version == 0


def test_a_note_that_brings_a_form_is_written_with_it(tmp_path: Path) -> None:
    person = application().person.model_copy(update={"phone": "10000000002"})
    corrected = application().model_copy(update={"person": person})
    with sqlite(tmp_path) as store:
        store.create(opening())
        ledger = store.ledger(CASE_ID)
        item = waiting(ledger.service_check, "token")
        store.commit(Change(case=ledger.case, items=(item,), application=corrected, note=True))

    with sqlite(tmp_path) as store:
        assert store.application(CASE_ID) == corrected != application()


def test_a_note_waits_in_memory_and_is_on_the_disk_before_whatever_is_written_later(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        store.create(opening(2))
        noted(store, "first")
        noted(store, "second", event(CASE_ID, "sent"))
        assert on_disk(tmp_path) == (0, ["submitted", "submitted"])

        store.commit(Change(case=store.ledger(opening(2).ledger.case.id).case))

        assert on_disk(tmp_path) == (2, ["sent", "submitted", "submitted"])


@pytest.mark.parametrize("later", ["create", "put"])
def test_whatever_is_written_later_carries_the_notes_before_it(tmp_path: Path, later: str) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        noted(store)

        if later == "create":
            store.create(opening(2))
        else:
            store.put(Record("test", "one", {}))

        assert on_disk(tmp_path)[0] == 1


def test_of_an_item_that_is_noted_and_written_over_one_row_goes_to_the_disk(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as watching:
            watching.execute("CREATE TABLE seen (version INTEGER)")
            watching.execute(
                "CREATE TRIGGER every AFTER UPDATE ON items BEGIN INSERT INTO seen VALUES (new.version); END"
            )
            watching.commit()
        item = noted(store, "second") if noted(store, "first") else None
        assert item

        store.commit(Change(items=(item,)))

        with closing(sqlite3.connect(tmp_path / "ledger.db")) as watching:
            assert watching.execute("SELECT version FROM seen").fetchall() == [(3,)]


def test_a_write_that_is_refused_leaves_the_notes_before_it(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store:
        store.create(opening())
        item, other = noted(store), store.ledger(CASE_ID).item("social_insurance")

        with pytest.raises(StaleWrite):
            store.commit(Change(items=(item, replace(other, version=7))))

        assert store.ledger(CASE_ID).service_check == item
        store.commit(Change(items=(item,)))
    assert on_disk(tmp_path)[0] == 2


def test_a_note_is_on_the_disk_a_moment_later_by_itself(tmp_path: Path) -> None:
    with sqlite(tmp_path, longest=0.01) as store:
        store.create(opening())
        noted(store)

        with closing(sqlite3.connect(tmp_path / "ledger.db", timeout=10)) as watching:
            for _ in range(100_000):
                (version,) = watching.execute("SELECT max(version) FROM items").fetchone()
                if version:
                    break
        assert version == 1


def test_a_note_whose_transaction_fails_goes_with_the_next(tmp_path: Path) -> None:
    with sqlite(tmp_path) as store, closing(sqlite3.connect(tmp_path / "ledger.db")) as somebody:
        store.create(opening())
        noted(store, "token", event(CASE_ID, "sent"))
        somebody.execute("ALTER TABLE records RENAME TO elsewhere")
        with pytest.raises(StoreBusy):
            store.put(Record("test", "one", {}))
        assert on_disk(tmp_path) == (0, ["submitted"])
        somebody.execute("ALTER TABLE elsewhere RENAME TO records")

        store.put(Record("test", "one", {}))

        assert on_disk(tmp_path) == (1, ["sent", "submitted"])


def counted_on(ledger: Ledger, code: str) -> Change:
    """An item one further, or with no code the case itself."""
    if not code:
        return Change(case=replace(ledger.case, checks=ledger.case.checks + 1))
    item = ledger.item(code)
    return Change(items=(with_clock(item, reminders=item.clock.reminders + 1),))


@pytest.mark.slow
def test_after_a_race_of_notes_and_writes_the_file_holds_what_everybody_read(tmp_path: Path) -> None:
    with sqlite(tmp_path, longest=0.001) as store:
        store.create(opening())
        codes = ["", *(item.code for item in store.ledger(CASE_ID).items)]

        def act(racer: int) -> str:
            for turn in range(30):
                change = counted_on(store.ledger(CASE_ID), codes[(racer + turn) % len(codes)])
                told = event(CASE_ID, f"{racer}/{turn}")
                with suppress(StaleWrite):
                    store.commit(replace(change, events=(told,), note=bool((racer + turn) % 3)))
            return "done"

        assert race(act) == {"done": RACERS}
        last = store.ledger(CASE_ID)
        told = [one.key for one in store.events(CASE_ID, limit=500).entries]

    with sqlite(tmp_path) as store:
        assert store.ledger(CASE_ID) == last
        assert all(item.clock.reminders == item.version for item in last.items)
        assert last.case.checks == last.case.version
        # One event for each version of a row, and that of the submission.
        assert len(told) == last.case.version + sum(item.version for item in last.items) + 1
        assert [one.key for one in store.events(CASE_ID, limit=500).entries] == told


class ClosedMeanwhile(threading.Event):
    """It is closed just after it was looked at."""

    def __init__(self, some: threading.Event) -> None:
        super().__init__()
        self._some = some

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        self._some.set()
        return False


def test_whoever_closes_it_just_as_it_wakes_does_not_wait_for_ever() -> None:
    flushing = Flushing(lambda: None, NEVER)
    inside = vars(flushing)
    inside["_closing"] = ClosedMeanwhile(inside["_some"])

    flushing.soon()
    inside["_thread"].join(60)

    assert flushing.stands_still()


NOTING = """
import sys
from pathlib import Path
from functions.domain.case.case import Change
from functions.domain.case.item import with_clock
from infra.embedded.case_store.store import SqliteCaseStore
from tests.support.machine import until
from tests.support.openings import event, opening
from tests.contract.stores import CLOCK, SEAL

store = SqliteCaseStore(Path(sys.argv[1]), seal=SEAL, clock=CLOCK)
case_id = store.create(opening()).case_id
for number in range(1_000_000):
    item = store.ledger(case_id).service_check
    store.commit(Change(items=(with_clock(item, reminders=number),), events=(event(case_id, f"note/{number}"),), note=True))
    if number % 10 == 0:
        store.commit(Change(events=(event(case_id, f"written/{number}"),)))
        sys.stdout.write(f"{number}\\n")
        sys.stdout.flush()
"""


@pytest.mark.slow
def test_after_kill_9_all_notes_before_the_last_acknowledged_write_are_there_and_none_after_a_gap(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    command = [sys.executable, "-c", NOTING, str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as noting:
        assert noting.stdout is not None
        acknowledged = [noting.stdout.readline() for _ in range(100)]
        noting.kill()
        acknowledged += noting.stdout.readlines()
    last = int([line for line in acknowledged if line.endswith("\n")][-1])

    with closing(SqliteCaseStore(path, seal=SEAL, clock=CLOCK)) as store:
        item = store.ledger(CASE_ID).service_check
        there = [store.event(CASE_ID, f"note/{number}") is not None for number in range(item.version + 50)]
    assert there == [True] * item.version + [False] * 50
    assert item.clock.reminders == item.version - 1 >= last
