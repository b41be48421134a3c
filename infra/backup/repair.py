"""Puts single rows that cannot be read back from a backup, into the ledger of a server that is stopped.

What stands there is compared once more where it is written, and the case's history says it with the same write.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.adapters.codec import stamp
from functions.adapters.outward.secrets import FORM
from functions.adapters.sealed_texts import Texts, in_mapping
from functions.adapters.sealing import Seal
from functions.domain.case.case import Event
from functions.domain.case.events import key_of
from functions.usecases.record_kinds.office import RESTORED
from infra.backup.damage import LEDGER_TABLES, LedgerPlace, unreadable_rows
from infra.backup.files import file_digest
from infra.backup.fitting import Fitting, fitting
from infra.backup.layout import (
    MANIFEST_FILE,
    SUMS_FILE,
    BackupRefusal,
    NoBackup,
    backups_in,
    read_manifest,
    read_sums,
)
from infra.backup.ledger import are_its_keys, ledger_facts
from infra.embedded.case_store.rows import write_noted_event
from infra.embedded.case_store.schema import SCHEMA_VERSION, connect
from infra.embedded.files import FolderInUse, sole_use
from infra.embedded.secrets import LEDGER, FileSecrets
from schemas.codes import EventKind

_NO_BACKUP = "没有一份可用的备份有它 no backup that can be used has it"


@dataclass(frozen=True, slots=True)
class WantedRepair:
    """`source`: a backup, or a folder of them. `user`: who asks. `tried`: nothing is written."""

    folder: Path
    source: Path
    reason: str
    user: int
    tried: bool = False


@dataclass(frozen=True, slots=True)
class RowFound:
    """A row that cannot be read. `backup`: from which it is put back; None: `why` it is not."""

    place: LedgerPlace
    backup: Path | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Held:
    found: RowFound
    damaged: bytes
    fits: Fitting


def repair_rows(wanted: WantedRepair, *, now: datetime, tell: Callable[[str], None]) -> tuple[RowFound, ...]:
    """All that cannot be read, and what became of each; `tell`: of backups that were passed over. Raises Refusal, OSError."""
    path = wanted.folder / LEDGER
    _check_ledger(path, wanted.user)
    keys = FileSecrets(wanted.folder / "secrets.json").keys(FORM)
    with _alone(wanted), closing(connect(path, writes=not wanted.tried)) as live:
        try:
            if ledger_facts(path).schema != SCHEMA_VERSION or not are_its_keys(live, keys):
                raise BackupRefusal(
                    f"{path} 不是本程序现在的版本，或密钥不符：请先 lianban check。Its version or its keys are others."
                )
            held = tuple(_held(wanted.source, live, Seal(lambda: keys), tell))
            if not wanted.tried:
                _write(live, held, wanted.reason, now, Texts(Seal(lambda: keys)))
        except sqlite3.Error as exc:
            raise BackupRefusal(
                f"{path} 这个文件本身已损坏（{type(exc).__name__}），不能只补一行：请整体恢复（docs/backup.md）。"
                "The file itself is damaged: restore all of it."
            ) from exc
    return tuple(one.found for one in held)


def _check_ledger(path: Path, user: int) -> None:
    if not path.is_file():
        raise NoBackup(f"{path} 不在。There is no ledger.")
    if (owner := path.stat().st_uid) != user:
        raise BackupRefusal(
            f"{path} 属于另一个用户（uid {owner}），请用运行服务的用户。It is another user's: runuser -u that one."
        )


@contextmanager
def _alone(wanted: WantedRepair) -> Iterator[None]:
    """A server keeps what it has read, and would write over what is put back."""
    try:
        with nullcontext() if wanted.tried else sole_use(wanted.folder, lock=f"{LEDGER}.lock"):
            yield
    except FolderInUse as exc:
        raise BackupRefusal(
            "服务正在使用台账：请先 systemctl stop lianban，或只看 --dry-run。The server runs: stop it first."
        ) from exc


def _held(source: Path, live: sqlite3.Connection, seal: Seal, tell: Callable[[str], None]) -> Iterator[_Held]:
    damaged = tuple(unreadable_rows(live, seal))
    if not damaged:
        return
    with ExitStack() as opened:
        kept = {
            backup: opened.enter_context(closing(_read_only(backup / LEDGER)))
            for backup in _usable(source, _restored_at(live), tell)
        }
        for place, stored in damaged:
            yield _of_one(place, stored, live, kept, seal)


def _of_one(
    place: LedgerPlace,
    stored: bytes,
    live: sqlite3.Connection,
    kept: Mapping[Path, sqlite3.Connection],
    seal: Seal,
) -> _Held:
    """From the newest backup that has the very row. Why none has it says the newest."""
    why = ""
    for backup, ledger in kept.items():
        fits = fitting(place, stored, live, ledger, seal)
        if fits.value is not None:
            return _Held(RowFound(place, backup), stored, fits)
        why = why or fits.why
    return _Held(RowFound(place, None, why or _NO_BACKUP), stored, Fitting())


def _usable(source: Path, restored_at: datetime | None, tell: Callable[[str], None]) -> Iterator[Path]:
    """The newest first, each with its checksums compared."""
    named = (source,) if (source / MANIFEST_FILE).is_file() else tuple(reversed(backups_in(source)))
    if not named:
        raise NoBackup(f"{source} 里没有完整的备份。There is no whole backup there.")
    for backup in named:
        try:
            if fault := _fault(backup, restored_at):
                tell(f"{backup}：{fault}")
                continue
        except BackupRefusal as exc:
            tell(f"{backup}：{exc}")
            continue
        yield backup


def _fault(backup: Path, restored_at: datetime | None) -> str | None:
    """Raises Refusal."""
    manifest, sums = read_manifest(backup), read_sums(backup)
    if file_digest(backup / SUMS_FILE) != manifest.sums or file_digest(backup / LEDGER) != sums.get(LEDGER):
        return "与清单不符，没有使用 other than its checksum"
    if manifest.schema != SCHEMA_VERSION:
        return "台账的版本不同，没有使用 its ledger is of another version"
    if restored_at and manifest.at <= restored_at:
        return "是台账恢复之前的，没有使用 from before the ledger was put back"
    return None


def _restored_at(live: sqlite3.Connection) -> datetime | None:
    """From then on rows may bear versions that they bore before, with something else in them."""
    (last,) = live.execute("SELECT max(key) FROM records WHERE kind = ?", (RESTORED,)).fetchone()
    return datetime.fromisoformat(last) if last else None


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _write(
    live: sqlite3.Connection, held: tuple[_Held, ...], reason: str, now: datetime, texts: Texts
) -> None:
    live.execute("BEGIN IMMEDIATE")
    for one in held:
        if one.found.backup is None:
            continue
        _put(live, one)
        if case_id := one.found.place.case_id:
            write_noted_event(live, _told(one.found, case_id, reason, now, texts))
    live.execute("COMMIT")


def _put(live: sqlite3.Connection, one: _Held) -> None:
    table = LEDGER_TABLES[one.found.place.table]
    kept = "?" if table.value == "sealed" else "CAST(? AS TEXT)"
    done = live.execute(
        f"UPDATE {one.found.place.table} SET {table.value} = {kept} "
        f"WHERE {table.where} AND CAST({table.value} AS BLOB) = ?",
        (one.fits.value, *one.found.place.key, one.damaged),
    )
    if done.rowcount != 1:
        live.execute("ROLLBACK")
        raise BackupRefusal("台账刚才变了，没有写入：请再来一次。The ledger changed just now: do it again.")


def _told(found: RowFound, case_id: str, reason: str, now: datetime, texts: Texts) -> Event:
    row = "/".join((found.place.table, *found.place.key[1:]))
    detail = {"row": row, "backup": found.backup.name if found.backup else "", "reason": reason}
    item = found.place.key[1] if found.place.table == "items" else None
    key = key_of(EventKind.ROW_PUT_BACK, row=row, at=stamp(now))
    sealed = in_mapping(detail, texts.closing(case_id))
    return Event(case_id, key, now, EventKind.ROW_PUT_BACK, item=item, detail=sealed)
