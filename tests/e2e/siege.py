"""A siege of one server, for its figures: `python -m tests.e2e.siege`. Standard library only: any tree can be besieged.

Three crowds at once, in a process of their own: readers that ask and ask and never read, senders of a byte each ten seconds,
and clients that post 260 KB of nothing but errors, one after the other: as much as is read. Beside them one healthy client
asks for /health, each time over a new connection. The last crowd, which takes all the processor time there is, goes first,
and the healthy client with it; readers and senders stay until the server has borne them as long as it does.
"""

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

READERS, SENDERS, BODIES = 20, 820, 64
PATIENCE = 10.0
# Until the crowds are there; for the last second of it errors are posted, too.
GATHERING, POSTED_BEFORE = 5.0, 1.0
# So often the healthy client asks at least, also where the machine stands still while the errors are posted.
FEWEST = 5
WAIT = threading.Event().wait
BODY = b'{"items":[' + b"1," * 130_000 + b"1]}"
HEALTH = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
POST = "POST /v1/guide/assessment HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Figures:
    """Of the healthy client: seconds of each answer, how many never came; of the server: its memory at its highest.

    `reader`, `sender`: seconds that the server bore with the one that it bore with the longest. `read`: how many of the
    posted bodies it read, and refused for what was in them.
    """

    answers: tuple[float, ...]
    failed: int
    peak_mb: float
    reader: float
    sender: float
    read: int

    @property
    def p95(self) -> float:
        whole = sorted([*self.answers, *[PATIENCE] * self.failed])
        return whole[int(len(whole) * 0.95)]


class Attack:
    """`own`: from the healthy client's own address, or else each crowd from another one."""

    def __init__(self, port: int, *, own: bool) -> None:
        self._port, self._own = port, own
        self.borne = {"reader": 0.0, "sender": 0.0}
        self.read = 0

    async def run(self, *, posting: float) -> None:
        """`posting`: seconds of the crowd that posts, once the others are there."""
        await asyncio.gather(
            *(self._for_ever(self._read_never) for _ in range(READERS)),
            *(self._for_ever(self._send_slowly) for _ in range(SENDERS)),
            *(self._post(posting) for _ in range(BODIES)),
        )

    async def _post(self, seconds: float) -> None:
        await asyncio.sleep(GATHERING - POSTED_BEFORE)
        await _for_seconds(seconds, self._for_ever(self._post_errors))

    async def _for_ever(self, once: Callable[[], Awaitable[None]]) -> None:
        while True:
            with suppress(OSError):
                await once()
            await asyncio.sleep(0.5)

    async def _connected(self, host: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        source = "127.0.0.1" if self._own else f"127.0.1.{host}"
        return await asyncio.open_connection("127.0.0.1", self._port, local_addr=(source, 0), limit=4096)

    async def _read_never(self) -> None:
        reader, writer = await self._connected(1)
        began = time.monotonic()
        try:
            while not reader.at_eof() and not writer.is_closing():
                writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
                with suppress(TimeoutError):
                    await asyncio.wait_for(writer.drain(), 1)
                await asyncio.sleep(1)
        finally:
            self._bore("reader", began)
            writer.transport.abort()

    async def _send_slowly(self) -> None:
        reader, writer = await self._connected(2)
        writer.write(b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n")
        began = time.monotonic()
        try:
            while not reader.at_eof():
                writer.write(b"{")
                with suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(4096), 10)
        finally:
            self._bore("sender", began)
            writer.transport.abort()

    async def _post_errors(self) -> None:
        reader, writer = await self._connected(3)
        with suppress(OSError):
            writer.write(f"{POST}Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n".encode() + BODY)
            await writer.drain()
        try:
            self.read += (await reader.readline()).startswith(b"HTTP/1.1 400 ")
            while await reader.read(65536):
                pass
        finally:
            writer.transport.abort()

    def _bore(self, who: str, began: float) -> None:
        self.borne[who] = max(self.borne[who], time.monotonic() - began)


async def _for_seconds(seconds: float, crowd: Awaitable[None]) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(crowd, seconds)


async def attack(port: int, *, own: bool, seconds: float, posting: float) -> dict[str, float]:
    crowd = Attack(port, own=own)
    await _for_seconds(seconds, crowd.run(posting=posting))
    return {**crowd.borne, "read": crowd.read}


def healthy(port: int, patience: float = PATIENCE) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
            connection.sendall(HEALTH)
            return b" 200 " in connection.recv(4096)
    except OSError:
        return False


def besieged(port: int, pid: int, *, seconds: float, posting: float, own: bool) -> Figures:
    """The crowds have their connections before the healthy client begins, which asks as long as all three are there."""
    times = (str(seconds + GATHERING), str(posting + POSTED_BEFORE))
    words = [sys.executable, __file__, "attack", str(port), str(int(own)), *times]
    answers: list[float] = []
    failed = 0
    with subprocess.Popen(words, stdout=subprocess.PIPE) as attackers:
        WAIT(GATHERING)
        began = time.monotonic()
        while time.monotonic() - began < posting or len(answers) + failed < FEWEST:
            asked = time.monotonic()
            if healthy(port):
                answers.append(time.monotonic() - asked)
            else:
                failed += 1
            WAIT(0.1)
        borne = json.loads(attackers.communicate(timeout=seconds + 60)[0])
    return Figures(tuple(answers), failed, peak_mb(pid), borne["reader"], borne["sender"], int(borne["read"]))


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


@contextmanager
def server(folder: Path, port: int, *more: str) -> Iterator[int]:
    """Its process's id."""
    words = [sys.executable, "-m", "infra.embedded", "--folder", str(folder), "--port", str(port), *more]
    with (folder / "log.txt").open("wb") as log, subprocess.Popen(words, stderr=log, stdout=log) as process:
        until_up(port)
        yield process.pid
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()


def until_up(port: int) -> None:
    for _ in range(300):
        if healthy(port, 1):
            return
        WAIT(0.1)
    raise TimeoutError("the server does not answer")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    for own in (False, True):
        with tempfile.TemporaryDirectory() as folder, server(Path(folder), 8931) as pid:
            found = besieged(8931, pid, seconds=seconds, posting=seconds, own=own)
        told = {
            "attacked from": "the healthy client's own address" if own else "other addresses",
            "answered": len(found.answers),
            "failed": found.failed,
            "p95_ms": round(found.p95 * 1000),
            "peak_mb": round(found.peak_mb),
            "reader_borne_s": round(found.reader, 1),
            "sender_borne_s": round(found.sender, 1),
            "bodies_read": found.read,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["attack"]:
        port, own, seconds, posting = sys.argv[2:]
        borne = asyncio.run(attack(int(port), own=own == "1", seconds=float(seconds), posting=float(posting)))
        sys.stdout.write(json.dumps(borne))
    else:
        main()
