"""The ledger of a running server at one moment, as a file of its own."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal, SealBroken
from functions.domain.errors import RecordUnreadable
from functions.usecases.key_marks import fingerprint
from functions.usecases.record_kinds.shared import SEAL_KEYS
from infra.backup.files import TellProgress
from infra.backup.layout import BackupRefusal
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import checked_text
from infra.embedded.case_store.schema import APPLICATION_ID, SCHEMA_VERSION, connect

_PAGES = 1000
_MARKS = "SELECT CAST(body AS BLOB) FROM records WHERE kind = ? AND key = ?"
# Several: one that the disk damaged says nothing of the keys.
_NEWEST_FORMS = "SELECT case_id, sealed FROM forms ORDER BY rowid DESC LIMIT 3"
_STEP = "台账 ledger"
NEWER = (
    "台账的版本是 {found}，本程序只到 {ours}：请先升级程序再恢复。"
    "The ledger's version is {found}, this program knows {ours}: upgrade first."
)


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    schema: int
    cases: int


def ledger_snapshot(source: Path, target: Path, tell: TellProgress, *, pages: int = _PAGES) -> None:
    """SQLite's own online backup, which stops nobody: readers and writers go on beside it, also between its steps of so many
    `pages`.

    One reading transaction is held all the while. Without it each page of another program's commits would make SQLite begin
    again, and a busy server would never be done.
    """
    with closing(connect(source, writes=False)) as live, closing(sqlite3.connect(target)) as copied:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        live.backup(copied, pages=pages, progress=lambda _, left, all_: tell(_STEP, all_ - left, all_))
        # One file, with no log beside it.
        copied.execute("PRAGMA journal_mode=DELETE")


def ledger_facts(ledger: Path) -> LedgerFacts:
    """What it holds, once every page and every row's index was looked at. Raises Refusal."""
    try:
        with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            return _facts(opened, ledger)
    except sqlite3.DatabaseError as exc:
        raise BackupRefusal(
            f"{ledger} 打不开，请换一份备份：{exc}。The ledger cannot be opened: take another backup."
        ) from exc


def _facts(opened: sqlite3.Connection, ledger: Path) -> LedgerFacts:
    schema = int(opened.execute("PRAGMA user_version").fetchone()[0])
    if opened.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise BackupRefusal(f"{ledger} 不是联办的台账。It is no ledger of ours.")
    if schema > SCHEMA_VERSION:
        raise BackupRefusal(NEWER.format(found=schema, ours=SCHEMA_VERSION))
    (found,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok" or opened.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupRefusal(
            f"{ledger} 已损坏（{found}），请换一份备份。The ledger is damaged: take another backup."
        )
    return LedgerFacts(schema, int(opened.execute("SELECT count(*) FROM cases").fetchone()[0]))


def opens(ledger: Path, keys: tuple[str, ...]) -> bool:
    """Whether it was sealed with these keys: all that it notes are there, and one of the newest forms opens."""
    with closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        newest = opened.execute(_NEWEST_FORMS).fetchall()
        if not are_its_keys(opened, keys):
            return False
    return not newest or any(_unseals(form, keys) for form in newest)


def are_its_keys(opened: sqlite3.Connection, keys: tuple[str, ...]) -> bool:
    """All that it notes are among them."""
    noted = opened.execute(_MARKS, (SEAL_KEYS, FORM)).fetchone() if _has_records(opened) else None
    marks = _marks_in(noted[0]) if noted else frozenset[str]()
    return not marks - set(map(fingerprint, keys))


def _marks_in(stored: bytes) -> frozenset[str]:
    """Of a damaged note nothing: it can be put back, and the forms tell as well."""
    try:
        return frozenset(json.loads(checked_text(read_text(stored)))["fingerprints"])
    except (RecordUnreadable, ValueError):
        return frozenset()


def _has_records(opened: sqlite3.Connection) -> bool:
    """Ledgers of version 1 had none."""
    found = opened.execute("SELECT 1 FROM sqlite_schema WHERE name = 'records'").fetchone()
    return found is not None


def _unseals(form: tuple[str, bytes], keys: tuple[str, ...]) -> bool:
    case_id, sealed = form
    try:
        Seal(lambda: keys).unseal(sealed, owner=case_id)
    except SealBroken:
        return False
    return True
