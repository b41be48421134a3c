"""What was noted and is not on the disk yet (`Change.note`): it goes there with whatever is written next, or a moment later
by itself, and of a row that was noted several times or is written over only the last state goes.

SQLite commits in order, so nothing that was written later is ever on the disk without it: a process that dies leaves a
ledger as it was at some moment.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from functions.domain.case.case import Change, Event
from functions.domain.errors import DuplicateEvent, StaleWrite
from infra.embedded.case_store.kept import KeptCases
from infra.embedded.case_store.rows import LedgerRow, row_place, rows_of, write_noted_event, write_noted_row

_LOG = logging.getLogger(__name__)
# A case's id with an item's code, with nothing (the case's own row), or with the key of an event.
_Place = tuple[str, str]
# How long a note waits for somebody else's write to go with, in seconds.
NOTED_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class _Noted:
    """`on_disk`: the version that the row has there."""

    row: LedgerRow
    on_disk: int


class Notes:
    """`is_told`: whether an event is on the disk."""

    def __init__(self, kept: KeptCases, *, is_told: Callable[[Event], bool]) -> None:
        self._kept, self._is_told = kept, is_told
        self._mutex = threading.Lock()
        self._rows: dict[_Place, _Noted] = {}
        self._events: dict[_Place, Event] = {}
        # What others are writing just now: nobody can say yet whether a note of it is refused.
        self._under_way: list[_Place] = []
        # Of the transaction under way: what was noted when it began, and which rows of it nobody has written over.
        self._going: dict[_Place, _Noted] = {}
        self._going_events: dict[_Place, Event] = {}
        self._left: dict[_Place, _Noted] = {}
        self._closed = False

    def take(self, change: Change) -> bool:
        """`change` as it will be, judged here: whoever reads its rows from now on reads them so. False: it is to be written
        like anything else. Raises DuplicateEvent, StaleWrite.
        """
        noted, events = {row_place(row): row for row in rows_of(change)}, _events(change)
        with self._mutex:
            versions = {place: self._kept.version(row) for place, row in noted.items()}
            under_way = any(one in self._under_way for one in (*noted, *events))
            if None in versions.values() or under_way or self._closed:
                return False
            if not self._events.keys().isdisjoint(events) or any(map(self._is_told, change.events)):
                raise DuplicateEvent
            if any(versions[place] != row.version - 1 for place, row in noted.items()):
                raise StaleWrite
            for place, row in noted.items():
                before = self._rows.get(place)
                self._rows[place] = _Noted(row, before.on_disk if before else row.version - 1)
            self._events |= events
            self._kept.noted(change)
        return True

    @contextmanager
    def beside(self, change: Change) -> Iterator[None]:
        """While `change` is written, until whoever reads it is told of it."""
        places = [*map(row_place, rows_of(change)), *_events(change)]
        with self._mutex:
            self._under_way += places
        try:
            yield
        finally:
            with self._mutex:
                for place in places:
                    self._under_way.remove(place)

    def close(self) -> None:
        """What comes from now on is written like anything else, or refused."""
        with self._mutex:
            self._closed = True

    def tell_lost(self) -> None:
        """Nobody writes any more: whatever is here still was acknowledged and never will be on the disk."""
        with self._mutex:
            lost = len(self._rows) + len(self._events)
        if lost:
            _LOG.error("%d noted rows could not be written before the end and are lost", lost)

    def hold(self, case_id: str | None = None) -> bool:
        """Whether anything (of that case) is not on the disk."""
        with self._mutex:
            return any(case_id in (None, one) for one, _ in (*self._rows, *self._events))

    def over(self, case_id: str) -> dict[str, LedgerRow]:
        """By code, the rows of that case that are not on the disk as they are; its own by none."""
        with self._mutex:
            return {code: noted.row for (one, code), noted in self._rows.items() if one == case_id}

    def event(self, case_id: str, key: str) -> Event | None:
        with self._mutex:
            return self._events.get((case_id, key))

    def begin(self, connection: sqlite3.Connection) -> None:
        """A transaction begins, perhaps once more: all that was noted until now goes with it."""
        with self._mutex:
            self._going, self._going_events = dict(self._rows), dict(self._events)
        self._left = dict(self._going)
        for event in self._going_events.values():
            write_noted_event(connection, event)

    def on_disk(self, row: LedgerRow) -> int:
        """Over which version of it `row` is to be written, within the transaction. Raises StaleWrite."""
        noted = self._left.get(row_place(row))
        if noted is None:
            return row.version - 1
        if noted.row.version != row.version - 1:
            raise StaleWrite
        return noted.on_disk

    def superseded(self, change: Change) -> None:
        """Its rows are written, within the transaction, over what was noted of them."""
        for row in rows_of(change):
            self._left.pop(row_place(row), None)

    def end(self, connection: sqlite3.Connection) -> None:
        """Everybody else has written."""
        for noted in self._left.values():
            write_noted_row(connection, noted.row, noted.on_disk)

    def written(self) -> None:
        """The transaction is on the disk; what was noted meanwhile stands over it."""
        with self._mutex:
            for place, noted in self._going.items():
                last = self._rows.pop(place)
                if last is not noted:
                    self._rows[place] = _Noted(last.row, noted.row.version)
            for place in self._going_events:
                del self._events[place]


class Flushing:
    """Has `flush` called `longest` seconds after it was told that there is something, in a thread of its own, until it is
    closed, whatever `flush` raises. `is_stuck`: the last time nothing could be written.
    """

    def __init__(self, flush: Callable[[], None], longest: float) -> None:
        self._flush, self._longest = flush, longest
        self._some, self._closing = threading.Event(), threading.Event()
        self.is_stuck = False
        self._thread = threading.Thread(target=self._run, name="notes", daemon=True)
        self._thread.start()

    def soon(self) -> None:
        if not self._some.is_set():
            self._some.set()

    def stands_still(self) -> bool:
        return not self._thread.is_alive()

    def close(self) -> None:
        self._closing.set()
        self._some.set()
        self._thread.join()

    def _run(self) -> None:
        while self._some.wait() and not self._closing.wait(self._longest):
            self._some.clear()
            # Closed just before: what woke it for that has been cleared with the rest, and would not come again.
            if self._closing.is_set():
                return
            self.is_stuck = not self._is_flushed()
            if self.is_stuck:
                self._some.set()

    def _is_flushed(self) -> bool:
        try:
            self._flush()
        except Exception as error:
            # Told once and not twenty times a second. The message may hold anything, so only its kind is logged.
            if not self.is_stuck:
                _LOG.error("what was noted cannot be written: %s", type(error).__name__)
            return False
        return True


def _events(change: Change) -> dict[_Place, Event]:
    return {(event.case_id, event.key): event for event in change.events}
