"""What writers do who meet at one row."""

from collections.abc import Callable
from threading import RLock
from typing import TypeVar

from functions.domain.errors import StaleWrite

_T = TypeVar("_T")

# Writers of one item are few: its department, its task, an operator, the sweep.
ATTEMPTS = 8
# More than ever write at once in one process. Two items may share one: they wait a moment for nothing.
_TURNS = tuple(RLock() for _ in range(256))
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


def turn_of(case_id: str, code: str) -> RLock:
    """For those who write an item in this process: who would lose need not read, judge and encode for nothing."""
    return _TURNS[hash((case_id, code)) % len(_TURNS)]
