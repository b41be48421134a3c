"""One measurement in a process of its own: `python -m infra.bench.measure NAME FOLDER COUNT` writes one line of JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from infra.bench.measures import Figures, regained, states, straight, waiting_cases
from infra.bench.neighbours import neighbours
from infra.bench.offices import every_step, outcome_only
from infra.embedded.one_core import compute_cheaply
from infra.embedded.settings import Settings

MEASURES: Mapping[str, Callable[[Path, int], Figures]] = {
    "straight": partial(straight, habit=outcome_only),
    "every_step": partial(straight, habit=every_step),
    "waiting": waiting_cases,
    "regained": regained,
    "states": states,
    "neighbours": neighbours,
}
_ROOT = Path(__file__).parents[2]
# Seconds; ten thousand cases take minutes. What takes longer goes round in circles.
_LONGEST = 1800.0


class MeasureFailed(Exception):
    """The measuring process ended badly: what it wrote last."""


def apart(name: str, folder: Path, count: int) -> Figures:
    """Raises MeasureFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "infra.bench.measure", name, str(folder), str(count)]
    try:
        done = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, check=False, timeout=_LONGEST)
    except subprocess.TimeoutExpired as error:
        raise MeasureFailed(f"{name}: no end after {_LONGEST:.0f} seconds") from error
    if done.returncode:
        raise MeasureFailed(f"{name}: {done.stderr.strip()[-500:]}")
    # What is told of deliveries that failed goes to the same output, before it.
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(name: str, folder: str, count: str) -> None:
    compute_cheaply(Settings(Path(folder)))
    sys.stdout.write(json.dumps(MEASURES[name](Path(folder), int(count))) + "\n")
    sys.stdout.flush()
    # A sweep of ten thousand cases may be under way still, and Python does not end well beside its thread.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
