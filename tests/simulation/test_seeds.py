import shutil
import subprocess
from collections.abc import Iterable

import pytest

from tests.simulation.__main__ import say
from tests.support.simulation.crashes import TOLD
from tests.support.simulation.lives import Life
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run, play, play_life

# With the quick tests: the cheapest of the first that reach much, one of them with what runs late.
FEW, FIRST = (50, 55, 65), range(16)
# About a minute of processor time: other seeds with every commit, the same with the same one.
EACH_COMMIT, BLOCK = 75, 15


def window(commit: str) -> list[range]:
    """The seeds of this commit, in blocks that run side by side."""
    first = 1000 + int(commit[:8] or "0", 16) % 1_000_000
    return [range(at, at + BLOCK) for at in range(first, first + EACH_COMMIT, BLOCK)]


def present_commit() -> str:
    """Empty outside a repository: then it is always the same seeds."""
    git = shutil.which("git")
    if git is None:
        return ""
    asked = subprocess.run([git, "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else ""


# Fewer points would mean that the seeds no longer reach what they are there for.
@pytest.mark.parametrize(
    ("seeds", "least_reached", "least_crashed"),
    [(FEW, 300, 8), pytest.param(FIRST, 270, 20, marks=pytest.mark.slow)],
    ids=["few", "first"],
)
def test_the_seeds_of_always_keep_every_invariant(
    seeds: Iterable[int], least_reached: int, least_crashed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = [play(seed) for seed in seeds]

    reached, crashed = points(run.reached for run in runs), points(run.crashed for run in runs)
    with capsys.disabled():
        say(f"\n{len(runs)} seeds: {len(reached)} crash points reached, {len(crashed)} of them fatal")
    assert broken(runs) == ""
    assert len(reached) >= least_reached
    assert len(crashed) >= least_crashed


@pytest.mark.slow
def test_a_round_that_is_refused_in_the_sweep_leaves_no_request_to_withdraw_to_the_next_one() -> None:
    """An office refuses the round that the sweep sends; its applicant had asked to withdraw."""
    assert broken([play(243876)]) == ""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "seeds", window(present_commit()), ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}"
)
def test_the_seeds_of_this_commit_keep_every_invariant(seeds: range) -> None:
    assert broken(play(seed) for seed in seeds) == ""


@pytest.mark.slow
@pytest.mark.parametrize("life", TOLD, ids=lambda life: life.__name__)
def test_a_told_life_keeps_every_invariant(life: Life) -> None:
    assert broken([play_life(life)]) == ""


@pytest.mark.slow
def test_a_seed_is_the_same_life_every_time() -> None:
    assert play(1).story() == play(1).story()


def points(found: Iterable[Iterable[Point]]) -> set[Point]:
    return {point for run in found for point in run}


def broken(runs: Iterable[Run]) -> str:
    """The whole story of every run that broke an invariant, each by its number, and how to see it again."""
    found = [run for run in runs if run.violation is not None]
    return "\n\n".join(run.story() + again(run) for run in found)


def again(run: Run) -> str:
    return f"\nplay it again: python -m tests.simulation --{run.name}" if run.name.startswith("seed ") else ""
