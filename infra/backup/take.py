"""Takes a backup beside the running server.

The order is what makes it whole, for its parts are taken at slightly different times:
1. The ledger, at one moment. What was acknowledged before is in it.
2. Then the files. A case holds a file only after the file is there, so every file that the ledger of that moment knows is
   found; unclaimed before kept, for a file moves from the one to the other and never back.
3. Then the keys. A new key is added before it seals, so the file of later opens what was sealed earlier. Of a key taken out
   in between the ledger's own note tells, and the backup is refused.
The name comes last, when all of it is on the disk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.backup import keys as keyring
from infra.backup import ledger
from infra.backup.copying import Copying
from infra.backup.files import TellProgress, away, file_digest, to_disk, write_file
from infra.backup.layout import (
    CONFIG,
    MANIFEST_FILE,
    PARTIAL,
    REMOVING,
    SEALED_KEYS,
    STAMP,
    SUMS_FILE,
    BackupManifest,
    BackupRefusal,
    NoBackup,
    Unusable,
    backups_in,
    may_lie_at,
    read_manifest,
    read_sums,
    sums_text,
)
from infra.embedded.files import FolderInUse, fsync_folder, sole_use
from infra.embedded.secrets import LEDGER
from schemas.catalogue.edition import CURRENT

_MOST_A_SECOND = 999


@dataclass(frozen=True, slots=True)
class WantedBackup:
    """From `folder` into a folder of its own in `to`. `apart`: where the keys are put, instead of sealed under `passphrase`.
    `keep`: how many backups stay, this one counted. `full`: nothing is linked to the backup before.
    """

    folder: Path
    to: Path
    passphrase: str | None = None
    apart: Path | None = None
    config: tuple[Path, ...] = ()
    keep: int | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    backup: Path
    manifest: BackupManifest
    copied: int
    linked: int
    removed: tuple[str, ...]
    # The backup before, where its own words do not hold: nothing was linked to it.
    distrusted: Path | None = None
    # The backup before, where by its name it was taken later than this one: a clock was wrong then, or is now.
    ahead: Path | None = None


def take(wanted: WantedBackup, *, now: datetime, tell: TellProgress) -> Taken:
    """Raises Refusal, OSError."""
    _check(wanted)
    try:
        with sole_use(wanted.to, lock=".lock"):
            return _take(wanted, now, tell)
    except FolderInUse as exc:
        raise BackupRefusal(
            f"另一个备份正在写入 {wanted.to}，请等它做完。Another backup is being written there: wait for it."
        ) from exc


def _check(wanted: WantedBackup) -> None:
    if not (wanted.folder / LEDGER).is_file():
        raise NoBackup(
            f"{wanted.folder} 里没有台账，请用 --folder 指明数据文件夹。No ledger there: name the --folder."
        )
    if wanted.to.resolve().is_relative_to(wanted.folder.resolve()):
        raise Unusable(
            "备份不能放在数据文件夹里，请换一个地方。A backup cannot lie in the data's own folder."
        )
    if wanted.apart and wanted.apart.resolve().is_relative_to(wanted.to.resolve()):
        raise Unusable(
            "密钥不能放在备份旁边，请换一个地方。The keys cannot lie beside the backups: name another place."
        )
    if wanted.passphrase is not None and len(wanted.passphrase) < keyring.LEAST:
        raise Unusable(
            f"口令至少 {keyring.LEAST} 个字符。The passphrase has {keyring.LEAST} characters at least."
        )
    if (wanted.passphrase is None) is (wanted.apart is None):
        raise Unusable(
            "请给出口令，或密钥另存的文件夹（二者择一）。Either a passphrase, or where the keys are kept apart."
        )
    for source in wanted.config:
        if not may_lie_at(f"{CONFIG}/{source.name}"):
            raise Unusable(
                f"配置文件 {source.name} 的名称请只用字母、数字和 . _ -，并且不以 . 开头。"
                "Rename it: letters, digits and . _ - only, and no dot first."
            )


def _take(wanted: WantedBackup, now: datetime, tell: TellProgress) -> Taken:
    _clear(wanted.to)
    old = backups_in(wanted.to)
    before = old[-1] if old and not wanted.full else None
    ahead = old[-1] if old and old[-1].name.partition("-")[0] > now.strftime(STAMP) else None
    backup = wanted.to / _name(old, now)
    made = wanted.to / f".{backup.name}{PARTIAL}"
    made.mkdir(mode=0o700)
    known = _known_of(before) if before else None
    copying = Copying(wanted.folder, made, before, known or {})
    facts = copying.snapshot(tell)
    copying.files(wanted.config, tell)
    manifest = _sealed(wanted, made, copying, facts, now)
    to_disk(made)
    made.rename(backup)
    fsync_folder(wanted.to)
    removed = tuple(_rotate(wanted, backups_in(wanted.to)))
    distrusted = before if known is None else None
    return Taken(backup, manifest, copying.copied, copying.linked, removed, distrusted, ahead)


def _known_of(before: Path) -> dict[str, str] | None:
    """None: damaged. What it says would be taken over into this one, and into every one after it."""
    try:
        manifest, sums = read_manifest(before), read_sums(before)
    except BackupRefusal:
        return None
    return sums if file_digest(before / SUMS_FILE) == manifest.sums else None


def _clear(to: Path) -> None:
    """What a backup or a removal left that was killed."""
    for left in to.iterdir():
        if left.name.startswith(".") and left.name.endswith((PARTIAL, REMOVING)):
            away(left, mark=REMOVING)


def _name(old: tuple[Path, ...], now: datetime) -> str:
    """After all that are there: the newest is the one that was taken last, also where a clock was set back, or stood ahead
    once. Else it would be the first to be taken away, and an older one would be restored in its place.
    """
    plain, last = now.strftime(STAMP), old[-1].name if old else ""
    if plain > last:
        return plain
    stamp, _, number = last.partition("-")
    if stamp == plain and int(number or 0) < _MOST_A_SECOND:
        return f"{plain}-{int(number or 0) + 1:03}"
    at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
    return (at + timedelta(seconds=1)).strftime(STAMP)


def _sealed(
    wanted: WantedBackup, made: Path, copying: Copying, facts: ledger.LedgerFacts, now: datetime
) -> BackupManifest:
    held = keyring.read_backup_keys(wanted.folder)
    if not ledger.opens(made / LEDGER, keyring.of_forms(held)):
        raise BackupRefusal(
            "密钥打不开台账：它们不是加密它的密钥，或刚刚更换过；请核对后再备份一次。"
            "These keys do not open the ledger, or were changed just now: check them and take the backup again."
        )
    write_file(made / SUMS_FILE, sums_text(copying.sums))
    manifest = BackupManifest(
        at=now,
        schema=facts.schema,
        edition=CURRENT,
        cases=facts.cases,
        files=len(copying.sums),
        size=copying.size,
        sealed=wanted.passphrase is not None,
        keys=keyring.marks_of(held),
        sums=file_digest(made / SUMS_FILE),
    )
    write_file(made / MANIFEST_FILE, manifest.text())
    _put_away(wanted, made, held, manifest)
    return manifest


def _put_away(wanted: WantedBackup, made: Path, held: keyring.Keys, manifest: BackupManifest) -> None:
    if wanted.passphrase is not None:
        write_file(made / SEALED_KEYS, keyring.seal(held, wanted.passphrase, manifest=manifest.text()))
    elif wanted.apart:
        keyring.put_apart(wanted.apart, made.name.removeprefix(".").removesuffix(PARTIAL), held)


def _rotate(wanted: WantedBackup, found: Iterable[Path]) -> Iterator[str]:
    backups = list(found)
    for old in backups[: -wanted.keep] if wanted.keep else ():
        away(old, mark=REMOVING)
        if wanted.apart:
            keyring.take_apart(wanted.apart, old.name)
        yield old.name
