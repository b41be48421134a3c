"""What can be said of a ledger file without starting a server over it, and without changing anything."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import disk_usage
from urllib.parse import quote

from functions.adapters.outward.secrets import FORM, SecretUnusable
from functions.adapters.sealing import Seal
from functions.domain.errors import RecordUnreadable
from functions.ports.deps import Clock
from functions.usecases.key_marks import FORM_SECRET as MARKS
from functions.usecases.key_marks import fingerprint
from functions.usecases.record_kinds.shared import SEAL_KEYS
from infra.embedded.case_store.records import record
from infra.embedded.case_store.schema import APPLICATION_ID, SCHEMA_VERSION
from infra.embedded.looking_through import LONGEST_LOOK, LookUnfinished, damage_in
from infra.embedded.safety import SECRETS_FILE, SafetyFinding, SafetyLevel, SafetyPart, wrong
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.embedded.settings import Settings

_MEGABYTE = 1024 * 1024


def look_at_ledger(settings: Settings, clock: Clock) -> Iterator[SafetyFinding]:
    path = settings.folder / LEDGER
    if not path.exists():
        yield SafetyFinding(
            SafetyPart.LEDGER, SafetyLevel.NOTE, "还没有台账，首次启动时建立 there is none yet"
        )
        return
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            yield from _version(connection, path)
            yield from _marks(connection, settings, clock)
            yield from _damage(connection, clock)
    except sqlite3.Error as exc:
        yield wrong(SafetyPart.LEDGER, f"{path} 不能读：{exc}。It cannot be read. ", _COPIED)


def _damage(connection: sqlite3.Connection, clock: Clock) -> Iterator[SafetyFinding]:
    try:
        found = damage_in(connection, clock=clock)
    except LookUnfinished:
        seconds = int(LONGEST_LOOK.total_seconds())
        yield SafetyFinding(
            SafetyPart.LEDGER,
            SafetyLevel.NOTE,
            f"台账很大，{seconds} 秒没有核对完；lianban backup 会全部核对 a backup looks through all of it",
        )
        return
    if found:
        yield wrong(SafetyPart.LEDGER, f"台账已损坏：{found}。The ledger is damaged. ", _COPIED)


REPAIR = "请停下服务，用 lianban repair 从备份放回（docs/command.md）。Put it back: lianban repair."
_COPIED = (
    "这个文件夹若是在服务运行时复制来的，请停下原来的服务再整个复制，或用 lianban backup；否则请从备份恢复。"
    "Copied while its server ran? Stop that and copy all of it again, or restore a backup (docs/backup.md)."
)


def _version(connection: sqlite3.Connection, path: Path) -> Iterator[SafetyFinding]:
    ours, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if ours != APPLICATION_ID:
        yield wrong(SafetyPart.LEDGER, f"{path} 不是台账文件。It is no ledger. ", "请移走它，或从备份恢复。")
    elif version > SCHEMA_VERSION:
        yield wrong(
            SafetyPart.LEDGER,
            f"台账的版本是 {version}，比本程序的 {SCHEMA_VERSION} 新。The ledger is newer than this program. ",
            "请装回较新的程序，或恢复升级之前的备份。Install the newer program again.",
        )
    elif version < SCHEMA_VERSION:
        yield SafetyFinding(
            SafetyPart.LEDGER,
            SafetyLevel.NOTE,
            f"台账的版本 {version} 将在启动时升级为 {SCHEMA_VERSION}，请先备份 back it up first",
        )
        yield from _room_to_write_anew(path)


def _room_to_write_anew(path: Path) -> Iterator[SafetyFinding]:
    """What brings a ledger up writes all its cases once more, and empties where they stood (SQLite of Debian wipes what it
    lets go), into the write-ahead log and then into the file: up to 1.9 times the file was measured."""
    needed, free = (octets // _MEGABYTE for octets in (2 * path.stat().st_size, disk_usage(path).free))
    if free < needed:
        yield wrong(
            SafetyPart.LEDGER,
            f"升级台账要 {needed} MB，磁盘只剩 {free} MB。Too little room to bring the ledger up. ",
            "请清理或扩容后再启动（docs/one-server.md）。",
        )


def _marks(connection: sqlite3.Connection, settings: Settings, clock: Clock) -> Iterator[SafetyFinding]:
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'records'").fetchone() is None:
        return
    try:
        keys = FileSecrets(settings.folder / SECRETS_FILE).keys(FORM)
        Seal(lambda: keys).seal(b"", owner="check")
    except (SecretUnusable, ValueError):
        yield wrong(
            SafetyPart.LEDGER,
            "没有可用的 form 密钥，台账里的内容打不开。The form's key is unusable. ",
            "请从备份放回密钥文件。",
        )
        return
    try:
        known = record(connection, SEAL_KEYS, MARKS, now=clock(), seal=Seal(lambda: keys))
    except RecordUnreadable:
        yield wrong(
            SafetyPart.LEDGER,
            f"记录 {SEAL_KEYS}/{MARKS} 读不出，服务不启动。A record cannot be read: the server does not start. ",
            REPAIR,
        )
        return
    if known and set(known.body["fingerprints"]) - {fingerprint(key) for key in keys}:
        yield wrong(
            SafetyPart.LEDGER,
            "台账是用另外的密钥写的：form 里缺少它用过的密钥。It was written with other keys. ",
            "请从备份放回与这份台账同时的密钥文件。Put back the key file of this ledger.",
        )
