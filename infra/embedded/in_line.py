"""What the sweep finds that calls somebody outside: done beside it, a line for each department and one for notices, so that
no office that takes its time keeps the sweep from the other cases.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Condition, Thread

from infra.embedded.log import logger, place_of

Call = Callable[[], object]
# All of it is owed by the ledger, too: what finds no room here is found again by a later sweep.
MOST = 1000


class InLine:
    """A line has one thread, made when something first comes into it. What stands in line already does not come in twice."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: dict[str, OrderedDict[str, Call]] = {}
        self._threads: list[Thread] = []
        self._changed = Condition()
        self._closing = False

    def __call__(self, line: str, key: str, call: Call) -> None:
        with self._changed:
            if line not in self._waiting:
                self._open(line)
            waiting = self._waiting[line]
            if not self._closing and key not in waiting and len(waiting) < self._most:
                waiting[key] = call
                self._changed.notify_all()

    def close(self, timeout: float = 10.0) -> None:
        """Ends after what is under way; the rest stays owed."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def _open(self, line: str) -> None:
        self._waiting[line] = OrderedDict()
        thread = Thread(target=self._work, args=(line,), name=f"in-line-{line}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self, line: str) -> None:
        while (call := self._next(line)) is not None:
            try:
                call()
            except Exception as error:
                # A message may hold anything: the kind and the place tell enough. It stays owed.
                told = {"line": line, "error": type(error).__name__, "place": place_of(error)}
                logger().info("left in line", extra=told)

    def _next(self, line: str) -> Call | None:
        waiting = self._waiting[line]
        with self._changed:
            self._changed.wait_for(lambda: waiting or self._closing)
            return None if self._closing else waiting.popitem(last=False)[1]
