import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from infra.console.failure import Exit
from infra.embedded.secrets import LEDGER
from tests.support.backups import Server, backed_up
from tests.support.command import Said, Terminal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Backed up, and damaged since."""
    server = Server(tmp_path / "var").holding(1)
    backed_up(server, tmp_path / "out")
    with closing(sqlite3.connect(server.folder / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE items SET body = substr(body, 2) WHERE code = 'discharge_report'")
    return tmp_path


def typed(folder: Path, *more: str) -> Said:
    return Terminal(folder).type("repair", str(folder / "out"), "--folder", str(folder / "var"), *more)


def test_what_fits_is_shown_then_put_back_and_then_all_can_be_read(folder: Path) -> None:
    looked, done, again = (
        typed(folder, *words) for words in (["--dry-run"], ["--reason", "磁盘坏块"], ["--reason", "再看一次"])
    )

    assert (looked.code, "没有写入" in looked.out) == (Exit.FINE, True)
    assert "✓ items 00000000-0000-4000-8000-000000000001/discharge_report ← " in looked.out
    assert (done.code, "请启动服务" in done.out) == (Exit.FINE, True)
    assert (again.code, again.out.startswith("每一行都读得出")) == (Exit.FINE, True)


def test_what_does_not_fit_is_told_with_why_and_ends_badly(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "var" / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE items SET version = 7 WHERE code = 'discharge_report'")

    said = typed(folder, "--reason", "磁盘坏块", "--json")

    [row] = said.json["rows"]
    assert said.code == Exit.REFUSED
    assert (row["table"], row["key"][1], row["backup"]) == ("items", "discharge_report", None)
    assert "又变过" in row["why"]


def test_nothing_is_written_without_a_reason(folder: Path) -> None:
    said = typed(folder)

    assert said.code == Exit.USAGE
    assert "--reason" in said.words
