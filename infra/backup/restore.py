"""Puts a backup into an empty folder, from which the server then starts and its sweep catches up.

Everything is looked at before anything is written. While it is written a mark lies in the folder, and with it no server
starts there; whoever was killed in between runs the same command again.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.adapters.codec import encode_body
from functions.usecases.record_kinds.office import RESTORED
from functions.usecases.records import new_record
from infra.backup import keys as keyring
from infra.backup import ledger
from infra.backup.copying import SPARE
from infra.backup.files import TellProgress, copy, file_digest, free_bytes, to_disk, write_file
from infra.backup.layout import (
    CONFIG,
    MANIFEST_FILE,
    PARTIAL,
    SEALED_KEYS,
    SUMS_FILE,
    BackupManifest,
    BackupRefusal,
    Unusable,
    backup_at,
    read_manifest,
    read_sums,
)
from infra.embedded.case_store import records
from infra.embedded.case_store.schema import SCHEMA_VERSION, connect, prepare
from infra.embedded.files import FolderInUse, fsync_folder, sole_use
from infra.embedded.secrets import LEDGER, UNFINISHED
from schemas.catalogue.edition import shipped

CHECKING, WRITING = "核对 checking", "恢复 restoring"
LOCKS = frozenset({"lock", f"{LEDGER}.lock", "lost+found"})


@dataclass(frozen=True, slots=True)
class WantedRestore:
    """From a backup, or from the newest in a folder of them, into `folder`. The keys open with `passphrase`, or are those of
    `keys`. `config`: where the configuration's files go, None: they stay in the backup. `tried`: nothing is written.
    """

    source: Path
    folder: Path
    passphrase: str | None = None
    keys: Path | None = None
    config: Path | None = None
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    backup: Path
    manifest: BackupManifest
    config: tuple[Path, ...]


def restore(wanted: WantedRestore, *, now: datetime, tell: TellProgress) -> Restored:
    """Raises Refusal, OSError."""
    backup = backup_at(wanted.source)
    manifest, sums = read_manifest(backup), read_sums(backup)
    _check_place(wanted, manifest)
    _check_program(manifest)
    _check_files(backup, manifest, sums, tell)
    held = _keys(wanted, backup, manifest)
    if ledger.ledger_facts(backup / LEDGER).schema != manifest.schema or not ledger.opens(
        backup / LEDGER, keyring.of_forms(held)
    ):
        raise BackupRefusal(
            "密钥打不开这份台账：请给出备份当时的密钥。These keys do not open this ledger: give those of that time."
        )
    config = tuple(_config(wanted, sums))
    if not wanted.tried:
        _write(wanted, backup, manifest, sums, held, now, tell)
    return Restored(backup, manifest, config)


def _check_place(wanted: WantedRestore, manifest: BackupManifest) -> None:
    folder = wanted.folder
    if (folder / UNFINISHED).exists():
        return
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder} 不是文件夹。It is no folder.")
    if folder.exists() and any(one.name not in LOCKS for one in folder.iterdir()):
        raise Unusable(
            f"{folder} 不是空的，恢复只写入空文件夹：请换一个，或先把里面的移走。"
            "The folder is not empty: name another, or move away what is there."
        )
    free = free_bytes(_existing(folder))
    if free < manifest.size + SPARE:
        short = (manifest.size + SPARE - free) >> 20
        raise BackupRefusal(f"{folder} 还差 {short} MB，请腾出空间。There is too little room: make some.")


def _existing(folder: Path) -> Path:
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def _check_program(manifest: BackupManifest) -> None:
    if manifest.schema > SCHEMA_VERSION:
        raise BackupRefusal(ledger.NEWER.format(found=manifest.schema, ours=SCHEMA_VERSION))
    if manifest.edition not in shipped():
        raise BackupRefusal(
            f"备份用的目录版本 {manifest.edition} 本程序没有：请先升级程序再恢复。"
            "This program lacks the backup's edition of the catalogue: upgrade first."
        )


def _check_files(backup: Path, manifest: BackupManifest, sums: dict[str, str], tell: TellProgress) -> None:
    if file_digest(backup / SUMS_FILE) != manifest.sums or LEDGER not in sums:
        raise BackupRefusal(_damaged(SUMS_FILE))
    for number, (path, digest) in enumerate(sums.items(), start=1):
        if not (backup / path).is_file() or file_digest(backup / path) != digest:
            raise BackupRefusal(_damaged(path))
        tell(CHECKING, number, len(sums))


def _damaged(path: str) -> str:
    return f"备份里的 {path} 缺失或与清单不符，请换一份备份。Missing, or other than its checksum: take another backup."


def _keys(wanted: WantedRestore, backup: Path, manifest: BackupManifest) -> keyring.Keys:
    if not manifest.sealed:
        if wanted.keys is None:
            raise Unusable(
                "这份备份的密钥另存他处，请用 --keys 指明。Its keys are kept apart: name them with --keys."
            )
        return keyring.of_file(wanted.keys)
    if wanted.keys is not None:
        return keyring.of_file(wanted.keys)
    if wanted.passphrase is None:
        raise Unusable("请给出口令。The passphrase is needed.")
    if not (backup / SEALED_KEYS).is_file():
        raise BackupRefusal(_damaged(SEALED_KEYS))
    return keyring.unseal(
        (backup / SEALED_KEYS).read_bytes(), wanted.passphrase, manifest=(backup / MANIFEST_FILE).read_bytes()
    )


def _config(wanted: WantedRestore, sums: dict[str, str]) -> Iterator[Path]:
    """Where each file goes. Raises Unusable for one that lies there already with something else in it."""
    for path, digest in sums.items():
        if not path.startswith(f"{CONFIG}/"):
            continue
        place = (wanted.config or backup_at(wanted.source) / CONFIG) / Path(path).name
        if wanted.config and place.exists() and file_digest(place) != digest:
            raise Unusable(
                f"{place} 已存在且不同，不覆盖：请移走或换 --config-to。It is there already: move it away."
            )
        yield place


def _write(
    wanted: WantedRestore,
    backup: Path,
    manifest: BackupManifest,
    sums: dict[str, str],
    held: keyring.Keys,
    now: datetime,
    tell: TellProgress,
) -> None:
    folder = wanted.folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if wanted.config is not None and not wanted.config.exists():
        wanted.config.mkdir(parents=True, mode=0o700)
        _give([wanted.config], folder)
    try:
        with sole_use(folder):
            _begin(folder)
            _copy(wanted, backup, sums, tell)
            _note(folder / LEDGER, manifest, now)
            for name, text in held.items():
                write_file(folder / Path(name).name, text.encode())
            _give(folder.rglob("*"), folder)
            to_disk(folder)
            if wanted.config is not None:
                _give(_config(wanted, sums), wanted.config)
                to_disk(wanted.config)
            (folder / UNFINISHED).unlink()
            fsync_folder(folder)
    except FolderInUse as exc:
        raise BackupRefusal(f"{folder} 正被使用，请先停下。The folder is in use: stop that first.") from exc


def _begin(folder: Path) -> None:
    """What a restore left that was killed goes: the folder was empty when that one began."""
    if not (folder / UNFINISHED).exists():
        write_file(folder / UNFINISHED, b"")
        fsync_folder(folder)
    for one in folder.iterdir():
        if one.name in LOCKS or one.name == UNFINISHED:
            continue
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        else:
            one.unlink()


def _copy(wanted: WantedRestore, backup: Path, sums: dict[str, str], tell: TellProgress) -> None:
    """Compared once more while it is copied: the disk of the backup may be what is failing."""
    for number, (path, digest) in enumerate(sums.items(), start=1):
        place = wanted.folder / path
        if path.startswith(f"{CONFIG}/"):
            if wanted.config is None or (wanted.config / place.name).exists():
                continue
            place = wanted.config / place.name
        _place(backup, path, place, digest)
        tell(WRITING, number, len(sums))


def _place(backup: Path, path: str, place: Path, digest: str) -> None:
    """Under its name once it is whole: whoever begins again clears the server's folder, and not that of the configuration."""
    draft = place.with_name(f".{place.name}{PARTIAL}")
    draft.unlink(missing_ok=True)
    if copy(backup / path, draft) != digest:
        draft.unlink()
        raise BackupRefusal(_damaged(path))
    draft.rename(place)


def _note(path: Path, manifest: BackupManifest, now: datetime) -> None:
    """So that whoever looks later knows: what came between the two moments may be unknown here."""
    prepare(path)
    body = {"at": now.isoformat(), "of": manifest.at.isoformat()}
    noted = new_record(RESTORED, now.isoformat(), body)
    with closing(connect(path)) as opened:
        records.putting(noted, encode_body(body), now=now)(opened)


def _give(paths: Iterable[Path], folder: Path) -> None:
    """Restored by root, they are whose that folder is: the service's."""
    if os.geteuid() != 0:
        return
    owner = folder.stat()
    for path in paths:
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def is_sealed(source: Path) -> bool:
    """Whether a passphrase opens its keys. Raises Refusal."""
    return read_manifest(backup_at(source)).sealed
