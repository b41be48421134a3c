"""Each of the deliberate breaks is found by one of the told lives, or by a few seeds."""

import io
import sys
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

from tests.simulation.__main__ import main
from tests.simulation.mutants import MUTANTS, Mutant
from tests.support.each import each
from tests.support.simulation.lives import eventful
from tests.support.simulation.seeds import play_life
from tests.support.workers import FORK

_ROOT = Path(__file__).parents[2]
# The first catch ends it; most are caught by far fewer.
_SEEDS = 60


@pytest.fixture(scope="module")
def _whole() -> None:
    """Played once as it is: what is read and made at first use then is there for every process that is forked from here."""
    assert play_life(eventful).violation is None


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.usefixtures("_whole")
@each("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_the_simulation_finds_a_deliberate_break(mutant: Mutant) -> None:
    code, told = _played_with({mutant.file: _broken(mutant)}, _SEEDS, mutant.found_by)

    assert code == 1, told
    assert '"violations": 1}' in told, told


@pytest.mark.slow
@pytest.mark.usefixtures("_whole")
def test_what_is_put_in_their_place_without_a_break_breaks_nothing() -> None:
    code, told = _played_with({mutant.file: _text(mutant) for mutant in MUTANTS}, 2, "")

    assert code == 0, told


def test_every_break_has_its_place_in_the_product() -> None:
    for mutant in MUTANTS:
        _broken(mutant)


def _played_with(texts: Mapping[str, str], seeds: int, first: str) -> tuple[int, str]:
    """What the program ends with, and what it says. It runs in a process of its own, which ends with what was changed."""
    line, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_play_with, args=(texts, seeds, first, theirs))
    process.start()
    theirs.close()
    try:
        found: tuple[int, str] = line.recv()
    finally:
        process.join()
    return found


def _play_with(texts: Mapping[str, str], seeds: int, first: str, line: Connection) -> None:
    for file, text in texts.items():
        _put(file, text)
    sys.stdout = told = io.StringIO()
    code = main(["--seeds", f"{seeds}", "--stop-at-first", first])
    line.send((code, told.getvalue()))


def _put(file: str, text: str) -> None:
    """Whoever holds a function or a table of that file goes on holding it: it becomes what the text makes of it."""
    there = import_module(file.removesuffix(".py").replace("/", "."))
    made = ModuleType(there.__name__)
    exec(compile(text, file, "exec"), vars(made))
    for name, new in vars(made).items():
        old: Any = vars(there).get(name)
        if isinstance(new, FunctionType) and new.__module__ == there.__name__:
            old.__code__ = new.__code__
        elif isinstance(old, dict) and old is not new:
            old.clear()
            old.update(new)
        elif isinstance(old, tuple):
            setattr(there, name, new)


def _text(mutant: Mutant) -> str:
    return (_ROOT / mutant.file).read_text("utf-8")


def _broken(mutant: Mutant) -> str:
    text = _text(mutant)
    assert text.count(mutant.old) == 1, f"{mutant.name}: {mutant.old!r} does not stand once in {mutant.file}"
    return text.replace(mutant.old, mutant.new)
