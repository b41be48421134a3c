"""The store under the simulation: in memory for most seeds, SQLite for a share. It and the files survive the process."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.adapters.sealing import Seal
from functions.ports.case_store import CaseStore
from infra.embedded.case_store.store import SqliteCaseStore
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.scanner import FakeScanner
from tests.support.record_bodies import WatchedStore

TEXT_SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))


class Durable:
    """`reopen` is what a new process does: it opens what is on the disk. The world lives by the store's `clock`."""

    store: CaseStore

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store: FakeCaseStore = WatchedStore(self.clock)
        self.materials = FakeMaterials()
        # Of each file the scan is not back when it is first asked for.
        self.scanner = FakeScanner(pending=1)

    def reopen(self) -> None:
        """What is in memory here stands for the disk."""


class DurableFile(Durable):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.store = self._open = SqliteCaseStore(path, seal=TEXT_SEAL, clock=self.clock)

    def reopen(self) -> None:
        self.close()
        self.store = self._open = SqliteCaseStore(self._path, seal=TEXT_SEAL, clock=self.clock)

    def close(self) -> None:
        self._open.close()


@contextmanager
def durable(*, on_disk: bool) -> Iterator[Durable]:
    if not on_disk:
        yield Durable()
        return
    with TemporaryDirectory() as folder:
        file = DurableFile(Path(folder) / "ledger.db")
        yield file
        file.close()
