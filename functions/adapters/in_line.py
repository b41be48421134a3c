"""What the sweep finds that calls somebody outside: done beside it, a line for each department and one for notices, so that
no office that takes its time keeps the sweep from the other cases.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

_Call = Callable[[], object]
# All of it is owed by the ledger, too: what finds no room here is found again by a later sweep.
_MOST = 1000
# Seconds; each of the last calls ends by its own deadline before that.
LAST_CALLS = 12.0


class Threaded:
    """A line has one thread, made when something first comes into it. What stands in line already does not come in twice.

    `failed` is told of what no call foresaw. `seconds`: where the process may be stopped once the sweep is over, as on AWS,
    so long after it began, or after its first call, nothing more is begun, and `drain` waits for what is under way; None: the
    lines go on.
    """

    def __init__(
        self, *, failed: Callable[[str, Exception], None], seconds: float | None = None, most: int = _MOST
    ) -> None:
        self._failed, self._seconds, self._most = failed, seconds, most
        self._waiting: dict[str, OrderedDict[str, _Call]] = {}
        self._threads: list[Thread] = []
        self._changed = Condition()
        self._under_way = 0
        self._until: float | None = None
        self._closing = False

    def begin(self) -> None:
        with self._changed:
            self._until = None if self._seconds is None else monotonic() + self._seconds

    def __call__(self, line: str, key: str, call: _Call) -> None:
        with self._changed:
            if self._until is None and self._seconds is not None:
                self._until = monotonic() + self._seconds
            if line not in self._waiting:
                self._open(line)
            waiting = self._waiting[line]
            over = self._closing or (self._until is not None and monotonic() >= self._until)
            if not over and key not in waiting and len(waiting) < self._most:
                waiting[key] = call
                self._changed.notify_all()

    def drain(self) -> None:
        with self._changed:
            if self._until is None:
                return
            self._changed.wait_for(lambda: not self._is_busy(), max(0.0, self._until - monotonic()))
            for waiting in self._waiting.values():
                waiting.clear()
            self._changed.wait_for(lambda: not self._under_way, LAST_CALLS)
            self._until = None

    def close(self, timeout: float = 10.0) -> None:
        """Ends after what is under way; the rest stays owed."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def is_idle(self) -> bool:
        with self._changed:
            return not self._is_busy()

    def _is_busy(self) -> bool:
        return bool(self._under_way or any(self._waiting.values()))

    def _open(self, line: str) -> None:
        """Not before its thread is there: what stood in a line that nobody works on would wait for ever."""
        waiting: OrderedDict[str, _Call] = OrderedDict()
        thread = Thread(target=self._work, args=(line, waiting), name=f"in-line-{line}", daemon=True)
        thread.start()
        self._threads.append(thread)
        self._waiting[line] = waiting

    def _work(self, line: str, waiting: OrderedDict[str, _Call]) -> None:
        while (call := self._next(waiting)) is not None:
            try:
                call()
            except Exception as error:
                self._failed(line, error)
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def _next(self, waiting: OrderedDict[str, _Call]) -> _Call | None:
        with self._changed:
            self._changed.wait_for(lambda: waiting or self._closing)
            if self._closing:
                return None
            self._under_way += 1
            return waiting.popitem(last=False)[1]
