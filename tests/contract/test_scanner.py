"""clamd, the bucket's tags and the fake tell the same of a file."""

import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from functions.adapters.outward.clamd import Clamd
from functions.domain.errors import ScannerUnavailable
from tests.contract.scanners import KEY, STAGES, Stage
from tests.support.clamd import clamd
from tests.support.each import each

WHOLE = b"%PDF-1.7 a paper" * 30_000


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    with STAGES[request.param](tmp_path) as set_up:
        yield set_up


@pytest.mark.slow
def test_what_a_scanner_found_is_told(stage: Stage) -> None:
    for verdict in stage.can:
        stage.finds(verdict)

        assert stage.scanner.scan(KEY, WHOLE) is verdict


def test_a_scanner_that_cannot_be_asked_says_nothing_of_the_file(stage: Stage) -> None:
    stage.finds(None)

    with pytest.raises(ScannerUnavailable):
        stage.scanner.scan(KEY, WHOLE)


def test_clamd_is_sent_the_whole_file(tmp_path: Path) -> None:
    with clamd(tmp_path) as (daemon, address):
        Clamd(address).scan(KEY, WHOLE)

    assert daemon.streams == [WHOLE]


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: O", b"x" * 1_000_000, b"\0"]
)
def test_an_answer_that_is_none_says_nothing_of_the_file(tmp_path: Path, answer: bytes) -> None:
    with clamd(tmp_path) as (daemon, address):
        daemon.answer = answer

        with pytest.raises(ScannerUnavailable):
            Clamd(address, seconds=2).scan(KEY, WHOLE)


def test_the_tests_own_clamd_goes_on_where_who_asks_it_goes_in_the_middle_of_a_file(tmp_path: Path) -> None:
    with clamd(tmp_path) as (daemon, address):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as gone:
            gone.connect(address.removeprefix("unix:"))
            gone.sendall(b"zINSTREAM\0\0\0")

        Clamd(address, seconds=60).scan(KEY, WHOLE)

    assert daemon.streams == [b"", WHOLE]


def test_a_clamd_that_is_not_there_says_nothing_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(ScannerUnavailable):
        Clamd(f"unix:{tmp_path}/none", seconds=2).scan(KEY, WHOLE)


def test_a_clamd_that_takes_nothing_is_left_after_one_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, begun = listening.getsockname()[1], monotonic()

        with pytest.raises(ScannerUnavailable):
            Clamd(f"tcp:127.0.0.1:{port}", seconds=0.5).scan(KEY, WHOLE * 20)

    assert monotonic() - begun < 30


@each("address", ["", "/run/clamd.ctl", "unix:clamd.ctl", "tcp:3310", "tcp:host:x", "http://h"])
def test_an_address_that_is_none_is_refused_when_the_server_starts(address: str) -> None:
    with pytest.raises(ValueError, match="address is unix"):
        Clamd(address)
