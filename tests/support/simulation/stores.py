"""The store under the simulation: in memory for most seeds, SQLite for a share. It and the files survive the process, but
not what was only noted (`Change.note`): as on a machine that dies within the moment before it is on the disk.
"""

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from functions.adapters.sealing import Seal
from functions.domain.case.case import Change, Event, Ledger
from functions.ports.case_store import CaseStore, Opening, Record, Submission
from infra.embedded.case_store.store import SqliteCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.materials import FakeMaterials
from tests.support.fakes.scanner import FakeScanner
from tests.support.record_bodies import WatchedStore

# A note goes to the disk with another write only, at the same place of every life.
_NEVER = 3600.0
TEXT_SEAL = Seal(lambda: (base64.urlsafe_b64encode(b"k" * 32).decode(),))


class NotingStore(WatchedStore):
    """Keeps apart what was noted since anything else was written."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock)
        # By case, as it was before: its ledger and its events.
        self._before: dict[str, tuple[Ledger, dict[str, Event]]] = {}

    def commit(self, change: Change) -> Change:
        if not change.note:
            stored = super().commit(change)
            self._before.clear()
            return stored
        case_id = change.case.id if change.case else change.items[0].case_id
        before = self._ledgers.get(case_id), dict(self._events.get(case_id, {}))
        stored = super().commit(change)
        if before[0]:
            self._before.setdefault(case_id, (before[0], before[1]))
        return stored

    def create(self, opening: Opening) -> Submission:
        self._before.clear()
        return super().create(opening)

    def put(self, record: Record) -> Record:
        self._before.clear()
        return super().put(record)

    def lose(self) -> None:
        """What was noted."""
        for case_id, (ledger, events) in self._before.items():
            self._ledgers[case_id], self._events[case_id] = ledger, events
        self._before = {}


class Durable:
    """`reopen` is what a new process does: it opens what is on the disk. The world lives by the store's `clock`."""

    store: CaseStore

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._noting = NotingStore(self.clock)
        self.store: CaseStore = self._noting
        self.materials = FakeMaterials()
        # Of each file the scan is not back when it is first asked for.
        self.scanner = FakeScanner(pending=1)

    def reopen(self) -> None:
        """What is in memory here stands for the disk."""
        self._noting.lose()


class DurableFile(Durable):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._processes = folder, 0
        self.store = self._open = self._opened()

    def reopen(self) -> None:
        """The files as they are while the process before still has them open: it died, and closed nothing."""
        before, dead = self._folder_now(), self._open
        self._processes += 1
        shutil.copytree(before, self._folder_now())
        dead.close()
        shutil.rmtree(before)
        self.store = self._open = self._opened()

    def close(self) -> None:
        self._open.close()

    def _folder_now(self) -> Path:
        return self._folder / str(self._processes)

    def _opened(self) -> SqliteCaseStore:
        path = self._folder_now() / "ledger.db"
        return SqliteCaseStore(path, seal=TEXT_SEAL, clock=self.clock, longest=_NEVER)


@contextmanager
def durable(*, on_disk: bool) -> Iterator[Durable]:
    if not on_disk:
        yield Durable()
        return
    # Where all tests have theirs: a disk of the machine was waited for longer than the life took.
    with TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        file = DurableFile(Path(folder))
        yield file
        file.close()
