"""`python -m tests.simulation --seeds N [--seed K]`: the last line is one JSON object; exit code 1 if anything broke."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from tests.support.simulation.crashes import LIVES, TOLD, crash_everywhere
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run, play, play_life


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="from which on")
    parser.add_argument(
        "--stop-at-first",
        action="store_true",
        help="the lives without crashes, then the seeds, up to the first that breaks",
    )
    parser.add_argument("--seed", type=int, help="this one only, with its whole log")
    parser.add_argument(
        "--late", type=float, help="share of invocations that run after being given up, in every seed"
    )
    chosen = parser.parse_args(arguments)
    if chosen.seed is not None:
        run = play(chosen.seed, late=chosen.late)
        say(run.story())
        return _summary([run], seeds=1)
    seeds = (play(seed, late=chosen.late) for seed in range(chosen.first, chosen.first + chosen.seeds))
    if chosen.stop_at_first:
        return _summary(until_broken(chain(map(play_life, TOLD), seeds)), seeds=chosen.seeds)
    return _summary(chain(crash_everywhere(*LIVES), seeds), seeds=chosen.seeds)


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
