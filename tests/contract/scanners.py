"""The three scanners, each with the file that it is asked about and what it is to find in it."""

import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from moto import mock_aws

from functions.adapters.outward.clamd import Clamd
from functions.adapters.scanner import TAG, TagScanner
from functions.domain.intake.scanning import ScanVerdict
from functions.ports.scanner import Scanner
from tests.support.aws import client as aws_client
from tests.support.fakes.scanner import FakeScanner

BUCKET, KEY = "materials", "00000000-0000-4000-8000-00000000000a"
SIGNATURE = b"a signature that clamd knows"


@dataclass(frozen=True)
class Stage:
    """`finds` lets the scanner find this, as far as it `can` (clamd answers at once, and of every file); None breaks it."""

    scanner: Scanner
    finds: Callable[[ScanVerdict | None], None]
    can: frozenset[ScanVerdict]


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
            with connection, connection.makefile("rb") as said:
                if said.read(10) != b"zINSTREAM\0":
                    continue
                self.streams.append(b"".join(_chunks(said)))
                if self.answer is not None:
                    connection.sendall(self.answer)


def _chunks(said: Any) -> Iterator[bytes]:
    while (length := struct.unpack(">L", said.read(4))[0]) > 0:
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


SAYS = {ScanVerdict.CLEAN: b"stream: OK\0", ScanVerdict.INFECTED: b"stream: Eicar-Test-Signature FOUND\0"}


@contextmanager
def _clamd(path: Path) -> Iterator[Stage]:
    with clamd(path) as (daemon, address):

        def finds(verdict: ScanVerdict | None) -> None:
            daemon.answer = None if verdict is None else SAYS[verdict]

        yield Stage(Clamd(address, seconds=5), finds, frozenset(SAYS))


TAGGED = {
    ScanVerdict.CLEAN: "NO_THREATS_FOUND",
    ScanVerdict.INFECTED: "THREATS_FOUND",
    ScanVerdict.IMPOSSIBLE: "UNSUPPORTED",
}


@contextmanager
def _tags(_: Path) -> Iterator[Stage]:
    with mock_aws():
        client = aws_client("s3", "us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key=KEY, Body=b"whole", Tagging="state=unclaimed")

        def finds(verdict: ScanVerdict | None) -> None:
            if verdict is None:
                client.delete_object(Bucket=BUCKET, Key=KEY)
                return
            said = {"state": "unclaimed", **({TAG: TAGGED[verdict]} if verdict in TAGGED else {})}
            tags: Any = {"TagSet": [{"Key": key, "Value": value} for key, value in said.items()]}
            client.put_object_tagging(Bucket=BUCKET, Key=KEY, Tagging=tags)

        yield Stage(TagScanner(client, BUCKET), finds, frozenset(ScanVerdict))


@contextmanager
def _fake(_: Path) -> Iterator[Stage]:
    scanner = FakeScanner()

    def finds(verdict: ScanVerdict | None) -> None:
        scanner.is_down = verdict is None
        scanner.verdict = verdict or scanner.verdict

    yield Stage(scanner, finds, frozenset(ScanVerdict))


STAGES: Mapping[str, Callable[[Path], AbstractContextManager[Stage]]] = {
    "clamd": _clamd,
    "tags": _tags,
    "fake": _fake,
}
