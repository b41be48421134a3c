from collections.abc import Iterable

import pytest

from tests.simulation.__main__ import say
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run, play

QUICK = range(40)
BLOCKS = [range(first, first + 50) for first in range(40, 540, 50)]
# Fewer would mean that the seeds no longer reach what they are there for.
LEAST_REACHED = 200
LEAST_CRASHED = 30


def test_forty_seeds_keep_every_invariant(capsys: pytest.CaptureFixture[str]) -> None:
    runs = [play(seed) for seed in QUICK]

    reached, crashed = points(run.reached for run in runs), points(run.crashed for run in runs)
    with capsys.disabled():
        say(f"\n{len(runs)} seeds: {len(reached)} crash points reached, {len(crashed)} of them fatal")
    assert broken(runs) == ""
    assert len(reached) >= LEAST_REACHED
    assert len(crashed) >= LEAST_CRASHED


@pytest.mark.slow
@pytest.mark.parametrize("seeds", BLOCKS, ids=lambda seeds: f"{seeds.start}-{seeds.stop - 1}")
def test_five_hundred_more_seeds_keep_every_invariant(seeds: range) -> None:
    assert broken(play(seed) for seed in seeds) == ""


def test_a_seed_is_the_same_life_every_time() -> None:
    assert play(4).story() == play(4).story()


def points(found: Iterable[Iterable[Point]]) -> set[Point]:
    return {point for run in found for point in run}


def broken(runs: Iterable[Run]) -> str:
    """The whole story of every run that broke an invariant, each by its number."""
    return "\n\n".join(run.story() for run in runs if run.violation is not None)
