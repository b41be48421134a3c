"""Programs that others connect to, byte by byte: whatever a test wants them to say, or not to say."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread

# What a peer does with each connection; the event says that the test is over.
Habit = Callable[[socket.socket, Event], None]


@contextmanager
def peer(habit: Habit) -> Iterator[str]:
    """Yields its address, of HTTP."""
    over = Event()

    def served(made: socket.socket) -> None:
        with made, suppress(OSError):
            habit(made, over)

    def accept(listening: socket.socket) -> None:
        with suppress(OSError):
            while not over.is_set():
                made, _ = listening.accept()
                Thread(target=served, args=(made,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        accepting = Thread(target=accept, args=(listening,), daemon=True)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)


@contextmanager
def deaf() -> Iterator[tuple[str, int]]:
    """Yields the address of one that lets whatever comes to it fall: its queue is full, and nobody takes from it."""
    with ExitStack() as open_:
        listening = open_.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = open_.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()


def silent(made: socket.socket, over: Event) -> None:
    """Takes the connection and whatever comes, and says nothing."""
    del made
    over.wait()


def dripping(said: bytes, *, seconds: float = 0.05) -> Habit:
    """Says its first words at once and then a byte at a time, for ever."""

    def habit(made: socket.socket, over: Event) -> None:
        made.sendall(said)
        while not over.wait(seconds):
            made.sendall(b"x")

    return habit


def flooding(said: bytes, more: bytes) -> Habit:
    """Says the first once and the second without end."""

    def habit(made: socket.socket, over: Event) -> None:
        made.sendall(said)
        while not over.is_set():
            made.sendall(more)

    return habit


def heard(made: socket.socket) -> bytes:
    """One whole request: whoever closes with something unread breaks the connection off."""
    said = b""
    while more := made.recv(65536):
        said += more
        head, end, body = said.partition(b"\r\n\r\n")
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if end and len(body) >= int((length or [b":0"])[0].partition(b":")[2]):
            break
    return said
