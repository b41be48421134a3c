"""Whoever types a command waits for its own module and no other's."""

import subprocess
import sys

import pytest
import typer

from infra.console.commands.app import ROOMS, application
from tests.support.each import each
from tests.support.machine import ROOT, environment

LOADED = """
import sys
from infra.console.__main__ import main
code = main(sys.argv[1:])
print(*(name for name in sys.modules if name.startswith("infra.console.commands.")))
sys.exit(code)
"""


def names(app: typer.Typer) -> list[str]:
    return [str(one.name) for one in app.registered_commands] + [
        str(one.name) for one in app.registered_groups
    ]


@each("room", ROOMS)
def test_a_room_has_the_commands_that_it_is_told_to_have(room: str) -> None:
    """Each of them alone makes it be asked for, whatever follows."""
    assert all(names(application([name, "x"])) == list(ROOMS[room]) for name in ROOMS[room])


@each("words", [[], ["--help"], ["nothing"], [""], ["--json", "cases"]])
def test_words_that_begin_with_no_command_have_all_of_them(words: list[str]) -> None:
    of_all = [name for room in ROOMS.values() for name in room]

    assert sorted(names(application(words))) == sorted(of_all)
    assert len(of_all) == len(set(of_all))


@pytest.mark.slow
def test_a_command_that_is_typed_imports_no_other_room_and_keeps_its_name() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "sign-out", "--help"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip

    *said, loaded = done.stdout.splitlines()
    assert "lianban sign-out" in "\n".join(said)
    assert {one.rpartition(".")[2] for one in loaded.split()} == {"app", "declare", "profile"}
