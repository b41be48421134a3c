"""Group commit: whatever waits to be written goes to the disk together, and each caller learns only its own fate.

Whoever comes while nobody writes leads: it writes its own work and all that is waiting in one transaction, then wakes
those it wrote for and hands the lead to the first that came meanwhile. There is no thread to start or to stop.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from functions.domain.errors import StoreBusy

_T = TypeVar("_T")


def _nothing(_: object) -> None:
    return None


def _taken() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False, slots=True)
class _Ticket(Generic[_T]):
    work: Callable[[sqlite3.Connection], _T]
    then: Callable[[_T], None]
    # Released by whoever wrote it or hands it the lead.
    turn: threading.Lock = field(default_factory=_taken)
    results: list[_T] = field(default_factory=list)
    error: Exception | None = None
    done: bool = False


class Carried(Protocol):
    """What goes with every transaction, whoever leads it. If one fails, it goes with the next."""

    def begin(self, connection: sqlite3.Connection) -> None: ...

    def end(self, connection: sqlite3.Connection) -> None: ...

    def written(self) -> None: ...


class Writer:
    """`connection` is the writer's alone."""

    def __init__(self, connection: sqlite3.Connection, carried: Carried) -> None:
        self._connection = connection
        self._carried = carried
        self._mutex = threading.Lock()
        self._waiting: list[_Ticket[Any]] = []
        self._led = False
        self._closed = False

    def run(self, work: Callable[[sqlite3.Connection], _T], *, then: Callable[[_T], None] = _nothing) -> _T:
        """Returns what `work` returned once it is on the disk; raises what it raised, and then nothing of it is.

        `then` is called with it in between, in the order of the disk; whoever waits is told after it. It must not raise.
        StoreBusy: the disk is full or another process keeps the file locked.
        """
        ticket = _Ticket(work, then)
        self._take_turn(ticket)
        if ticket.error:
            raise ticket.error
        return ticket.results[0]

    def close(self) -> None:
        """After everything that waits now. What comes later is refused with StoreBusy."""
        with suppress(StoreBusy):
            self._take_turn(_Ticket(lambda _: None, _nothing), last=True)
            self._connection.close()

    @property
    def waiting(self) -> int:
        """How many wait for the transaction after the present one."""
        with self._mutex:
            return len(self._waiting)

    def _take_turn(self, ticket: _Ticket[Any], *, last: bool = False) -> None:
        with self._mutex:
            if self._closed:
                raise StoreBusy
            self._closed = last
            self._waiting.append(ticket)
            leads, self._led = not self._led, True
        if not leads:
            ticket.turn.acquire()
        if not ticket.done:
            self._lead()

    def _lead(self) -> None:
        with self._mutex:
            batch, self._waiting = self._waiting, []
        try:
            self._write(batch)
        finally:
            with self._mutex:
                heir = self._waiting[0] if self._waiting else None
                self._led = heir is not None
            for ticket in batch:
                ticket.done = True
                ticket.turn.release()
            if heir:
                heir.turn.release()

    def _write(self, batch: list[_Ticket[Any]]) -> None:
        """If the transaction as a whole fails, so has every part of it, whatever it had come to by itself."""
        try:
            self._begin()
            if not self._all_accepted(batch):
                self._begin()
                for ticket in batch:
                    self._write_one(ticket)
            self._carried.end(self._connection)
            self._connection.execute("COMMIT")
            self._carried.written()
            _tell(batch)
        except BaseException as error:
            for ticket in batch:
                ticket.error = _for_everyone(error)
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if not isinstance(error, Exception):
                raise

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._carried.begin(self._connection)

    def _all_accepted(self, batch: list[_Ticket[Any]]) -> bool:
        """Most batches hold nothing that is refused and need no savepoints. False: the transaction is undone, start over."""
        try:
            results = [ticket.work(self._connection) for ticket in batch]
        except sqlite3.OperationalError:
            raise
        except Exception:
            self._connection.execute("ROLLBACK")
            return False
        for ticket, result in zip(batch, results, strict=True):
            ticket.results.append(result)
        return True

    def _write_one(self, ticket: _Ticket[Any]) -> None:
        self._connection.execute("SAVEPOINT one")
        try:
            ticket.results.append(ticket.work(self._connection))
        except sqlite3.OperationalError:
            # The disk, not this work: SQLite may have given up the whole transaction.
            raise
        except Exception as error:
            ticket.error = error
            self._connection.execute("ROLLBACK TO one")
        self._connection.execute("RELEASE one")


def _tell(batch: list[_Ticket[Any]]) -> None:
    for ticket in batch:
        if ticket.error is None:
            ticket.then(ticket.results[0])


def _for_everyone(error: BaseException) -> Exception:
    if isinstance(error, Exception) and not isinstance(error, sqlite3.OperationalError):
        return error
    busy = StoreBusy()
    busy.__cause__ = error
    return busy
