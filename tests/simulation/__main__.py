"""`python -m tests.simulation --seeds N [--seed K]`: the last line is one JSON object; exit code 1 if anything broke.

The deaths are some 12,000 lives, ten minutes of processor time; with `--shorter` 2,000, one minute. 500 seeds are two.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import chain, product

from tests.support.simulation.crashes import LIVES, TOLD, each_death
from tests.support.simulation.faults import HOW, WHEN, How, When
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run, play, play_life

# Seeds that one process is given at a time.
_AT_A_TIME = 10


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="from which on")
    parser.add_argument(
        "--stop-at-first",
        nargs="?",
        const="",
        metavar="NAME",
        help="the lives without crashes, then the seeds, up to the first that breaks; NAME ('seed 7', 'life eventful') ahead",
    )
    parser.add_argument("--seed", type=int, help="this one only, with its whole log")
    parser.add_argument(
        "--late", type=float, help="share of invocations that run after being given up, in every seed"
    )
    parser.add_argument(
        "--shorter", action="store_true", help="no deaths where they leave nothing else behind than others"
    )
    chosen = parser.parse_args(arguments)
    if chosen.seed is not None:
        run = play(chosen.seed, late=chosen.late)
        say(run.story())
        return _summary([run], seeds=1)
    seeds, played = range(chosen.first, chosen.first + chosen.seeds), partial(play, late=chosen.late)
    if chosen.stop_at_first is not None:
        named = _named(chosen.stop_at_first, played)
        every = chain(named, map(play_life, TOLD), map(played, seeds))
        return _summary(until_broken(every), seeds=chosen.seeds)
    # As many at once as there are cores.
    with ProcessPoolExecutor(initializer=_unheard) as pool:
        deaths = _deaths(pool, everywhere=not chosen.shorter)
        return _summary(chain(deaths, pool.map(played, seeds, chunksize=_AT_A_TIME)), seeds=chosen.seeds)


def _named(name: str, played: Callable[[int], Run]) -> Iterator[Run]:
    """The one of this name, if any: whoever is to find something again begins with what found it before."""
    kind, _, which = name.partition(" ")
    if kind == "seed":
        yield played(int(which))
    elif kind == "life":
        [life] = (life for life in TOLD if life.__name__ == which)
        yield play_life(life)


def _unheard() -> None:
    """What the product logs of all that goes wrong is nobody's matter here."""
    sys.stdout = sys.stderr = io.StringIO()


def _deaths(pool: Executor, *, everywhere: bool) -> Iterator[Run]:
    """Each life by its place among them: what is made of a function does not travel from process to process."""
    ways = list(product(range(len(LIVES)), HOW, WHEN))
    every = partial(_deaths_of, everywhere=everywhere)
    for (at, how, when), runs in zip(ways, pool.map(every, *zip(*ways, strict=True)), strict=True):
        say(
            f"{LIVES[at].__name__}: {sum(bool(run.crashed) for run in runs)} times the {how} died {when} a call"
        )
        yield from runs


def _deaths_of(at: int, how: How, when: When, *, everywhere: bool) -> list[Run]:
    return list(each_death(LIVES[at], how, when, everywhere=everywhere))


def until_broken(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        yield run
        if run.violation is not None:
            return


def _summary(runs: Iterable[Run], *, seeds: int) -> int:
    reached: set[Point] = set()
    crashed: set[Point] = set()
    violations = 0
    for run in runs:
        reached |= set(run.reached)
        crashed |= set(run.crashed)
        if run.violation is not None:
            violations += 1
            say(f"{run.name}: {run.violation}")
    for point in sorted(reached - crashed, key=str):
        say(f"reached, never fatal: {point.when} {point.call} in {point.doing}")
    say(json.dumps({"seeds": seeds, "crash_points": len(crashed), "violations": violations}))
    return 1 if violations else 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
