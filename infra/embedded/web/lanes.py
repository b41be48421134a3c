"""Workers in lanes of their own: what only looks up is answered while every worker of the other lane is busy."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from queue import SimpleQueue
from typing import TypeVar

from infra.embedded.web.bounds import Bounds

_Done = TypeVar("_Done")
_Task = Callable[[], None]
# An interface's request has 29 seconds, and every call that it makes has its own bound.
NEVER_COMES_BACK = 180.0
# So many compute at once: Python runs one of them at a time, and each more takes turns that the loop waits for, which refuses
# whom the line does not hold.
COMPUTING = 4
# Where none of them has come back for so long, in seconds, they wait for somebody outside: another begins beside them.
STALL = 0.1


class Places:
    """In the loop: a few at once, and one more up to `most` whenever somebody waits and nobody has left for STALL seconds."""

    def __init__(self, most: int) -> None:
        self._few, self._most = min(COMPUTING, most), most
        self._free = asyncio.Semaphore(self._few)
        self._waiting = self._more = self._left = 0
        self._watch: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        self._waiting += 1
        self._look_again()
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        self._left += 1
        if self._more:
            self._more -= 1
        else:
            self._free.release()

    def _look_again(self) -> None:
        if self._watch is None and self._free.locked():
            self._watch = asyncio.get_running_loop().call_later(STALL, self._look, self._left)

    def _look(self, left: int) -> None:
        self._watch = None
        if self._waiting and self._left == left and self._few + self._more < self._most:
            self._more += 1
            self._free.release()
        if self._waiting:
            self._look_again()


class Lane:
    """So many threads; what is given to it begins at once, for `turn` admits no more than there are threads.

    Of one address only so many at once, however many connections it has. The threads are daemons: one that never comes back
    does not keep the process.
    """

    def __init__(
        self, name: str, threads: int, bounds: Bounds, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name, self._clock = name, clock
        # Of each thread: when it began what it does just now.
        self._began: list[float | None] = [None] * threads
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._places = Places(threads)
        self._queued, self._share = bounds.queued, min(threads, bounds.at_once_of_one)
        self._line, self._line_of_one = bounds.line, bounds.line_of_one
        self._of_one: dict[str, asyncio.Semaphore] = {}
        self._waiting: Counter[str] = Counter()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Raises TimeoutError when none comes in time; at once where so many stand in line that none would be soon."""
        if self._waiting[address] >= self._line_of_one or self._waiting.total() >= self._line:
            raise TimeoutError
        self._waiting[address] += 1
        try:
            own = self._of_one.setdefault(address, asyncio.Semaphore(self._share))
            async with asyncio.timeout(self._queued) as waiting, own, self._places.one():
                waiting.reschedule(None)
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._of_one[address]

    async def run(self, work: Callable[[], _Done]) -> _Done:
        """Within a turn. Whoever stops waiting leaves the thread to finish."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[_Done] = loop.create_future()

        def task() -> None:
            try:
                result = work()
            # It is raised where it is waited for.
            except Exception as error:
                _tell(loop, _failed, done, error)
            else:
                _tell(loop, _succeeded, done, result)

        self._tasks.put(task)
        return await asyncio.shield(done)

    def close(self) -> None:
        for _ in self._threads:
            self._tasks.put(None)

    def stands_still(self) -> bool:
        """None of its threads has come back for so long that none will."""
        now = self._clock()
        return all(began is not None and now - began > NEVER_COMES_BACK for began in tuple(self._began))

    def _work(self, number: int) -> None:
        while task := self._tasks.get():
            self._began[number] = self._clock()
            try:
                task()
            finally:
                self._began[number] = None


def _tell(loop: asyncio.AbstractEventLoop, how: Callable[..., None], *what: object) -> None:
    # The server has stopped without waiting any longer.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(how, *what)


def _succeeded(done: asyncio.Future[_Done], result: _Done) -> None:
    if not done.done():
        done.set_result(result)


def _failed(done: asyncio.Future[_Done], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
