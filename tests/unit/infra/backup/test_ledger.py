"""What is looked at in a ledger before it is taken for a backup."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from infra.backup.layout import BackupRefusal
from infra.embedded.secrets import LEDGER, FileSecrets
from tests.support.backups import Server, backed_up, restored
from tests.support.openings import opening


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "var").holding(2, "one", "two")


def test_a_ledger_whose_index_has_lost_its_rows_is_no_backup(server: Server, tmp_path: Path) -> None:
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger:
        ledger.execute("PRAGMA writable_schema=ON")
        ledger.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, '(applicant, opened)', '(opened, applicant)')"
        )
        ledger.commit()

    with pytest.raises(BackupRefusal, match="已损坏"):
        backed_up(server, tmp_path / "out")


def test_keys_that_open_the_newest_form_and_not_the_older_ones_are_refused(
    server: Server, tmp_path: Path
) -> None:
    path = server.folder / "secrets.json"
    told = json.loads(path.read_text())
    other = tmp_path / "other"
    other.mkdir()
    new, old = FileSecrets(other / "secrets.json").keys("form")[0], told["form"]["keys"][0]
    path.write_text(json.dumps({**told, "form": {"keys": [new, old]}}))
    with server.store() as store:
        store.create(opening(3))
    path.write_text(json.dumps({**told, "form": {"keys": [new]}}))

    with pytest.raises(BackupRefusal, match="密钥打不开台账"):
        backed_up(server, tmp_path / "out")


def test_of_a_ledger_without_cases_there_is_a_backup(tmp_path: Path) -> None:
    server = Server(tmp_path / "var").holding(0)

    restored(backed_up(server, tmp_path / "out").backup, tmp_path / "new")

    assert Server(tmp_path / "new").cases() == 0
