"""The sweep's timer: what EventBridge is on AWS."""

import threading
from collections.abc import Callable

from infra.embedded.log import logger, place_of

Tick = Callable[[], object]


class Timer:
    """Ticks `first` at once, then `then` every so many `seconds`, in a thread of its own, until it is closed.

    A tick that fails is logged, and the next one comes all the same.
    """

    def __init__(self, *, first: Tick, then: Tick, seconds: float) -> None:
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(first, then, seconds), name="timer", daemon=True
        )
        self._thread.start()

    def close(self, timeout: float = 10.0) -> None:
        self._closing.set()
        self._thread.join(timeout)

    def _run(self, first: Tick, then: Tick, seconds: float) -> None:
        _tick(first)
        while not self._closing.wait(seconds):
            _tick(then)


def _tick(tick: Tick) -> None:
    try:
        tick()
    except Exception as error:
        # A message may hold anything: the kind and the place tell enough.
        logger().error("sweep failed", extra={"error": type(error).__name__, "place": place_of(error)})
