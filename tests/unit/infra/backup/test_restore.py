import json
import os
import pwd
import sqlite3
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from functions.adapters.outward.secrets import FORM, SecretUnusable
from functions.usecases.record_kinds.office import RESTORED
from infra.backup.layout import MANIFEST_FILE, SUMS_FILE, BackupRefusal, NoBackup, Unusable
from infra.backup.restore import CHECKING, WantedRestore, restore
from infra.embedded.own_clock import OwnClock, after_hours, move
from infra.embedded.secrets import LEDGER, UNFINISHED, FileSecrets
from tests.support.backups import NOW, Server, backed_up, dies_at, keys_of, nothing, restored


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    server = Server(tmp_path / "var").holding(2, "one")
    server.materials.write("draft", b"uploaded, and no case's yet")
    config = tmp_path / "lianban.toml"
    config.write_text("[server]\n")
    return backed_up(server, tmp_path / "out", config=(config,)).backup


def test_what_is_restored_reads_as_before_and_notes_when_it_was_and_of_when(
    backup: Path, tmp_path: Path
) -> None:
    restored(backup.parent, tmp_path / "new")

    new = Server(tmp_path / "new")
    assert (new.cases(), new.keys) == (2, Server(tmp_path / "var").keys)
    assert new.materials.read("one") == b"one" * 100
    with new.store() as store:
        (noted,) = store.records(RESTORED, limit=9).entries
    assert noted.body == {"at": "2026-11-30T02:30:00+00:00", "of": NOW.isoformat()}


def test_a_sandbox_whose_clock_was_moved_is_restored_with_that_clock(tmp_path: Path) -> None:
    server = Server(tmp_path / "var").holding(1)
    move(server.folder, lambda: NOW, after_hours(30))

    restored(backed_up(server, tmp_path / "out").backup, tmp_path / "new")

    assert OwnClock(tmp_path / "new", lambda: NOW)() == NOW + timedelta(hours=30)


def test_an_unclaimed_file_is_as_old_as_it_was(backup: Path, tmp_path: Path) -> None:
    restored(backup, tmp_path / "new")

    before, after = (tmp_path / one / "materials/unclaimed/draft" for one in ("var", "new"))
    assert before.stat().st_mtime_ns == after.stat().st_mtime_ns


def test_configuration_goes_where_it_is_sent_and_over_nothing_that_differs(
    backup: Path, tmp_path: Path
) -> None:
    etc = tmp_path / "etc"
    done = restored(backup, tmp_path / "new", config=etc)
    assert done.config == (etc / "lianban.toml",)
    assert (etc / "lianban.toml").read_text() == "[server]\n"

    (etc / "lianban.toml").write_text("other")
    with pytest.raises(Unusable, match="不覆盖"):
        restored(backup, tmp_path / "newer", config=etc)
    assert not (tmp_path / "newer").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("there", [True, False], ids=["into the service's folder", "into a new one"])
def test_what_root_restores_is_the_services_its_configuration_too(
    backup: Path, tmp_path: Path, there: bool
) -> None:
    nobody, new, etc = pwd.getpwnam("nobody"), tmp_path / "new", tmp_path / "etc"
    for folder in (new, etc) if there else (new,):
        folder.mkdir(mode=0o700)
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)

    restored(backup, new, config=etc)

    whose = {(one.stat().st_uid, one.stat().st_gid) for one in (etc, *etc.iterdir(), *new.rglob("*"))}
    assert {one.name for one in etc.iterdir()} == {"lianban.toml"}
    assert whose == {(nobody.pw_uid, nobody.pw_gid)}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives away")
def test_what_else_lies_beside_the_configuration_stays_whose_it_is(backup: Path, tmp_path: Path) -> None:
    nobody, etc = pwd.getpwnam("nobody"), tmp_path / "etc"
    etc.mkdir()
    (etc / "tls.pem").touch()
    os.chown(etc, nobody.pw_uid, nobody.pw_gid)

    restored(backup, tmp_path / "new", config=etc)

    assert ((etc / "tls.pem").stat().st_uid, (etc / "lianban.toml").stat().st_uid) == (0, nobody.pw_uid)


def test_a_folder_that_is_not_empty_is_refused(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "notes").touch()

    with pytest.raises(Unusable, match="不是空的"):
        restored(backup, tmp_path / "new")


@pytest.mark.parametrize("path", ["lianban.db", "materials/kept/one", SUMS_FILE])
def test_what_differs_from_the_manifest_is_refused(backup: Path, tmp_path: Path, path: str) -> None:
    whole = bytearray((backup / path).read_bytes())
    whole[-2] ^= 1
    (backup / path).write_bytes(whole)

    with pytest.raises(BackupRefusal, match="换一份备份"):
        restored(backup, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_configuration_that_is_damaged_while_it_is_copied_lies_nowhere(
    backup: Path, tmp_path: Path
) -> None:
    """The disk of the backup fails just then: from another one the same is restored."""
    etc, original = tmp_path / "etc", backup / "config" / "lianban.toml"
    whole = original.read_bytes()

    def fail(step: str, done: int, all_: int) -> None:
        if step == CHECKING and done == all_:
            original.write_bytes(b"[sorver]\n")

    wanted = WantedRestore(backup, tmp_path / "new", keys=keys_of(backup), config=etc)
    with pytest.raises(BackupRefusal, match="与清单不符"):
        restore(wanted, now=NOW, tell=fail)
    assert list(etc.iterdir()) == []

    original.write_bytes(whole)
    restore(wanted, now=NOW, tell=nothing)
    assert [one.name for one in etc.iterdir()] == ["lianban.toml"]


def test_what_is_missing_is_refused(backup: Path, tmp_path: Path) -> None:
    (backup / "materials/kept/one").unlink()

    with pytest.raises(BackupRefusal, match="materials/kept/one 缺失"):
        restored(backup, tmp_path / "new")


def test_what_was_changed_together_with_its_checksum_is_refused(backup: Path, tmp_path: Path) -> None:
    (backup / "materials/kept/one").write_bytes(b"another")
    sums = (backup / SUMS_FILE).read_text()
    (digest,) = [line.split()[0] for line in sums.splitlines() if line.endswith("/one")]
    (backup / SUMS_FILE).write_text(sums.replace(digest, sha256(b"another").hexdigest()))

    with pytest.raises(BackupRefusal, match="SHA256SUMS 缺失或与清单不符"):
        restored(backup, tmp_path / "new")


def test_a_backup_that_lacks_its_checksums_is_told_in_a_line(backup: Path, tmp_path: Path) -> None:
    (backup / SUMS_FILE).unlink()

    with pytest.raises(BackupRefusal, match="SHA256SUMS 读不懂"):
        restored(backup, tmp_path / "new")


def test_where_there_is_too_little_room_nothing_is_written(backup: Path, tmp_path: Path) -> None:
    told = json.loads((backup / MANIFEST_FILE).read_text())
    (backup / MANIFEST_FILE).write_text(json.dumps({**told, "size": 1 << 60}))

    with pytest.raises(BackupRefusal, match=r"还差 \d{6,} MB"):
        restored(backup, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("sealed", "words"), [(True, "请给出口令"), (False, "请用 --keys 指明")])
def test_whoever_gives_no_keys_is_told_what_is_needed(
    backup: Path, tmp_path: Path, sealed: bool, words: str
) -> None:
    told = json.loads((backup / MANIFEST_FILE).read_text())
    (backup / MANIFEST_FILE).write_text(json.dumps({**told, "sealed": sealed}))

    with pytest.raises(Unusable, match=words):
        restore(WantedRestore(backup, tmp_path / "new"), now=NOW, tell=nothing)


@pytest.mark.parametrize(
    "line", ["../../etc/passwd", "/etc/passwd", "materials/kept/../../x", "materials/kept/.x"]
)
def test_a_manifest_leads_nowhere_else(backup: Path, tmp_path: Path, line: str) -> None:
    with (backup / SUMS_FILE).open("a") as sums:
        sums.write(f"{'0' * 64}  {line}\n")

    with pytest.raises(BackupRefusal, match="SHA256SUMS"):
        restored(backup, tmp_path / "new")


def test_a_sealed_backup_without_its_keys_or_with_others_in_their_place_is_told_in_a_line(
    backup: Path, tmp_path: Path
) -> None:
    told = json.loads((backup / MANIFEST_FILE).read_text())
    (backup / MANIFEST_FILE).write_text(json.dumps({**told, "sealed": True}))
    with pytest.raises(BackupRefusal, match=r"keys\.sealed 缺失"):
        restored(backup, tmp_path / "new")
    (backup / "keys.sealed").write_text("[" * 99_999)

    with pytest.raises(BackupRefusal, match="密钥读不懂"):
        restored(backup, tmp_path / "new")
    with pytest.raises(BackupRefusal, match="不是密钥文件"):
        restored(backup, tmp_path / "new", keys=backup / "keys.sealed")


@pytest.mark.slow
def test_a_changed_manifest_does_not_open_the_keys_and_neither_does_another_passphrase(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "var").holding(1)
    backup = backed_up(server, tmp_path / "out", sealed=True).backup
    assert restored(backup, tmp_path / "right").manifest.cases == 1
    with pytest.raises(BackupRefusal, match="口令不对"):
        restored(backup, tmp_path / "new", passphrase="another one, wrong")
    told = json.loads((backup / MANIFEST_FILE).read_text())
    (backup / MANIFEST_FILE).write_text(json.dumps({**told, "cases": 3}))

    with pytest.raises(BackupRefusal, match="清单被改动过"):
        restored(backup, tmp_path / "new")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"schema": 99}, "先升级程序"),
        ({"format": 99}, "先升级本程序"),
        ({"edition": "2099-01"}, "目录版本 2099-01"),
    ],
)
def test_a_backup_of_a_newer_program_is_refused(
    backup: Path, tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    told = json.loads((backup / MANIFEST_FILE).read_text())
    (backup / MANIFEST_FILE).write_text(json.dumps({**told, **changes}))

    with pytest.raises(BackupRefusal, match=words):
        restored(backup, tmp_path / "new")


def test_keys_kept_apart_have_to_be_the_right_ones_and_may_be_the_servers_own_file(tmp_path: Path) -> None:
    server = Server(tmp_path / "var").holding(1)
    backup = backed_up(server, tmp_path / "out").backup
    FileSecrets(tmp_path / "secrets.json").keys(FORM)

    with pytest.raises(BackupRefusal, match="打不开这份台账"):
        restored(backup, tmp_path / "new", keys=tmp_path / "secrets.json")
    restored(backup, tmp_path / "new", keys=server.folder / "secrets.json")
    keys_of(backup).unlink()
    with pytest.raises(BackupRefusal, match="请用 --keys 指明"):
        restored(backup, tmp_path / "newer")

    assert Server(tmp_path / "new").cases() == 1


def test_where_there_is_no_backup_is_said(tmp_path: Path) -> None:
    (tmp_path / ".20261129T023000Z.partial").mkdir()

    with pytest.raises(NoBackup, match="没有完整的备份"):
        restored(tmp_path, tmp_path / "new")


@pytest.mark.slow
def test_killed_at_any_touch_of_the_disk_no_server_starts_there_until_it_was_done_again(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "var").holding(1, "one")
    backup = backed_up(server, tmp_path / "out").backup
    new, touch, half = tmp_path / "new", 0, 0
    while dies_at(touch, lambda: restored(backup, new)):
        touch += 3
        if (new / UNFINISHED).exists():
            half += 1
            with pytest.raises(SecretUnusable, match="没有做完"):
                FileSecrets(new / "secrets.json").keys(FORM)
        else:
            # Not begun, or done but for the last word.
            assert not (new / LEDGER).exists() or Server(new).cases() == 1
            if (new / LEDGER).exists():
                break

    assert half > 5
    assert Server(new).cases() == 1
    assert not (new / UNFINISHED).exists()


def test_an_older_ledger_is_brought_up_when_it_is_restored(tmp_path: Path) -> None:
    server = Server(tmp_path / "var").holding(1)
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger:
        ledger.executescript(
            "DROP INDEX items_finished; ALTER TABLE items DROP COLUMN finished;"
            "ALTER TABLE items DROP COLUMN finished_at; PRAGMA user_version=5"
        )

    done = restored(backed_up(server, tmp_path / "out").backup, tmp_path / "new")

    assert done.manifest.schema == 5
    assert Server(tmp_path / "new").cases() == 1
