"""A call ends by its deadline and reads no more than it was to, whatever the other side does.

No test looks at a clock: each of these peers goes on for ever, and a call that waited for it would not return.
"""

import socket
import ssl
from collections.abc import Iterator
from io import DEFAULT_BUFFER_SIZE
from pathlib import Path
from socket import AF_INET, SOCK_STREAM
from threading import Event

import pytest

from functions.adapters.issuer_keys import jwks_at
from functions.adapters.outward.address import BadAddress
from functions.adapters.outward.calls import (
    MOST_HEAD,
    Answered,
    CallAsked,
    Calls,
    NoAnswer,
    NotPublic,
)
from functions.adapters.outward.deadline import CallDeadline, DeadlinePassed
from functions.adapters.outward.names import Names
from functions.adapters.outward.wire import connect_wire
from functions.domain.refusals import IdentityUnavailable
from tests.support.certificates import certified
from tests.support.each import each
from tests.support.offices_http import HttpOffice, http_office
from tests.support.peers import Habit, deaf, dripping, flooding, heard, peer, silent
from tests.support.threads import no_more_threads

MOST_BODY = 1000
STATUS = b"HTTP/1.1 200 OK\r\n"


def calls(*, seconds: float = 0.3, public_only: bool = False, trust: ssl.SSLContext | None = None) -> Calls:
    return Calls(
        seconds=seconds, connect_seconds=seconds, most_body=MOST_BODY, public_only=public_only, trust=trust
    )


def called(habit: Habit, *, scheme: str = "http", body: bytes = b"{}", seconds: float = 0.3) -> Answered:
    with peer(habit) as address:
        return calls(seconds=seconds).call(CallAsked(address.replace("http", scheme), body))


@pytest.fixture
def office() -> Iterator[HttpOffice]:
    with http_office() as made:
        yield made


@pytest.mark.slow
@each(
    "said",
    [b"", b"HTTP/1.1 20", STATUS, STATUS + b"content-type: text", b"HTTP/1.1 100 Continue\r\n\r\n"],
    ids=["nothing", "status", "headers", "header", "continue"],
)
def test_a_peer_that_drips_its_head_is_left_at_the_deadline(said: bytes) -> None:
    with pytest.raises(NoAnswer, match="Timeout"):
        called(dripping(said))


@pytest.mark.slow
@each("framing", [b"content-length: 900\r\n\r\n", b"\r\n", b"transfer-encoding: chunked\r\n\r\n"])
def test_a_peer_that_drips_its_body_has_answered_all_the_same(framing: bytes) -> None:
    answered = called(dripping(STATUS + framing), seconds=2.0)

    assert (answered.status, answered.body) == (200, b"")


def test_a_peer_that_says_nothing_is_left_at_the_deadline() -> None:
    with pytest.raises(NoAnswer, match="Timeout"):
        called(silent)


def test_a_peer_that_does_not_read_what_it_is_sent_is_left_at_the_deadline() -> None:
    with pytest.raises(NoAnswer, match="Timeout"):
        called(silent, body=b"x" * 20_000_000)


@pytest.mark.parametrize("habit", [silent, dripping(b"\x16\x03\x03\x3f\xff")], ids=["silent", "dripping"])
def test_a_handshake_is_part_of_the_call(habit: Habit) -> None:
    with pytest.raises(NoAnswer, match="Timeout"):
        called(habit, scheme="https")


@each("more", [b"x-more: 1\r\n", b"x" * 1000, b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_head_without_end_is_not_read_to_the_end(more: bytes) -> None:
    with peer(flooding(STATUS if more.startswith(b"x") else b"", more)) as address:
        patient = Calls(seconds=60.0, connect_seconds=1.0, most_body=MOST_BODY)
        with pytest.raises(NoAnswer):
            patient.call(CallAsked(address))


@pytest.mark.parametrize("framing", [b"content-length: 99999999\r\n\r\n", b"\r\n"])
def test_a_body_is_cut_at_its_bound(framing: bytes) -> None:
    answered = called(flooding(STATUS + framing, b"x" * 4096), seconds=60.0)

    assert answered.body == b"x" * MOST_BODY


def test_a_body_is_not_unpacked(office: HttpOffice) -> None:
    office.headers, office.body = {"content-encoding": "gzip"}, b"\x1f\x8bsmall"

    assert calls(seconds=60.0).call(CallAsked(office.endpoint, b"{}")).body == b"\x1f\x8bsmall"


def test_a_resolver_that_hangs_holds_nobody_and_one_thread_a_name() -> None:
    asked, over = [], Event()

    def hang(host: str, port: int) -> list[tuple[object, ...]]:
        asked.append(host)
        over.wait(30)
        return []

    names = Names(hang)
    for _ in range(5):
        with pytest.raises(TimeoutError):
            names.find("office.example", 443, CallDeadline.after(0.05))
    over.set()

    assert asked == ["office.example"]


def test_a_name_that_found_no_thread_is_looked_up_when_there_is_one() -> None:
    names = Names(lambda host, _port: [(host,)])

    with no_more_threads(), pytest.raises(RuntimeError):
        names.find("office.example", 443, CallDeadline.after(5.0))

    assert names.find("office.example", 443, CallDeadline.after(5.0)) == [("office.example",)]


def test_behind_an_address_that_lets_everything_fall_the_next_one_is_tried() -> None:
    with deaf() as first, peer(silent) as second:
        places = [first, ("127.0.0.1", int(second.rpartition(":")[2]))]
        names = Names(lambda _host, _port: [(AF_INET, SOCK_STREAM, 0, "", place) for place in places])

        wire = connect_wire(names, "a.example", 80, CallDeadline.after(0.4), trust=None, public_only=False)
        wire.close()


def test_a_name_that_is_none_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        calls(seconds=60.0).call(CallAsked("http://nobody.invalid/"))


def test_a_private_address_is_not_even_connected_to() -> None:
    connected = Event()

    def note(_made: socket.socket, _over: Event) -> None:
        connected.set()

    with peer(note) as address, pytest.raises(NotPublic):
        calls(public_only=True).call(CallAsked(address.replace("http", "https")))

    assert not connected.is_set()


@each("url", ["", "/items", "ftp://office.example/", "http://", "http://[::1", "office.example"])
def test_an_address_that_is_none_is_not_called(url: str) -> None:
    with pytest.raises(BadAddress):
        calls().call(CallAsked(url))


def test_a_certificate_is_checked_and_one_that_is_trusted_is_taken(tmp_path: Path) -> None:
    own, trust = certified(tmp_path, "localhost")

    def answer(made: socket.socket, _over: Event) -> None:
        with own.wrap_socket(made, server_side=True) as secured:
            heard(secured)
            secured.sendall(STATUS + b"content-length: 2\r\n\r\nok")

    with peer(answer) as address:
        there = address.replace("http://127.0.0.1", "https://localhost")
        assert calls(seconds=60.0, trust=trust).call(CallAsked(there, b"{}")).body == b"ok"
        with pytest.raises(NoAnswer, match="SSLCertVerificationError"):
            calls(seconds=60.0).call(CallAsked(there, b"{}"))
        with pytest.raises(NoAnswer, match="SSLCertVerificationError"):
            calls(seconds=60.0, trust=trust).call(CallAsked(there.replace("localhost", "127.0.0.1"), b"{}"))


def test_what_was_said_out_of_turn_over_tls_answers_no_later_call(tmp_path: Path) -> None:
    """All in one record: what of it was read is decrypted already, and the connection itself has nothing to read."""
    own, trust = certified(tmp_path, "localhost")
    answer = STATUS + b"content-length: 2\r\n\r\n"
    stale = (answer + b"ok").ljust(DEFAULT_BUFFER_SIZE, b"x") + answer + b"no"
    served = []

    def once(made: socket.socket, over: Event) -> None:
        with own.wrap_socket(made, server_side=True) as secured:
            heard(secured)
            served.append(secured)
            secured.sendall(stale)
            over.wait()

    with peer(once) as address:
        caller = calls(seconds=60.0, trust=trust)
        there = address.replace("http://127.0.0.1", "https://localhost")
        bodies = [caller.call(CallAsked(there, b"{}")).body for _ in range(2)]
        caller.close()

    assert bodies == [b"ok", b"ok"]
    assert len(served) == 2


def test_a_connection_that_was_closed_meanwhile_costs_nothing() -> None:
    served = []

    def once(made: socket.socket, _over: Event) -> None:
        heard(made)
        served.append(made)
        made.sendall(STATUS + b"content-length: 2\r\n\r\nok")

    with peer(once) as address:
        caller = calls(seconds=60.0)
        bodies = [caller.call(CallAsked(address, b"{}")).body for _ in range(3)]
        caller.close()

    assert bodies == [b"ok"] * 3
    assert len(served) == 3


def test_the_host_and_the_address_are_asked_for_as_they_were_given(office: HttpOffice) -> None:
    answered = calls(seconds=60.0).call(CallAsked(f"{office.endpoint}?at=部门", b"{}", {"x-one": "1"}))

    ((headers, _),) = office.received
    assert answered.status == 202
    assert headers["host"] == office.endpoint.split("/")[2]
    assert (headers["x-one"], headers["accept-encoding"], headers["content-length"]) == ("1", "identity", "2")


def test_a_deadline_has_nothing_left_once_it_is_over() -> None:
    with pytest.raises(DeadlinePassed):
        CallDeadline.after(0.0).left()


def test_a_part_of_a_call_never_lasts_longer_than_the_call() -> None:
    whole = CallDeadline.after(5.0)

    assert whole.within(60.0) == whole
    assert whole.within(1.0).at < whole.at


def test_keys_that_drip_are_no_keys() -> None:
    with peer(dripping(STATUS)) as address, pytest.raises(IdentityUnavailable):
        jwks_at(address, seconds=0.3)()


def test_there_is_room_for_a_usual_head() -> None:
    assert MOST_HEAD >= 16 * 1024
