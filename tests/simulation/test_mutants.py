"""Deliberate breaks of the product: each must be found by the simulation, or the simulation does not watch that rule."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_COPIED = ("functions", "schemas", "infra", "statemachine", "tests")


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` stands exactly once in `file`. `seeds`: among so many one must break."""

    name: str
    file: str
    old: str
    new: str
    seeds: int


MUTANTS = (
    Mutant(
        "no sweep starts a run",
        "functions/domain/upkeep/repairs.py",
        "return (StartRun(case.run),)",
        "return ()",
        4,
    ),
    Mutant(
        "a second outcome wins",
        "functions/domain/case/transitions.py",
        "if item.outcome:",
        "if item.outcome and not item.round:",
        12,
    ),
)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_simulation_finds_a_deliberate_break(mutant: Mutant, tmp_path: Path) -> None:
    for folder in _COPIED:
        shutil.copytree(_ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    _break(tmp_path / mutant.file, mutant)

    done = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--seeds", str(mutant.seeds), "--stop-at-first"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert '"violations": 1}' in done.stdout, done.stderr


def _break(file: Path, mutant: Mutant) -> None:
    text = file.read_text("utf-8")
    assert text.count(mutant.old) == 1, f"{mutant.name}: {mutant.old!r} does not stand once in {mutant.file}"
    file.write_text(text.replace(mutant.old, mutant.new), "utf-8")
