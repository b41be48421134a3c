"""Who stands in which line: work of one kind never waits behind work of another, and within a line no part of it takes more
than its share of those who work there.

How much stands here is bounded by the branches there are: each has one attempt at most.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T")

LineOf = Callable[[str], str]
# A line and the name of a part of it.
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LinePart:
    """What a piece of work is about, and how many of its line's workers may be at that at once."""

    name: str
    share: int


def one_line(_function: str) -> str:
    return ""


class Lines(Generic[_T]):
    """`line_of` tells the line of a Lambda; `is_live`, whether what stands here is still to be done. Single-threaded: the
    Runner holds its lock around every call.
    """

    def __init__(self, line_of: LineOf = one_line, *, is_live: Callable[[_T], bool] = lambda _: True) -> None:
        self._line_of, self._is_live = line_of, is_live
        # With its part's place, if it waited for that: what is over passes its turn on.
        self._waiting: dict[str, deque[tuple[_T, _Place | None]]] = defaultdict(deque)
        # What was taken while its part had its share at work; it comes first again once one of them is done.
        self._parked: dict[_Place, deque[_T]] = {}
        self._at_work: Counter[_Place] = Counter()
        self._news: Counter[str] = Counter()

    def put(self, function: str, what: _T) -> None:
        line = self._line_of(function)
        self._waiting[line].append((what, None))
        self._news[line] += 1

    def take(self, line: str | None) -> _T | None:
        """None: from any line. What is over is passed over."""
        lines = [line] if line is not None else list(self._waiting)
        for name in lines:
            while self._waiting[name]:
                what, place = self._waiting[name].popleft()
                if self._is_live(what):
                    return what
                if place:
                    self._call_next(place)
        return None

    def is_empty(self, line: str) -> bool:
        return not self._waiting[line]

    def are_empty(self) -> bool:
        return not any(self._waiting.values())

    def begin(self, function: str, part: LinePart, what: _T) -> bool:
        """False: its part has its share at work already, and this waits for one of them."""
        place = (self._line_of(function), part.name)
        if self._at_work[place] >= part.share:
            self._parked.setdefault(place, deque()).append(what)
            return False
        self._at_work[place] += 1
        return True

    def end(self, function: str, part: LinePart) -> None:
        place = (self._line_of(function), part.name)
        self._at_work[place] -= 1
        if not self._at_work[place]:
            del self._at_work[place]
        self._call_next(place)

    def _call_next(self, place: _Place) -> None:
        """One of its part has gone: whoever of those that wait is still to be done has its turn."""
        parked = self._parked.get(place, deque())
        while parked:
            what = parked.popleft()
            if self._is_live(what):
                self._waiting[place[0]].appendleft((what, place))
                self._news[place[0]] += 1
                break
        if not parked:
            self._parked.pop(place, None)

    def news(self) -> Counter[str]:
        """How much came into each line since this was asked for last."""
        news, self._news = self._news, Counter()
        return news

    def untaken(self, line: str, count: int) -> None:
        """So much is to be told once more, for whoever was told of it did not take it."""
        self._news[line] += count
