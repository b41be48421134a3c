"""What a backup holds, copied beside the running server; what the backup before has already is linked to it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from infra.backup import ledger
from infra.backup.files import TellProgress, copy, file_digest, free_bytes, is_same, link
from infra.backup.layout import CONFIG, MATERIALS_FOLDER, TYPEFACES, BackupRefusal, may_lie_at
from infra.embedded.own_clock import CLOCK_FILE
from infra.embedded.secrets import LEDGER

_UNCLAIMED, _KEPT = f"{MATERIALS_FOLDER}/unclaimed", f"{MATERIALS_FOLDER}/kept"
_STEP = "文件 files"
# Left on the disk beside what is copied.
SPARE = 16 << 20


class Copying:
    """Of `folder` into `made`. `known`: the checksums of the backup before.

    `sums`, `size`: of all that lies there; `copied`, `linked`: how many files.
    """

    def __init__(self, folder: Path, made: Path, before: Path | None, known: Mapping[str, str]) -> None:
        self._folder, self._made, self._before, self._known = folder, made, before, known
        self.sums: dict[str, str] = {}
        self.size, self.copied, self.linked = 0, 0, 0

    def snapshot(self, tell: TellProgress) -> ledger.LedgerFacts:
        live, copied = self._folder / LEDGER, self._made / LEDGER
        self._room(live.stat().st_size)
        copied.touch(mode=0o600)
        ledger.ledger_snapshot(live, copied, tell)
        facts = ledger.ledger_facts(copied)
        self._noted(LEDGER, file_digest(copied))
        return facts

    def files(self, config: Iterable[Path], tell: TellProgress) -> None:
        found = list(_files(self._folder))
        self._room(sum(size for path, size in found if not self._is_known(path)))
        for number, (path, _) in enumerate(found, start=1):
            if path not in self.sums:
                self._one(path)
            tell(_STEP, number, len(found))
        for source in config:
            self._verified(f"{CONFIG}/{source.name}", copy(source, self._made / CONFIG / source.name))

    def _is_known(self, path: str) -> bool:
        """The backup before has the very file, there or where it lay before a case claimed it."""
        return self._same(path) is not None

    def _same(self, path: str) -> str | None:
        source = self._folder / path
        for old in dict.fromkeys((path, path.replace(_KEPT, _UNCLAIMED))):
            if self._before and old in self._known and is_same(source, self._before / old):
                return old
        return None

    def _one(self, path: str) -> None:
        old = self._same(path)
        if old and self._before and link(self._before / old, self._made / path):
            self.linked += 1
            self._noted(path, self._known[old])
            return
        for place in dict.fromkeys((path, path.replace(_UNCLAIMED, _KEPT))):
            try:
                digest = copy(self._folder / place, self._made / place)
            except FileNotFoundError:
                # Claimed in between, or deleted.
                continue
            self.copied += 1
            self._verified(place, digest)
            return

    def _verified(self, path: str, digest: str) -> None:
        if file_digest(self._made / path) != digest:
            raise BackupRefusal(
                f"{path} 写到备份后读出的不一样，请检查磁盘。What was written reads otherwise: check the disk."
            )
        self._noted(path, digest)

    def _noted(self, path: str, digest: str) -> None:
        if not may_lie_at(path):
            raise BackupRefusal(
                f"{path} 的名称不是本程序起的，无法列入清单：请把它移走。"
                "No file of ours has such a name, and it could not be read again: move it away."
            )
        self.sums[path] = digest
        self.size += (self._made / path).stat().st_size

    def _room(self, needed: int) -> None:
        free = free_bytes(self._made)
        if free < needed + SPARE:
            raise BackupRefusal(
                f"{self._made.parent} 还差 {(needed + SPARE - free) >> 20} MB，请腾出空间或减少 --keep。"
                "There is too little room: make some, or keep fewer."
            )


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    """Each with its length. Unclaimed first: what is moved in between is found again under kept."""
    for place in (_UNCLAIMED, _KEPT, TYPEFACES):
        if not (folder / place).is_dir():
            continue
        with os.scandir(folder / place) as found:
            for one in found:
                if one.is_file(follow_symlinks=False) and not one.name.startswith("."):
                    yield from _length(f"{place}/{one.name}", one)
    if (folder / CLOCK_FILE).is_file():
        yield CLOCK_FILE, (folder / CLOCK_FILE).stat().st_size


def _length(path: str, one: "os.DirEntry[str]") -> Iterator[tuple[str, int]]:
    try:
        yield path, one.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        # Claimed in between: found under kept.
        return
