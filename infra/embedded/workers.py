"""Threads that do the runner's work."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from threading import Event, Thread

from infra.embedded.asl.runner import Runner

LOG = logging.getLogger(__name__)
# A worker that begins to wait just as the others are woken to stop waits this long.
LONGEST_WAIT = 1.0


class Workers:
    """Daemon threads, so many for each of the runner's lines, one for its timers; `close` lets each finish what it does."""

    def __init__(self, runner: Runner, *, lines: Mapping[str, int]) -> None:
        self._runner = runner
        self._closing = Event()
        works: list[Callable[[], object]] = [partial(runner.ring, LONGEST_WAIT)]
        works += [partial(self._work, line) for line, count in lines.items() for _ in range(count)]
        self._threads = [
            Thread(target=self._repeat, args=(work,), name=f"runner-{number}", daemon=True)
            for number, work in enumerate(works)
        ]
        for thread in self._threads:
            thread.start()

    def stand_still(self) -> bool:
        """One of its threads is gone, which none does by itself."""
        return not all(thread.is_alive() for thread in self._threads)

    def close(self, timeout: float = 10.0) -> None:
        self._closing.set()
        self._runner.wake()
        for thread in self._threads:
            thread.join(timeout)

    def _work(self, line: str) -> None:
        if not self._runner.work(line):
            self._runner.wait_for_work(LONGEST_WAIT, line)

    def _repeat(self, work: Callable[[], object]) -> None:
        while not self._closing.is_set():
            try:
                work()
            except Exception as error:
                # Nothing that a Lambda raises comes here. The message may hold anything, so only its kind is logged.
                LOG.error("a worker of the runner met %s", type(error).__name__)
                self._closing.wait(0.1)
