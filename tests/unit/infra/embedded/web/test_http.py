"""The server's bounds, over real sockets and with little patience."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import HttpServer, http_server
from infra.embedded.web.types import Environ, StartResponse
from infra.embedded.web.wsgi import BODY_LIMIT
from tests.support.each import each

GET = b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = GET.removesuffix(b"\r\n") + b"Connection: close\r\n\r\n"
POST = b"POST /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
LARGE = 4 * BODY_LIMIT
# Of what comes at once: so long a machine may stand still.
SECONDS = 20.0


@dataclass
class House:
    """Answers with who asked and what; /large with four megabytes; /wait not before it is let."""

    let: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/wait":
            self.let.wait(2 * SECONDS)
        body = b"x" * LARGE if path == "/large" else f"{environ['REMOTE_ADDR']} {path}".encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body + environ["wsgi.input"].read()]


@contextmanager
def serving(threads: int = 2, **bounds: Any) -> Iterator[tuple[House, HttpServer]]:
    house = House()
    given = replace(Bounds(patience=0.5, farewell=2.0), **bounds)
    server = http_server(
        house,
        host="127.0.0.1",
        port=0,
        threads=threads,
        bounds=given,
        is_quick=lambda _, path: path == "/quick",
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield house, server
    finally:
        house.let.set()
        server.stop()
        thread.join(SECONDS)


def connected(server: HttpServer, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS, source_address=(source, 0))


def answer(connection: socket.socket) -> bytes:
    """All up to its end: whoever asks asks for that, too. A silence may be the machine's."""
    connection.settimeout(SECONDS)
    whole = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            whole += piece
    return whole


def asked(server: HttpServer, path: bytes, source: str = "127.0.0.1") -> bytes:
    with connected(server, source) as connection:
        connection.sendall(LAST % path)
        return answer(connection)


def is_cut(connection: socket.socket, seconds: float = SECONDS) -> bool:
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def in_line(server: HttpServer) -> int:
    """Worked on or waiting, of what is not quick."""
    return server._usual._waiting.total()


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not so():
        if time.monotonic() > end:
            raise TimeoutError
        threading.Event().wait(0.01)


@pytest.mark.parametrize(
    "sent", [b"", b"GET /a HTT", b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"]
)
def test_whoever_sends_too_slowly_is_cut_and_no_worker_is_asked(sent: bytes) -> None:
    with serving(idle=0.5) as (house, server), connected(server) as connection:
        connection.sendall(sent)

        assert is_cut(connection)
        assert house.asked == []


def test_a_byte_now_and_then_is_too_slow_as_well() -> None:
    with serving() as (house, server), connected(server) as connection:
        connection.sendall(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
        with suppress(OSError):
            for _ in range(40):
                connection.sendall(b"{")
                threading.Event().wait(0.1)

        assert is_cut(connection)
        assert house.asked == []


@pytest.mark.slow
def test_whoever_keeps_up_may_send_for_long() -> None:
    # For longer than patience lasts, which is long enough for a machine that stands still for a moment.
    with serving(pace=100, patience=3.0) as (_, server), connected(server) as connection:
        connection.sendall(POST % (b"a", 4000))
        for _ in range(8):
            connection.sendall(b"x" * 500)
            threading.Event().wait(0.5)

        assert answer(connection).endswith(b"x" * 4000)


@pytest.mark.slow
def test_whoever_does_not_read_is_cut_and_keeps_no_worker() -> None:
    with serving(threads=1) as (_, server), connected(server) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**17)
        connection.sendall(GET % b"large" * 3)

        assert asked(server, b"a", "127.0.0.2").endswith(b" /a")
        until(lambda: not server._crowd._counts["127.0.0.1"])
        assert len(answer(connection)) < LARGE


def test_what_is_sent_ahead_is_answered_in_turn_and_not_before() -> None:
    with serving() as (house, server), connected(server) as connection:
        connection.sendall(GET % b"wait" + GET % b"a" + LAST % b"b")
        until(lambda: house.asked == ["/wait"])
        threading.Event().wait(0.1)
        before = list(house.asked)
        house.let.set()
        told = answer(connection)

    assert before == ["/wait"]
    assert told.index(b" /wait") < told.index(b" /a") < told.index(b" /b")


def test_what_is_looked_up_is_answered_while_every_worker_is_busy() -> None:
    with serving(threads=2) as (house, server):
        busy = [connected(server) for _ in range(2)]
        for connection in busy:
            connection.sendall(GET % b"wait")
        until(lambda: house.asked == ["/wait"] * 2)

        assert asked(server, b"quick").endswith(b" /quick")
        for connection in busy:
            connection.close()


def test_one_address_has_its_share_of_the_workers_however_many_connections_it_has() -> None:
    with serving(threads=2, at_once_of_one=1) as (house, server):
        greedy = [connected(server) for _ in range(5)]
        for connection in greedy:
            connection.sendall(GET % b"wait")
        until(lambda: house.asked == ["/wait"])

        assert asked(server, b"a", "127.0.0.2").endswith(b"127.0.0.2 /a")
        assert house.asked == ["/wait", "/a"]
        for connection in greedy:
            connection.close()


def test_a_slash_written_by_its_number_divides_nothing() -> None:
    with serving() as (house, server):
        for path in (b"a%2F", b"a%2fb%20c", b"a%252F"):
            asked(server, path)

    assert house.asked == ["/a%2F", "/a%2fb c", "/a%2F"]


def test_when_no_worker_is_free_in_time_the_answer_is_503_and_when_to_come_back() -> None:
    with serving(threads=1, queued=0.3) as (house, server), connected(server) as busy:
        busy.sendall(GET % b"wait")
        until(lambda: house.asked == ["/wait"])

        refused = asked(server, b"a")

    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after" in refused.lower()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("bounds", "source"), [({"line": 2}, "127.0.0.2"), ({"line_of_one": 2}, "127.0.0.1")]
)
def test_where_many_stand_in_line_the_next_hears_at_once_when_to_come_back(
    bounds: dict[str, int], source: str
) -> None:
    with (
        serving(threads=1, **bounds) as (house, server),
        connected(server) as busy,
        connected(server) as next_,
    ):
        busy.sendall(LAST % b"wait")
        until(lambda: house.asked == ["/wait"])
        next_.sendall(LAST % b"a")
        until(lambda: in_line(server) == 2)

        began = time.monotonic()
        refused = asked(server, b"b", source)
        took = time.monotonic() - began
        house.let.set()
        told = answer(busy) + answer(next_)

    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after" in refused.lower()
    # The bound on waiting in line is twenty seconds.
    assert took < 10
    assert (told.count(b"200 OK"), house.asked) == (2, ["/wait", "/a"])


def test_each_lane_has_a_line_of_its_own() -> None:
    with serving(threads=1, line=1) as (house, server), connected(server) as busy:
        busy.sendall(GET % b"wait")
        until(lambda: house.asked == ["/wait"])

        assert asked(server, b"a").startswith(b"HTTP/1.1 503 ")
        assert asked(server, b"quick").startswith(b"HTTP/1.1 200 ")


def test_an_answers_head_and_body_come_together_on_a_connection_that_is_kept() -> None:
    with serving() as (_, server), connected(server) as connection:
        for path in (b"a", b"b", b"c"):
            connection.sendall(GET % path)
            # Apart, the body would wait for word of the head: forty milliseconds.
            assert connection.recv(65536).endswith(b" /" + path)


def test_an_address_with_a_full_line_leaves_room_for_others() -> None:
    with serving(threads=2, line_of_one=1) as (house, server), connected(server) as busy:
        busy.sendall(GET % b"wait")
        until(lambda: house.asked == ["/wait"])

        assert asked(server, b"a").startswith(b"HTTP/1.1 503 ")
        assert asked(server, b"b", "127.0.0.2").endswith(b"127.0.0.2 /b")


def test_a_household_has_one_line_however_many_addresses_it_has() -> None:
    named = b"GET /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: %s\r\n\r\n"
    trusted = frozenset({"127.0.0.1"})
    with serving(threads=3, line_of_one=1, trusted=trusted) as (house, server), connected(server) as busy:
        busy.sendall(named % (b"wait", b"2001:db8:0:1::1"))
        until(lambda: house.asked == ["/wait"])

        with connected(server) as same, connected(server) as other:
            same.sendall(named % (b"a", b"2001:db8:0:1:ffff::2"))
            other.sendall(named % (b"b", b"2001:db8:0:2::1"))

            assert answer(same).startswith(b"HTTP/1.1 503 ")
            assert answer(other).endswith(b"2001:db8:0:2::1 /b")


def test_an_address_that_opens_too_many_loses_its_slowest_and_can_still_ask() -> None:
    with serving(patience=20, connections_of_one=5) as (_, server):
        slow = [connected(server) for _ in range(20)]
        for connection in slow:
            with suppress(OSError):
                connection.sendall(b"POST /a HTTP/1.1\r\n")

        assert asked(server, b"a").endswith(b" /a")
        assert is_cut(slow[0])
        assert not is_cut(slow[-1], 0.2)
        for connection in slow:
            connection.close()


@pytest.mark.slow
def test_of_all_addresses_the_one_with_the_most_makes_room() -> None:
    with serving(patience=20, idle=20, connections=6) as (_, server), connected(server, "127.0.0.2") as one:
        many = [connected(server) for _ in range(9)]
        threading.Event().wait(0.2)

        one.sendall(LAST % b"a")
        assert answer(one).endswith(b"127.0.0.2 /a")
        assert is_cut(many[0])
        for connection in many:
            connection.close()


@pytest.mark.slow
def test_what_is_held_in_memory_is_bounded_over_all_connections() -> None:
    with serving(patience=20, held=100_000) as (_, server):
        stuck = [connected(server) for _ in range(4)]
        for connection in stuck:
            connection.sendall(
                b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 50001\r\n\r\n" + b"x" * 50_000
            )
            threading.Event().wait(0.1)

        assert [is_cut(connection) for connection in stuck[:2]] == [True, True]
        assert [is_cut(connection, 0.5) for connection in stuck[2:]] == [False, False]
        for connection in stuck:
            connection.close()


@pytest.mark.slow
def test_a_body_over_its_paths_bound_is_refused_before_it_is_read() -> None:
    with serving(body=lambda path: 10 if path == "/small" else 1000) as (house, server):
        with connected(server) as connection:
            connection.sendall(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n")
            refused = answer(connection)
        with connected(server) as connection:
            connection.sendall(POST % (b"large", 11) + b"x" * 11)
            assert answer(connection).startswith(b"HTTP/1.1 200 ")

    assert refused.startswith(b"HTTP/1.1 413 ")
    assert b"body-too-large" in refused
    assert house.asked == ["/large"]


@pytest.mark.slow
def test_what_is_under_way_when_the_server_is_asked_to_stop_is_finished_and_nothing_else_begun() -> None:
    with serving(idle=20) as (house, server), connected(server) as idle, connected(server) as busy:
        idle.sendall(GET % b"a")
        assert idle.recv(65536).endswith(b" /a")
        busy.sendall(GET % b"wait")
        until(lambda: "/wait" in house.asked)

        server.stop()
        assert is_cut(idle)
        with pytest.raises(OSError, match="refused"):
            connected(server)
        house.let.set()

        told = answer(busy)
    assert told.endswith(b" /wait")
    assert b"connection: close" in told.lower()


def test_what_never_ends_does_not_keep_the_server_from_stopping() -> None:
    with serving(farewell=0.3) as (house, server), connected(server) as busy:
        busy.sendall(GET % b"wait")
        until(lambda: "/wait" in house.asked)

        server.stop()

        # By itself it would last twice as long.
        assert is_cut(busy)


@pytest.mark.parametrize(
    ("trusted", "address"),
    [((), "127.0.0.1"), (("127.0.0.1",), "10.0.0.9"), (("127.0.0.1", "10.0.0.9"), "10.0.0.1")],
)
def test_whom_a_proxy_speaks_for_is_believed_of_a_trusted_one_only(
    trusted: tuple[str, ...], address: str
) -> None:
    with serving(trusted=frozenset(trusted)) as (_, server), connected(server) as connection:
        connection.sendall(
            b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 10.0.0.1, 10.0.0.9\r\n\r\n"
        )

        assert answer(connection).endswith(f"{address} /a".encode())


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /a HTTP/1.1\r\nHost: x\r\nX: \x00\r\n\r\n",
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_refused(request_: bytes) -> None:
    with serving() as (house, server), connected(server) as connection:
        connection.sendall(request_)

        assert answer(connection).startswith(b"HTTP/1.1 400 ")
        assert house.asked == []


@each(
    "request_, status, code",
    [
        (GET.removesuffix(b"\r\n") % b"a" + b"X: " + b"a" * 33_000 + b"\r\n\r\n", 431, "head-too-large"),
        (GET.removesuffix(b"\r\n") % b"a" + b"X: " + b"a" * 200_000, 431, "head-too-large"),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "coding-unknown"),
        (b"GET /a HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n", 400, "malformed-request"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_own_name_and_status(
    request_: bytes, status: int, code: str
) -> None:
    with serving() as (_, server), connected(server) as connection:
        connection.sendall(request_)

        head, _, body = answer(connection).partition(b"\r\n\r\n")

    told = json.loads(body)
    assert (int(head.split()[1]), told["status"], told["code"]) == (status, status, code)


def test_a_header_whose_name_passes_for_another_is_dropped() -> None:
    with serving(trusted=frozenset({"127.0.0.1"})) as (_, server), connected(server) as connection:
        connection.sendall(
            b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX_Forwarded_For: 10.0.0.1\r\n\r\n"
        )

        assert answer(connection).endswith(b"127.0.0.1 /a")
