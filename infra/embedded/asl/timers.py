"""Timers by due time, cancellable: of a cancelled one nothing is kept for long, however far off it was due."""

from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

_T = TypeVar("_T")

_FEW = 64


class Timers(Generic[_T]):
    """A timer has a number of its own; what it is for is kept apart from the heap, so that cancelling lets go of it."""

    __slots__ = ("_heap", "_live")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int]] = []
        self._live: dict[int, _T] = {}

    def set(self, number: int, due: datetime, what: _T) -> None:
        self._live[number] = what
        heappush(self._heap, (due, number))

    def cancel(self, number: int) -> None:
        if self._live.pop(number, None) is not None and len(self._heap) > 2 * len(self._live) + _FEW:
            self._heap = [entry for entry in self._heap if entry[1] in self._live]
            heapify(self._heap)

    def size(self) -> int:
        """How much is kept, cancelled or not."""
        return len(self._heap)

    def next_due(self) -> datetime | None:
        while self._heap and self._heap[0][1] not in self._live:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now: datetime) -> _T | None:
        due = self.next_due()
        if due is None or due > now:
            return None
        return self._live.pop(heappop(self._heap)[1])
