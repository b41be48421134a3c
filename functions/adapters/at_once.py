"""Calls that wait for the network, side by side: they take as long as the slowest of them, not as all together."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import BoundedSemaphore, Lock
from typing import Any

_Calls = Sequence[Callable[[], Any]]


class Threads:
    """Makes its threads at the first batch: most invocations of a Lambda have none."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None
        self._one_at_a_time = Lock()

    def __call__(self, calls: _Calls) -> list[Any]:
        """What each returned, in their order. All are tried; then the first error there was is raised."""
        if len(calls) < 2:
            return [call() for call in calls]
        with self._one_at_a_time:
            self._pool = self._pool or ThreadPoolExecutor(self._most, thread_name_prefix="at-once")
        futures = [self._pool.submit(call) for call in calls]
        for future in futures:
            future.exception()
        return [future.result() for future in futures]


class Abreast:
    """The same with each of many, so many at a time. Whoever calls asks for the next one once there is room for it, so that
    a list which ends by the clock ends in time. Threads of its own: what one of them does may be at once again.
    """

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, names: Iterable[str], act: Callable[[str], None]) -> None:
        """All that were begun are ended; after the first error none is begun, and it is raised."""
        room, errors = BoundedSemaphore(self._most), list[BaseException]()

        def ended(call: Future[None]) -> None:
            if error := call.exception():
                errors.append(error)
            room.release()

        with ThreadPoolExecutor(self._most, thread_name_prefix="abreast") as pool:
            room.acquire()
            for name in names:
                pool.submit(copy_context().run, act, name).add_done_callback(ended)
                room.acquire()
                if errors:
                    break
        if errors:
            raise errors[0]
