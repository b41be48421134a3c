"""The sweep's timer: what EventBridge is on AWS."""

import threading
import time
from collections.abc import Callable

from infra.embedded.log import logger, place_of

Tick = Callable[[], object]
# The first sweep of a province's ledger takes minutes.
LONGEST_TICK = 1800.0
_LOOK_SECONDS = 0.5


class Timer:
    """Ticks `first` at once, then `then` every so many `seconds`, in a thread of its own, until it is closed.

    It asks `early` every half second whether the next tick is to come at once.

    A tick that fails is logged, and the next one comes all the same: `first` again, until it has come to its end once.
    """

    def __init__(
        self,
        *,
        first: Tick,
        then: Tick,
        seconds: float,
        early: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        # Ticks that failed, since it began.
        self.failures = 0
        self._early = early
        self._clock, self._began = clock, clock()
        self._closing, self._at_rest = threading.Event(), threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(first, then, seconds), name="timer", daemon=True
        )
        self._thread.start()

    def close(self, timeout: float = 10.0) -> None:
        self._closing.set()
        self._thread.join(timeout)

    def stands_still(self) -> bool:
        """Its thread is gone, or one tick takes so long that it never ends."""
        ticking = not self._at_rest.is_set()
        return not self._thread.is_alive() or (ticking and self._clock() - self._began > LONGEST_TICK)

    def is_idle(self) -> bool:
        """It waits for its next tick."""
        return self._at_rest.is_set()

    def _run(self, first: Tick, then: Tick, seconds: float) -> None:
        begun = self._ticked(first)
        while not self._waited(seconds):
            if begun:
                self._ticked(then)
            else:
                begun = self._ticked(first)

    def _ticked(self, tick: Tick) -> bool:
        self._began = self._clock()
        done = _tick(tick)
        self.failures += not done
        return done

    def _waited(self, seconds: float) -> bool:
        """Whether it is to end."""
        self._at_rest.set()
        try:
            return self._ended_within(seconds)
        finally:
            self._at_rest.clear()

    def _ended_within(self, seconds: float) -> bool:
        for _ in range(int(seconds / _LOOK_SECONDS)):
            if self._closing.wait(_LOOK_SECONDS):
                return True
            if self._is_early():
                return False
        return self._closing.wait(seconds % _LOOK_SECONDS)

    def _is_early(self) -> bool:
        """What keeps it from knowing does not end this thread; the tick needs the same and tells of it."""
        try:
            return self._early()
        except Exception:
            return False


def _tick(tick: Tick) -> bool:
    """Whether it came to its end."""
    try:
        tick()
    except Exception as error:
        # A message may hold anything: the kind and the place tell enough.
        logger().error("sweep failed", extra={"error": type(error).__name__, "place": place_of(error)})
        return False
    return True
