"""One measure for every engine: so many cases under way at a time, each seen to its end by whoever began it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from queue import SimpleQueue
from threading import Lock, Thread

from infra.bench.figures import percentile

# Cases that are not counted: what is imported, compiled and connected on the way.
WARMING = 4

RaceFigures = Mapping[str, float]
# Begins that case and returns, when it is closed for good, under which name its answers were given.
OneCase = Callable[[int], str]


def uncounted(under_way: int) -> int:
    return max(WARMING, under_way)


class Race:
    """`stopwatch` and `processor` in seconds: time, and all that the engine's processes have used of the processors."""

    def __init__(
        self, one: OneCase, *, stopwatch: Callable[[], float], processor: Callable[[], float]
    ) -> None:
        self._one = one
        self._stopwatch, self._processor = stopwatch, processor
        self._answered: dict[str, float] = {}
        self._numbers = count()
        self._taking = Lock()

    def answering(self, case: str) -> None:
        """An outside answer of that case is about to be handed over; the last one begins its tail."""
        self._answered[case] = self._stopwatch()

    def run(self, cases: int, under_way: int) -> RaceFigures:
        self._all(uncounted(under_way), under_way)
        began, worked = self._stopwatch(), self._processor()
        seen = self._all(cases, under_way)
        seconds, processor = self._stopwatch() - began, self._processor() - worked
        tails = [one.tail for one in seen]
        return {
            "cases_per_s": cases / seconds,
            "case_p50_ms": percentile([one.whole for one in seen], 0.5) * 1000,
            "tail_p50_ms": percentile(tails, 0.5) * 1000,
            "tail_p99_ms": percentile(tails, 0.99) * 1000,
            "cpu_s": processor / cases,
        }

    def _all(self, cases: int, under_way: int) -> "list[_Seen]":
        seen: SimpleQueue[_Seen | Exception] = SimpleQueue()
        left = iter(range(cases))

        def begin() -> None:
            while True:
                with self._taking:
                    number = next(self._numbers) if next(left, None) is not None else None
                if number is None:
                    return
                try:
                    seen.put(self._seen(number))
                except Exception as error:
                    seen.put(error)

        threads = [Thread(target=begin, name=f"applicant-{n}", daemon=True) for n in range(under_way)]
        for thread in threads:
            thread.start()
        return [_sound(seen.get(timeout=300)) for _ in range(cases)]

    def _seen(self, number: int) -> "_Seen":
        began = self._stopwatch()
        case = self._one(number)
        ended = self._stopwatch()
        return _Seen(ended - began, ended - self._answered.pop(case))


@dataclass(frozen=True, slots=True)
class _Seen:
    whole: float
    tail: float


def _sound(found: _Seen | Exception) -> _Seen:
    if isinstance(found, Exception):
        raise found
    return found
