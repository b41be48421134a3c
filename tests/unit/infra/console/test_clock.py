from pathlib import Path

import pytest

from infra.console.failure import Exit
from tests.support.command import Terminal
from tests.support.each import each


@pytest.fixture
def sandbox(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    (folder / "sandbox").mkdir(parents=True)
    (folder / "issuer.pem").touch()
    return folder


def test_a_move_is_told_with_what_it_makes_of_the_folder(sandbox: Path) -> None:
    said = Terminal(sandbox.parent).type("clock", "--hours", "30", "--folder", str(sandbox))

    assert said.code == Exit.FINE
    assert "1 day, 6:00:00" in said.out
    assert "只能作沙箱" in said.words


def test_to_look_moves_nothing(sandbox: Path) -> None:
    said = Terminal(sandbox.parent).type("clock", "--folder", str(sandbox), "--json")

    assert (said.code, said.json["moved"], said.json["ahead_seconds"]) == (Exit.FINE, False, 0)
    assert not (sandbox / "clock.json").exists()


@pytest.mark.parametrize("only", ["sandbox", "issuer.pem"])
def test_what_is_no_sandbox_is_left_as_it_is(tmp_path: Path, only: str) -> None:
    (tmp_path / only).mkdir()

    said = Terminal(tmp_path).type("clock", "--hours", "1", "--folder", str(tmp_path))

    assert said.code == Exit.NOT_FOUND
    assert [path.name for path in tmp_path.iterdir()] == [only]


@pytest.mark.slow
@each(
    "words",
    [("--hours", "0"), ("--hours", "-1"), ("--working-days", "0"), ("--hours", "1", "--working-days", "1")],
)
def test_no_move_that_is_none_or_goes_back(sandbox: Path, words: tuple[str, ...]) -> None:
    said = Terminal(sandbox.parent).type("clock", *words, "--folder", str(sandbox))

    assert said.code == Exit.USAGE


def test_an_unreadable_file_is_said(sandbox: Path) -> None:
    (sandbox / "clock.json").write_text("?")

    said = Terminal(sandbox.parent).type("clock", "--folder", str(sandbox))

    assert (said.code, "读不懂" in said.words) == (Exit.REFUSED, True)
