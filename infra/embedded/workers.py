"""Threads that do the runner's work."""

import logging
from threading import Event, Thread

from infra.embedded.asl.runner import Runner

LOG = logging.getLogger(__name__)
# A worker that begins to wait just as the others are woken to stop waits this long.
LONGEST_WAIT = 1.0


class Workers:
    """`count` daemon threads; `close` lets each finish what it does."""

    def __init__(self, runner: Runner, *, count: int) -> None:
        self._runner = runner
        self._closing = Event()
        self._threads = [Thread(target=self._work, name=f"runner-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def close(self, timeout: float = 10.0) -> None:
        self._closing.set()
        self._runner.wake()
        for thread in self._threads:
            thread.join(timeout)

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                if not self._runner.work():
                    self._runner.wait_for_work(LONGEST_WAIT)
            except Exception as error:
                # Nothing that a Lambda raises comes here. The message may hold anything, so only its kind is logged.
                LOG.error("a worker of the runner met %s", type(error).__name__)
                self._closing.wait(0.1)
