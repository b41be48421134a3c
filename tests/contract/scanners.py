"""The three scanners, each with the file that it is asked about and what it is to find in it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moto import mock_aws

from functions.adapters.outward.clamd import Clamd
from functions.adapters.scanner import TAG, TagScanner
from functions.domain.intake.scanning import ScanVerdict
from functions.ports.scanner import Scanner
from tests.support.aws import client as aws_client
from tests.support.clamd import clamd
from tests.support.fakes.scanner import FakeScanner

BUCKET, KEY = "materials", "00000000-0000-4000-8000-00000000000a"
SIGNATURE = b"a signature that clamd knows"


@dataclass(frozen=True)
class Stage:
    """`finds` lets the scanner find this, as far as it `can` (clamd answers at once, and of every file); None breaks it."""

    scanner: Scanner
    finds: Callable[[ScanVerdict | None], None]
    can: frozenset[ScanVerdict]


SAYS = {ScanVerdict.CLEAN: b"stream: OK\0", ScanVerdict.INFECTED: b"stream: Eicar-Test-Signature FOUND\0"}


@contextmanager
def _clamd(path: Path) -> Iterator[Stage]:
    with clamd(path) as (daemon, address):

        def finds(verdict: ScanVerdict | None) -> None:
            daemon.answer = None if verdict is None else SAYS[verdict]

        yield Stage(Clamd(address, seconds=60), finds, frozenset(SAYS))


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
