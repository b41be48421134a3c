"""The HTTP server: one thread reads and writes for everybody (asyncio, h11), workers only ever have whole requests.

What API Gateway does before a Lambda (whole requests only, time for each, nothing kept for who does not read), this does on
one machine; `docs/clients.md` says which bound is whose.
"""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from infra.embedded.supervision import NO_PULSE, Pulse
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.connection import Connection, House
from infra.embedded.web.crowd import ConnectionStep, Crowd
from infra.embedded.web.exchange import Exchanged
from infra.embedded.web.lanes import Lane
from infra.embedded.web.types import Wsgi

BACKLOG = 1024
# The kernel holds no more of an answer that is not read.
SEND_BUFFER = 128 * 1024
# Of the requests behind the present one.
READ_AHEAD = 8 * 1024
QUICK_THREADS = 2
LINGERING = 8
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def nothing_is_quick(_method: str, _path: str) -> bool:
    return False


def unseen(_exchanged: Exchanged) -> None:
    """Nobody looks."""


class HttpServer:
    """Bound and listening; `run` serves until `stop`, or until SIGINT or SIGTERM in the main thread.

    What is under way then is finished, within `bounds.farewell`.
    """

    def __init__(
        self,
        app: Wsgi,
        listening: socket.socket,
        *,
        threads: int,
        bounds: Bounds,
        is_quick: Callable[[str, str], bool],
        seen: Callable[[Exchanged], None],
        pulse: Pulse,
    ) -> None:
        self._app, self._listening, self._bounds = app, listening, bounds
        self.port = int(listening.getsockname()[1])
        self._usual, self._quick = Lane("usual", threads, bounds), Lane("quick", QUICK_THREADS, bounds)
        self._is_quick, self._seen, self._pulse = is_quick, seen, pulse
        self._crowd, self._closing = Crowd(bounds), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._listening.close()
            self._usual.close()
            self._quick.close()

    def stop(self) -> None:
        """From any thread."""
        if self._loop is None:
            self._closing.set()
        else:
            # It may have ended by itself.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._closing.set)

    def standing_still(self) -> tuple[str, ...]:
        """What would go on in a new process."""
        return tuple(lane.name for lane in (self._usual, self._quick) if lane.stands_still())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        house = House(
            app=self._app,
            bounds=self._bounds,
            crowd=self._crowd,
            lane_of=lambda method, path: self._quick if self._is_quick(method, path) else self._usual,
            address=(str(self._listening.getsockname()[0]), self.port),
            closing=self._closing,
            lingering=asyncio.Semaphore(LINGERING),
            seen=self._seen,
        )

        def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(Connection(house, reader, writer).serve())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        with _asked_to_stop(self._loop, self._closing.set):
            server = await asyncio.start_server(met, sock=self._listening, backlog=BACKLOG, limit=READ_AHEAD)
            self._pulse.began()
            await self._beaten()
            self._pulse.ended()
            server.close()
            await self._say_farewell()

    async def _beaten(self) -> None:
        """Until it is to close."""
        while not self._closing.is_set():
            self._pulse.beat()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pulse.every):
                    await self._closing.wait()

    async def _say_farewell(self) -> None:
        for guest in self._crowd.guests:
            if guest.step is ConnectionStep.IDLE:
                guest.leave()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._bounds.farewell)
        for guest in self._crowd.guests:
            guest.leave()


@contextmanager
def _asked_to_stop(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Signals reach the main thread only; whoever handled them before does so again afterwards."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler or signal.SIG_DFL)


def http_server(
    app: Wsgi,
    *,
    host: str,
    port: int,
    threads: int,
    bounds: Bounds | None = None,
    is_quick: Callable[[str, str], bool] = nothing_is_quick,
    seen: Callable[[Exchanged], None] = unseen,
    pulse: Pulse = NO_PULSE,
) -> HttpServer:
    """`is_quick` (method, path): is it answered by looking up? `seen`: told of each exchange, and `pulse` beats, in the
    server's own thread. Raises OSError if the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    # asyncio sees to it only where a socket says that it is TCP's, which one that listens does not.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return HttpServer(
        app,
        listening,
        threads=threads,
        bounds=bounds or Bounds(),
        is_quick=is_quick,
        seen=seen,
        pulse=pulse,
    )
