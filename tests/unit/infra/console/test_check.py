import logging
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from infra.console.failure import Exit
from infra.embedded.secrets import LEDGER
from tests.support.backups import Server
from tests.support.command import Terminal

PAGE = Path(__file__).parents[4] / "docs" / "command.md"


def test_an_empty_folder_is_fine_and_every_part_is_one_line(tmp_path: Path) -> None:
    said = Terminal(tmp_path).type("check", "--folder", str(tmp_path / "var"))

    assert said.code == Exit.FINE
    assert "Nothing is wrong" in said.out.splitlines()[-1]


def test_a_folder_of_made_up_cases_is_not_said_to_be_in_use_for_real(tmp_path: Path) -> None:
    sandbox, practice = Server(tmp_path / "sandbox").holding(1).folder, tmp_path / "practice"
    (sandbox / "sandbox").mkdir()
    practice.mkdir()
    (practice / "training").touch()

    said = {
        folder: Terminal(tmp_path).type("check", "--folder", str(folder), "--json")
        for folder in (sandbox, practice)
    }

    told = {
        folder: [(one["level"], one["text"]) for one in said.json["findings"] if one["part"] == "training"]
        for folder, said in said.items()
    }
    assert told == {
        sandbox: [("note", "沙箱的数据目录，办件都是虚构的，不能正式使用 a sandbox: nobody's affairs")],
        practice: [("fine", "演练 training: made-up persons")],
    }


def test_what_is_wrong_is_told_with_what_to_do_and_an_exit_code(tmp_path: Path) -> None:
    config = tmp_path / "lianban.toml"
    config.write_text('[server]\nfolder = "var"\nhost = "0.0.0.0"\n', "utf-8")

    said = Terminal(tmp_path).type("check", "--config", str(config), "--json")

    assert said.code == Exit.REFUSED
    (wrong,) = [one for one in said.json["findings"] if one["level"] == "wrong"]
    assert (said.json["ok"], wrong["part"]) == (False, "reach")
    assert "jwks" in wrong["do"]


def test_the_page_on_the_command_shows_what_it_says(tmp_path: Path) -> None:
    """Up to the page's ellipses, and but for this machine's folder and disk."""
    config, server = tmp_path / "lianban.toml", Server(tmp_path / "var").holding(1)
    (server.folder / "secrets.json").unlink()
    config.write_text(
        '[server]\nfolder = "var"\npublic = "https://lianban.example"\ntrusted_proxies = ["127.0.0.1"]\n',
        "utf-8",
    )
    shown = PAGE.read_text("utf-8").split("$ lianban check --config /etc/lianban/lianban.toml\n")[1]
    expected = [line.split("…")[0] for line in shown.split("```")[0].splitlines()]

    said = Terminal(tmp_path).type("check", "--config", str(config)).out

    here = re.sub(r"\d+ MB", "51204 MB", said.replace(str(server.folder), "/srv/lianban/var"))
    assert len([line for line in expected if line]) >= 5
    assert [line for line in expected if line not in here] == []


def test_a_file_that_cannot_be_read_is_misuse(tmp_path: Path) -> None:
    said = Terminal(tmp_path).type("check", "--config", str(tmp_path / "none.toml"))

    assert said.code == Exit.USAGE


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    """A server has a process to itself, and sets up its lines and signals before it looks whether it may start."""
    root, loops = logging.getLogger(), logging.getLogger("asyncio")
    handlers, levels, ended = root.handlers[:], (root.level, loops.level), signal.getsignal(signal.SIGTERM)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    loops.setLevel(levels[1])
    signal.signal(signal.SIGTERM, ended)


@pytest.mark.usefixtures("_as_it_was")
def test_the_server_alone_is_not_started_while_it_is_not_safe(tmp_path: Path) -> None:
    config = tmp_path / "lianban.toml"
    config.write_text('[server]\nfolder = "var"\nhost = "0.0.0.0"\n', "utf-8")

    said = Terminal(tmp_path).type("serve", "--config", str(config))

    assert said.code == Exit.REFUSED
    assert "does not start" in said.words
    assert not (tmp_path / "var").exists()


def test_every_row_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = Server(tmp_path / "var").holding(1).folder
    with closing(sqlite3.connect(folder / LEDGER)) as ledger, ledger:
        ledger.execute("UPDATE items SET body = substr(body, 2) WHERE code = 'discharge_report'")

    said, whole = (
        Terminal(tmp_path).type("check", "--folder", str(folder), "--json", *words)
        for words in ((), ["--rows"])
    )

    wrong = [one for one in whole.json["findings"] if one["level"] == "wrong"]
    assert (said.code, whole.code) == (Exit.FINE, Exit.REFUSED)
    assert [one["part"] for one in wrong] == ["ledger"]
    assert "discharge_report" in wrong[0]["text"]
    assert "lianban repair" in wrong[0]["do"]
