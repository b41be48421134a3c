"""What writers do who meet at one row."""

from collections.abc import Callable
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
