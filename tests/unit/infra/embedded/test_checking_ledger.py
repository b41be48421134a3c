import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from functions.adapters.outward.secrets import FORM
from infra.embedded.checking import check
from infra.embedded.safety import SafetyLevel, SafetyPart
from infra.embedded.secrets import LEDGER
from infra.embedded.settings import Settings
from tests.support.backups import Server
from tests.support.checks import NOW, found, nobody, rekeyed, with_ledger
from tests.support.openings import opening


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_ledger(tmp_path)


def test_a_ledger_with_its_keys_is_fine(settings: Settings) -> None:
    assert found(settings, SafetyPart.KEYS).level is SafetyLevel.FINE
    assert found(settings, SafetyPart.LEDGER).level is SafetyLevel.FINE


def test_a_ledger_without_its_key_file_is_told(settings: Settings) -> None:
    (settings.folder / "secrets.json").unlink()

    assert "密钥文件不见了" in found(settings, SafetyPart.KEYS).line
    assert found(settings, SafetyPart.LEDGER).level is SafetyLevel.WRONG
    assert not (settings.folder / "secrets.json").exists()


def test_another_key_than_it_was_written_with_is_told(settings: Settings) -> None:
    rekeyed(settings.folder, FORM, ["A" * 43 + "="])

    assert "written with other keys" in found(settings, SafetyPart.LEDGER).line


@pytest.mark.parametrize(("version", "said"), [(99, "newer than this program"), (5, "back it up first")])
def test_a_ledger_of_another_version_is_told(settings: Settings, version: int, said: str) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as connection:
        connection.execute(f"PRAGMA user_version={version}")

    assert said in found(settings, SafetyPart.LEDGER).line


def test_too_little_room_to_bring_a_ledger_up_is_told_before_it_is_tried(settings: Settings) -> None:
    path = settings.folder / LEDGER
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=6")
    # A hole at its end, which takes no room: for once its size there would be enough.
    os.truncate(path, shutil.disk_usage(path).free * 3 // 4)

    one = found(settings, SafetyPart.LEDGER)

    assert one.level is SafetyLevel.WRONG
    assert "Too little room to bring the ledger up" in one.line


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_bytes(b"not a ledger" * 100)

    assert found(Settings(tmp_path), SafetyPart.LEDGER).level is SafetyLevel.WRONG


def test_a_folder_that_was_copied_piece_by_piece_while_its_server_ran_is_told(tmp_path: Path) -> None:
    """The file first, and its log after the server had emptied that and begun anew."""
    server, copied = Server(tmp_path / "var"), tmp_path / "copied"
    copied.mkdir()
    shutil.copy(server.folder / "secrets.json", copied)
    with server.store() as store, closing(sqlite3.connect(server.folder / LEDGER)) as beside:
        for number in range(1, 20):
            store.create(opening(number))
            if number == 6:
                beside.execute("PRAGMA wal_checkpoint(RESTART)")
                shutil.copy(server.folder / LEDGER, copied)
            if number == 16:
                beside.execute("PRAGMA wal_checkpoint(RESTART)")
        shutil.copy(server.folder / f"{LEDGER}-wal", copied)
        running = found(Settings(server.folder), SafetyPart.LEDGER)

    torn = found(Settings(copied), SafetyPart.LEDGER)

    assert running.level is SafetyLevel.FINE
    assert torn.level is SafetyLevel.WRONG
    assert "lianban backup" in torn.do


def test_a_row_without_its_case_is_told(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as connection, connection:
        connection.execute("INSERT INTO forms VALUES ('nobodys', x'00')")

    one = found(settings, SafetyPart.LEDGER)

    assert (one.level, "row without its cases" in one.text) == (SafetyLevel.WRONG, True)


@pytest.mark.slow
def test_a_ledger_too_large_to_be_looked_through_at_once_is_a_note(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as connection, connection:
        connection.executemany(
            "INSERT INTO records VALUES ('filler', ?, 1, '{}', NULL)", ((str(n),) for n in range(40_000))
        )
    ticks = count()

    findings = check(settings, clock=lambda: NOW + timedelta(seconds=20 * next(ticks)), ask=nobody)

    (one,) = (one for one in findings if one.part is SafetyPart.LEDGER)
    assert (one.level, "lianban backup" in one.text) == (SafetyLevel.NOTE, True)


def test_a_note_of_its_keys_that_cannot_be_read_is_told_with_what_to_do(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE records SET body = substr(body, 2)")

    told = found(settings, SafetyPart.LEDGER)

    assert told.level is SafetyLevel.WRONG
    assert "seal_keys/form" in told.text
    assert "lianban repair" in told.do
