"""clamd as it answers on its socket."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any


class FakeClamd:
    """As clamd does on its socket: `z` commands, INSTREAM in chunks, an answer that ends with a zero byte."""

    def __init__(self, listening: socket.socket) -> None:
        self.answer: bytes | None = b"stream: OK\0"
        self.streams: list[bytes] = []
        self._listening = listening
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            # Who asks reads no more than an answer can be, and goes: what is longer meets a closed connection. It goes in the
            # middle of a file, too, where its time is over.
            with connection, suppress(ConnectionError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as said:
            if said.read(10) != b"zINSTREAM\0":
                return
            self.streams.append(b"".join(_chunks(said)))
        if self.answer is not None:
            connection.sendall(self.answer)


def _chunks(said: Any) -> Iterator[bytes]:
    while len(head := said.read(4)) == 4 and (length := struct.unpack(">L", head)[0]) > 0:
        yield said.read(length)


@contextmanager
def clamd(path: Path) -> Iterator[tuple[FakeClamd, str]]:
    """On a socket of this machine; its address."""
    place = path / "clamd.ctl"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(place))
        listening.listen()
        yield FakeClamd(listening), f"unix:{place}"
        listening.shutdown(socket.SHUT_RDWR)
