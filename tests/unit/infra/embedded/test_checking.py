import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.outward.secrets import FORM
from functions.adapters.sealing import Seal
from functions.usecases.key_marks import KeyMarks
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.checking import check
from infra.embedded.files import sole_use
from infra.embedded.safety import SafetyFinding, SafetyLevel, SafetyPart
from infra.embedded.secrets import LEDGER, FileSecrets
from infra.embedded.settings import NONE, ROUTES, Settings
from tests.support.backups import Server
from tests.support.openings import opening

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def nobody(_url: str) -> tuple[int, Any]:
    raise OSError("refused")


def found(settings: Settings, part: SafetyPart, ask: Any = nobody) -> SafetyFinding:
    findings = [one for one in check(settings, clock=clock, ask=ask) if one.part is part]
    return max(findings, key=lambda one: list(SafetyLevel).index(one.level))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A folder with a ledger that something was sealed in."""
    secrets = FileSecrets(tmp_path / "secrets.json")
    seal = Seal(lambda: secrets.keys(FORM))
    seal.check()
    store = SqliteCaseStore(tmp_path / LEDGER, seal=seal, clock=clock)
    KeyMarks(lambda: store).check(secrets.keys(FORM))
    store.close()
    return Settings(tmp_path)


def rekeyed(folder: Path, name: str, keys: list[str] | None) -> None:
    path = folder / "secrets.json"
    told = json.loads(path.read_text())
    told[name] = {"keys": keys}
    path.write_text(json.dumps({name: said for name, said in told.items() if said["keys"]}))


def test_each_part_is_told_and_an_empty_folder_stays_empty(tmp_path: Path) -> None:
    findings = check(Settings(tmp_path), clock=clock, ask=nobody)

    assert {one.part for one in findings} == set(SafetyPart)
    assert not any(one.level is SafetyLevel.WRONG for one in findings)
    assert list(tmp_path.iterdir()) == []


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


def test_a_departments_lost_key_is_told_by_its_name(settings: Settings) -> None:
    rekeyed(settings.folder, "mobilization", None)

    assert "mobilization" in found(settings, SafetyPart.KEYS).line


def test_keys_that_others_read_are_told(settings: Settings) -> None:
    (settings.folder / "secrets.json").chmod(0o644)

    assert "chmod 600" in found(settings, SafetyPart.KEYS).line


@pytest.mark.parametrize(("version", "said"), [(99, "newer than this program"), (5, "back it up first")])
def test_a_ledger_of_another_version_is_told(settings: Settings, version: int, said: str) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as connection:
        connection.execute(f"PRAGMA user_version={version}")

    assert said in found(settings, SafetyPart.LEDGER).line


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


def test_a_ledger_too_large_to_be_looked_through_at_once_is_a_note(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.folder / LEDGER)) as connection, connection:
        connection.executemany(
            "INSERT INTO records VALUES ('filler', ?, 1, '{}', NULL)", ((str(n),) for n in range(40_000))
        )
    ticks = count()

    findings = check(settings, clock=lambda: NOW + timedelta(seconds=20 * next(ticks)), ask=nobody)

    (one,) = (one for one in findings if one.part is SafetyPart.LEDGER)
    assert (one.level, "lianban backup" in one.text) == (SafetyLevel.NOTE, True)


def test_for_real_nothing_leads_to_the_sandbox(tmp_path: Path) -> None:
    routes = tmp_path / "routes.toml"
    routes.write_text("", "utf-8")
    # Nobody listens there.
    settings = Settings(tmp_path, jwks="http://127.0.0.1:1/jwks", issuer="https://issuer.example")

    assert found(settings, SafetyPart.OFFICES).level is SafetyLevel.WRONG
    assert found(settings, SafetyPart.OUTSIDE).level is SafetyLevel.WRONG
    assert found(settings, SafetyPart.ISSUER).level is SafetyLevel.WRONG
    own = replace(settings, routes=routes, notices=NONE, shared_data=NONE)
    assert found(own, SafetyPart.OFFICES).level is SafetyLevel.FINE
    assert found(own, SafetyPart.OUTSIDE).level is SafetyLevel.NOTE


def test_routes_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert ROUTES.exists()
    assert (
        found(Settings(tmp_path, routes=tmp_path / "none.toml"), SafetyPart.OFFICES).level
        is SafetyLevel.WRONG
    )


def test_a_running_server_is_asked_whether_it_is_ready(tmp_path: Path) -> None:
    said = {"errors": [{"pointer": "/disk", "detail": "磁盘快满了"}]}
    with sole_use(tmp_path):
        assert found(Settings(tmp_path), SafetyPart.SERVER, lambda _: (200, {})).level is SafetyLevel.FINE
        assert "disk：磁盘快满了" in found(Settings(tmp_path), SafetyPart.SERVER, lambda _: (503, said)).line
        assert "does not answer" in found(Settings(tmp_path), SafetyPart.SERVER).line
    assert found(Settings(tmp_path), SafetyPart.SERVER).level is SafetyLevel.NOTE


def test_an_issuer_that_says_nothing_of_itself_is_told(tmp_path: Path) -> None:
    told = found(Settings(tmp_path, issuer="http://127.0.0.1:1/realms/x"), SafetyPart.ISSUER)

    assert (told.level, "没有应答" in told.line) == (SafetyLevel.WRONG, True)
