"""A server's folder as it lies on the disk: a ledger with cases, keys, files; and a death at any touch of the disk."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal
from functions.usecases.key_marks import KeyMarks
from infra.backup.layout import backup_at, read_manifest
from infra.backup.restore import Restored, restore
from infra.backup.restore import WantedRestore as ToRestore
from infra.backup.take import Taken, WantedBackup, take
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.issuer import Issuer
from infra.embedded.materials import FolderMaterials
from infra.embedded.secrets import LEDGER, FileSecrets
from tests.support.ledgers import ledger_at
from tests.support.openings import opening

NOW = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
PASSPHRASE = "a passphrase of a test"
DEAD = 9
TOUCHES = frozenset(
    {
        "open",
        "os.mkdir",
        "os.rename",
        "os.link",
        "os.remove",
        "os.rmdir",
        "os.utime",
        "os.scandir",
        "sqlite3.connect",
    }
)


def nothing(step: str, done: int, all_: int) -> None:
    """Nobody looks."""


class Server:
    """Not running, but for the time of a `store`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.secrets = FileSecrets(folder / "secrets.json")
        self.keys = self.secrets.keys(FORM)
        self.seal = Seal(lambda: self.secrets.keys(FORM), before=lambda keys: self._marks.check(keys))
        self._marks = KeyMarks(lambda: self._store)
        self._moments = count()
        self.materials = FolderMaterials(
            folder / "materials",
            address="http://127.0.0.1",
            seal=self.seal,
            keys=lambda: self.secrets.keys(FORM),
            # No two files are of the same moment, as by any clock that goes.
            clock=lambda: NOW + next(self._moments) * timedelta(milliseconds=1),
        )
        Issuer(folder, clock=lambda: NOW)

    @contextmanager
    def store(self) -> Iterator[SqliteCaseStore]:
        with closing(SqliteCaseStore(self.folder / LEDGER, seal=self.seal, clock=lambda: NOW)) as store:
            self._store = store
            yield store

    def holding(self, cases: int, *files: str) -> "Server":
        ledger_at(self.folder / LEDGER)
        with self.store() as store:
            for number in range(1, cases + 1):
                store.create(opening(number))
            for name in files:
                self.materials.write(name, name.encode() * 100)
                self.materials.keep(name)
        return self

    def cases(self) -> int:
        with self.store() as store:
            return sum(_has(store, number) for number in range(1, 100))


def _has(store: SqliteCaseStore, number: int) -> bool:
    one = store.submission(f"key-{number}")
    return one is not None and store.application(one.case_id) is not None


SAFE = "safe"


def backed_up(
    server: Server,
    to: Path,
    *,
    days: float = 0,
    sealed: bool = False,
    config: tuple[Path, ...] = (),
    keep: int | None = None,
    full: bool = False,
) -> Taken:
    """The keys are apart, beside the folder of the backups: a passphrase is slow on purpose."""
    passphrase, apart = (PASSPHRASE, None) if sealed else (None, to.parent / SAFE)
    wanted = WantedBackup(server.folder, to, passphrase, apart, config, keep, full)
    return take(wanted, now=NOW + timedelta(days=days), tell=nothing)


def keys_of(backup: Path) -> Path:
    return backup.parent.parent / SAFE / f"{backup.name}.json"


def restored(
    source: Path,
    folder: Path,
    *,
    passphrase: str = PASSPHRASE,
    keys: Path | None = None,
    config: Path | None = None,
    tried: bool = False,
) -> Restored:
    """With the keys that lie apart, where there are any."""
    backup = backup_at(source)
    apart = None if read_manifest(backup).sealed else keys_of(backup)
    wanted = ToRestore(source, folder, passphrase, keys or apart, config, tried)
    return restore(wanted, now=NOW + timedelta(days=1), tell=nothing)


def dies_at(touch: int, work: Callable[[], object]) -> bool:
    """Does `work` in a process that is gone, as by kill -9, at that touch of the disk. False: it came to its end."""
    child = os.fork()
    if child == 0:
        left = [touch]

        def count(event: str, _: object) -> None:
            if event in TOUCHES:
                left[0] -= 1
                if left[0] < 0:
                    os._exit(DEAD)

        sys.addaudithook(count)
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, DEAD), status
    return status == DEAD
