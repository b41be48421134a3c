"""What writers do who meet at one row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import TypeVar

from functions.domain.errors import StaleWrite

_T = TypeVar("_T")

# Writers of one item are few: its department, its task, an operator, the sweep.
ATTEMPTS = 8
# Whoever books at one office at one moment meets at one row.
IN_A_CROWD = 40


def until_written(attempt: Callable[[], _T], *, attempts: int = ATTEMPTS) -> _T:
    """`attempt` reads, decides and writes over what it read; again if beaten. Raises StaleWrite after too many losses."""
    for _ in range(attempts):
        try:
            return attempt()
        except StaleWrite:
            continue
    raise StaleWrite


@dataclass(slots=True)
class WritersTurn:
    """For those who write an item in this process: who would lose need not read, judge and encode for nothing. `written`:
    which item was written last in such a turn, and its version then.
    """

    lock: RLock = field(default_factory=RLock)
    written: tuple[str, str, int] = ("", "", 0)

    def is_past(self, case_id: str, code: str, version: int) -> bool:
        """Whether somebody here has written that item since."""
        *item, last = self.written
        return item == [case_id, code] and last > version


# More than ever write at once in one process. Two items may share one: they wait a moment for nothing.
_TURNS = tuple(WritersTurn() for _ in range(256))


def turn_of(case_id: str, code: str) -> WritersTurn:
    return _TURNS[hash((case_id, code)) % len(_TURNS)]
