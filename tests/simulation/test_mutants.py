"""Each of the deliberate breaks is found by one of the told lives, or by a few seeds."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.mutants import MUTANTS, Mutant

_ROOT = Path(__file__).parents[2]
_WHOLE = ("functions", "schemas", "infra", "statemachine", "tests")
# The first catch ends it; most are caught by far fewer.
_SEEDS = 60


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_simulation_finds_a_deliberate_break(mutant: Mutant, tmp_path: Path) -> None:
    for folder in _WHOLE:
        _link(_ROOT / folder, tmp_path / folder, _ROOT / mutant.file)
    (tmp_path / mutant.file).write_text(_broken(_ROOT, mutant), "utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.simulation",
            "--seeds",
            str(_SEEDS),
            "--stop-at-first",
            mutant.found_by,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert '"violations": 1}' in done.stdout, done.stderr


def test_every_break_has_its_place_in_the_product() -> None:
    for mutant in MUTANTS:
        _broken(_ROOT, mutant)


def _link(there: Path, here: Path, but: Path) -> None:
    """All of it as it is, with what Python has compiled of it, but for one file, of which there is nothing."""
    if not (there.is_dir() and (there in but.parents or there == but.parent / "__pycache__")):
        here.symlink_to(there)
        return
    here.mkdir()
    for one in there.iterdir():
        if one != but and not one.name.startswith(f"{but.stem}.cpython"):
            _link(one, here / one.name, but)


def _broken(root: Path, mutant: Mutant) -> str:
    text = (root / mutant.file).read_text("utf-8")
    assert text.count(mutant.old) == 1, f"{mutant.name}: {mutant.old!r} does not stand once in {mutant.file}"
    return text.replace(mutant.old, mutant.new)
