"""Calls that wait for the network, side by side: they take as long as the slowest of them, not as all together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_Calls = Sequence[Callable[[], Any]]


class Threads:
    """Makes its threads at the first batch: most invocations of a Lambda have none."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None

    def __call__(self, calls: _Calls) -> list[Any]:
        """What each returned, in their order. All are tried; then the first error there was is raised."""
        if len(calls) < 2:
            return [call() for call in calls]
        self._pool = self._pool or ThreadPoolExecutor(self._most, thread_name_prefix="at-once")
        futures = [self._pool.submit(call) for call in calls]
        for future in futures:
            future.exception()
        return [future.result() for future in futures]
