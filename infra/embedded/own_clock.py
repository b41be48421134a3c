"""A sandbox's own clock: the real one, and what it was moved on by (`lianban clock`), kept in the data folder.

Server and offices are two programs: each asks the file whenever it asks the time, so that what one signs the other takes.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from functions.adapters.calendar import working_calendar
from functions.domain.clock import deadline
from functions.ports.deps import Clock
from infra.embedded.files import sole_use, write_whole
from schemas.catalogue.figures import Unit

CLOCK_FILE = "clock.json"
# What was signed just before a move may still be on its way.
ON_ITS_WAY = timedelta(minutes=1)
# After the last second of a day.
_NEXT = timedelta(seconds=1)


class BadClock(Exception):
    """The file cannot be read."""


@dataclass(frozen=True, slots=True)
class Moved:
    """`ahead` of the real time, and how far it was ahead before the last move, which was `at` (real)."""

    ahead: timedelta = timedelta()
    before: timedelta = timedelta()
    at: datetime | None = None


def moved_in(folder: Path) -> Moved | None:
    """None: it never was. Raises BadClock."""
    try:
        told = json.loads((folder / CLOCK_FILE).read_bytes())
        return Moved(
            timedelta(seconds=told["ahead"]),
            timedelta(seconds=told["before"]),
            datetime.fromisoformat(told["at"]),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise BadClock(folder / CLOCK_FILE) from exc


class OwnClock:
    """Raises BadClock where the folder's file cannot be read."""

    def __init__(self, folder: Path, real: Clock) -> None:
        self._folder, self._real = folder, real
        # Asked a hundred times for each case: to put it together takes longer than to ask.
        self._file = folder / CLOCK_FILE
        self._seen: tuple[int, int] | None = None
        self._moved = Moved()
        self._look()

    def __call__(self) -> datetime:
        self._look()
        return self._real() + self._moved.ahead

    def moments(self) -> tuple[datetime, ...]:
        """Now; and for a while after a move also the time that it would be without."""
        self._look()
        real, moved = self._real(), self._moved
        now = real + moved.ahead
        if moved.at is None or real - moved.at > ON_ITS_WAY:
            return (now,)
        return now, real + moved.before

    def moves(self) -> Callable[[], bool]:
        """Tells, each time that it is asked, whether the clock was moved since."""
        known = self._moved.ahead

        def moved() -> bool:
            nonlocal known
            self._look()
            before, known = known, self._moved.ahead
            return before != known

        return moved

    def _look(self) -> None:
        try:
            state = self._file.stat()
        except FileNotFoundError:
            return
        seen = state.st_ino, state.st_mtime_ns
        if seen != self._seen:
            self._moved, self._seen = moved_in(self._folder) or Moved(), seen


def move(folder: Path, real: Clock, to: Callable[[datetime], datetime]) -> Moved:
    """`to`: from the sandbox's time to a later one. Raises FolderInUse, BadClock; ValueError for an earlier one."""
    with sole_use(folder, lock=f"{CLOCK_FILE}.lock"):
        was, now = moved_in(folder) or Moved(), real()
        here = now + was.ahead
        further = to(here) - here
        if further <= timedelta():
            raise ValueError("a clock goes forward only")
        done = Moved(was.ahead + further, was.ahead, now)
        told = {
            "ahead": done.ahead.total_seconds(),
            "before": done.before.total_seconds(),
            "at": now.isoformat(),
        }
        write_whole(folder / CLOCK_FILE, json.dumps(told).encode())
    return done


def after_working_days(days: int) -> Callable[[datetime], datetime]:
    """To when a time of so many working days that begins now is over."""
    return lambda now: deadline(now, days, Unit.WORKING_DAY, working_calendar()).at + _NEXT


def after_hours(hours: int) -> Callable[[datetime], datetime]:
    return lambda now: now + timedelta(hours=hours)
