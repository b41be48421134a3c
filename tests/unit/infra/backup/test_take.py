import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from infra.backup.layout import (
    MANIFEST_FILE,
    SUMS_FILE,
    BackupRefusal,
    NoBackup,
    Unusable,
    backups_in,
    read_manifest,
)
from infra.backup.ledger import ledger_facts, ledger_snapshot
from infra.backup.take import WantedBackup, take
from infra.embedded.files import sole_use
from infra.embedded.secrets import LEDGER, FileSecrets
from tests.support.backups import NOW, PASSPHRASE, Server, backed_up, dies_at, nothing, restored
from tests.support.each import each
from tests.support.openings import opening

MOST_WRITTEN = 200


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "var").holding(2, "one", "two")


@pytest.mark.slow
def test_a_backup_holds_ledger_files_configuration_and_keys_that_only_the_passphrase_opens(
    server: Server, tmp_path: Path
) -> None:
    config = tmp_path / "lianban.toml"
    config.write_text("[server]\n")

    done = backed_up(server, tmp_path / "out", config=(config,), sealed=True)

    found = sorted(str(one.relative_to(done.backup)) for one in done.backup.rglob("*") if one.is_file())
    assert found == [
        SUMS_FILE,
        "config/lianban.toml",
        "keys.sealed",
        "lianban.db",
        "manifest.json",
        "materials/kept/one",
        "materials/kept/two",
    ]
    whole = b"".join((done.backup / path).read_bytes() for path in found)
    assert not any(key.encode() in whole for key in server.keys)
    # And what is needed to read it.
    told = json.loads((done.backup / MANIFEST_FILE).read_text())
    assert read_manifest(done.backup) == done.manifest
    assert (told["format"], told["edition"], told["sealed"]) == (1, "2026-11", True)
    assert (done.manifest.cases, done.manifest.files, done.manifest.at) == (2, 4, NOW)
    assert {one.stat().st_mode & 0o077 for one in done.backup.rglob("*") if one.is_file()} == {0}


def test_its_checksums_are_read_by_sha256sum(server: Server, tmp_path: Path) -> None:
    done = backed_up(server, tmp_path / "out")

    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS_FILE], cwd=done.backup, check=True)


def test_it_is_taken_while_another_program_writes_without_a_pause(server: Server, tmp_path: Path) -> None:
    """After each page: SQLite alone would begin anew with each of these commits, and be done only when they are."""
    written: list[int] = []

    with server.store() as store:

        def write(step: str, done: int, all_: int) -> None:
            if len(written) < MOST_WRITTEN:
                store.create(opening(10 + len(written)))
                written.append(done)

        ledger_snapshot(server.folder / LEDGER, tmp_path / "copy.db", write, pages=1)

    assert ledger_facts(tmp_path / "copy.db").cases == 2
    assert 20 < len(written) < MOST_WRITTEN
    assert written == sorted(set(written))


def test_the_second_one_copies_only_what_is_new_and_links_the_rest(server: Server, tmp_path: Path) -> None:
    server.materials.write("three", b"3")
    first = backed_up(server, tmp_path / "out")
    server.materials.keep("three")
    server.materials.write("four", b"4")

    second = backed_up(server, tmp_path / "out", days=1)
    whole = backed_up(server, tmp_path / "out", days=2, full=True)

    assert (second.copied, second.linked) == (1, 3)
    assert (second.backup / "materials/kept/three").samefile(first.backup / "materials/unclaimed/three")
    assert (whole.copied, whole.linked, whole.distrusted) == (4, 0, None)


def _torn(text: str) -> str:
    return text[: len(text) // 2]


def _another_digit(text: str) -> str:
    """A line that reads as well as before, and would be taken over into every backup after it."""
    return ("1" if text[0] == "0" else "0") + text[1:]


@pytest.mark.parametrize("damage", [_torn, _another_digit])
@pytest.mark.parametrize("file", [SUMS_FILE, MANIFEST_FILE])
def test_where_the_one_before_is_damaged_everything_is_copied_and_that_is_told(
    server: Server, tmp_path: Path, file: str, damage: Callable[[str], str]
) -> None:
    first = backed_up(server, tmp_path / "out").backup
    (first / file).write_text(damage((first / file).read_text()))

    second = backed_up(server, tmp_path / "out", days=1)
    third = backed_up(server, tmp_path / "out", days=2)

    assert (second.copied, second.linked, second.distrusted) == (2, 0, first)
    assert (third.copied, third.linked, third.distrusted) == (0, 2, None)
    restored(second.backup, tmp_path / "new")


def test_a_file_written_anew_under_its_name_is_copied_anew(server: Server, tmp_path: Path) -> None:
    server.materials.write("draft", b"before")
    backed_up(server, tmp_path / "out")
    server.materials.write("draft", b"after!")

    second = backed_up(server, tmp_path / "out", days=1)

    restored(second.backup, tmp_path / "new")
    assert Server(tmp_path / "new").materials.read("draft") == b"after!"


def test_each_of_them_stands_alone_and_only_so_many_stay(server: Server, tmp_path: Path) -> None:
    names = [backed_up(server, tmp_path / "out", days=day, keep=2).backup.name for day in range(4)]

    assert [one.name for one in backups_in(tmp_path / "out")] == names[2:]
    restored(tmp_path / "out", tmp_path / "new")
    assert Server(tmp_path / "new").materials.read("one") == b"one" * 100


def test_the_one_that_was_taken_last_is_the_newest_whatever_the_clock_said(
    server: Server, tmp_path: Path
) -> None:
    """A clock that was set back, or stood ahead once: it stays, and is what a restore takes."""
    ahead = backed_up(server, tmp_path / "out", days=365, keep=2)
    back = backed_up(server, tmp_path / "out", days=-2, keep=2)
    right = backed_up(server, tmp_path / "out", keep=2)

    assert backups_in(tmp_path / "out") == (back.backup, right.backup)
    assert restored(tmp_path / "out", tmp_path / "new").manifest.at == NOW
    # What its clock said stands in it; that it was wrong is told.
    assert (ahead.ahead, back.ahead, right.ahead) == (None, ahead.backup, back.backup)
    assert (right.manifest.at, right.removed) == (NOW, (ahead.backup.name,))


def test_of_one_second_each_has_a_name_of_its_own_in_their_order(server: Server, tmp_path: Path) -> None:
    names = [backed_up(server, tmp_path / "out").backup.name for _ in range(3)]

    assert names == ["20261129T023000Z", "20261129T023000Z-001", "20261129T023000Z-002"]


def test_keys_kept_apart_go_where_they_are_sent_and_leave_with_their_backup(
    server: Server, tmp_path: Path
) -> None:
    apart = tmp_path / "safe"

    names = [backed_up(server, tmp_path / "out", days=day, keep=1).backup.name for day in range(2)]

    assert [one.name for one in apart.iterdir()] == [f"{names[1]}.json"]
    assert (apart / f"{names[1]}.json").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "out" / names[1] / "keys.sealed").exists()


@pytest.mark.slow
def test_killed_at_any_touch_of_the_disk_it_leaves_nothing_that_looks_whole_and_the_next_one_is(
    server: Server, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    backed_up(server, out)
    touch = days = 0
    while dies_at(touch, partial(backed_up, server, out, days=days, keep=1)):
        for one in backups_in(out):
            assert restored(one, tmp_path / "new", tried=True).manifest.cases == 2
        touch, days = touch + 3, days + 1

    assert touch > 30
    (last,) = backups_in(out)
    assert {one.name for one in out.iterdir()} == {".lock", last.name}


def test_two_at_once_are_refused(server: Server, tmp_path: Path) -> None:
    with sole_use(tmp_path / "out", lock=".lock"), pytest.raises(BackupRefusal, match="另一个备份"):
        backed_up(server, tmp_path / "out")


def test_keys_that_are_not_the_ledgers_are_refused_and_nothing_is_left(
    server: Server, tmp_path: Path
) -> None:
    (server.folder / "secrets.json").unlink()
    (server.folder / LEDGER).rename(tmp_path / "aside")
    FileSecrets(server.folder / "secrets.json").keys("form")
    (tmp_path / "aside").rename(server.folder / LEDGER)

    with pytest.raises(BackupRefusal, match="密钥打不开台账"):
        backed_up(server, tmp_path / "out")
    assert backups_in(tmp_path / "out") == ()


@pytest.mark.slow
def test_a_key_added_between_two_backups_opens_both(server: Server, tmp_path: Path) -> None:
    backed_up(server, tmp_path / "out")
    path = server.folder / "secrets.json"
    told = json.loads(path.read_text())
    other = tmp_path / "other"
    other.mkdir()
    told["form"]["keys"].insert(0, FileSecrets(other / "secrets.json").keys("form")[0])
    path.write_text(json.dumps(told))
    os.utime(path, ns=(1, 1))
    with server.store() as store:
        store.create(opening(3))

    backed_up(server, tmp_path / "out", days=1)

    for number, one in enumerate(backups_in(tmp_path / "out")):
        restored(one, tmp_path / f"new-{number}")
        assert Server(tmp_path / f"new-{number}").cases() == 2 + number


def test_a_damaged_ledger_is_no_backup(server: Server, tmp_path: Path) -> None:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger:
        ledger.execute("PRAGMA foreign_keys=OFF")
        ledger.execute("DELETE FROM cases")
        ledger.commit()

    with pytest.raises(BackupRefusal, match="已损坏"):
        backed_up(server, tmp_path / "out")


@each(
    "changes, kind, words",
    [
        ({"to": Path("var/backups")}, Unusable, "不能放在数据文件夹里"),
        ({"folder": Path("nowhere")}, NoBackup, "没有台账"),
        ({"passphrase": "short"}, Unusable, "至少 12"),
        ({"passphrase": None}, Unusable, "二者择一"),
        ({"passphrase": None, "apart": Path("out/keys")}, Unusable, "备份旁边"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    kind: type[BackupRefusal],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = replace(WantedBackup(Path("var"), Path("out"), PASSPHRASE), **changes)

    with pytest.raises(kind, match=words) as told:
        take(wanted, now=NOW, tell=nothing)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["联办.toml", "lianban 1.toml", ".lianban.toml"])
def test_configuration_under_a_name_that_no_backup_could_be_read_with_is_refused_before_anything_is_done(
    server: Server, tmp_path: Path, name: str
) -> None:
    config = tmp_path / name
    config.write_text("[server]\n")

    with pytest.raises(Unusable, match=f"{re.escape(name)} 的名称"):
        backed_up(server, tmp_path / "out", config=(config,))

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["materials/kept", "typefaces"])
def test_a_file_of_somebody_elses_in_the_folder_is_named_and_no_backup_is_taken_that_could_not_be_read(
    server: Server, tmp_path: Path, place: str
) -> None:
    odd = server.folder / place / "字体 1.ttf"
    odd.parent.mkdir(exist_ok=True)
    odd.touch()

    with pytest.raises(BackupRefusal, match=r"字体 1\.ttf 的名称"):
        backed_up(server, tmp_path / "out")

    assert backups_in(tmp_path / "out") == ()
    odd.unlink()
    backed_up(server, tmp_path / "out")
