"""Every operation on every ledger, in turn: whatever else the machine does at that moment slows all of them alike."""

import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from infra.growth.picking import Picks
from infra.growth.probes import Probe
from infra.growth.serving import served

_ROOT = Path(__file__).parents[2]
_LONGEST = 900.0
# By operation and by how many cases there are: milliseconds, the median.
Medians = Mapping[str, Mapping[int, float]]
Ledgers = Mapping[int, Path]


def measured_in_turn(
    ledgers: Ledgers, picks: Mapping[int, Picks], made: Sequence[Probe], *, sandbox: str, rounds: range
) -> Medians:
    """The first round only warms up."""
    seconds: dict[str, dict[int, list[float]]] = {one.name: {count: [] for count in ledgers} for one in made}
    with ExitStack() as running:
        servers = {count: running.enter_context(served(at, sandbox)) for count, at in ledgers.items()}
        for number in rounds:
            for count, server in servers.items():
                picked = picks[count].of(number)
                for one in made:
                    seconds[one.name][count].append(server.timed(one, picked))
    return {
        name: {count: _median(taken[1:]) for count, taken in by_count.items()}
        for name, by_count in seconds.items()
    }


def starts(ledgers: Ledgers, *, sandbox: str, times: int) -> Mapping[int, float]:
    """Until it says that it is ready."""
    taken: dict[int, list[float]] = {count: [] for count in ledgers}
    for _ in range(times):
        for count, folder in ledgers.items():
            taken[count].append(_started(folder, sandbox))
    return {count: _median(seconds) for count, seconds in taken.items()}


def sweeps(ledgers: Ledgers) -> Mapping[int, float]:
    return {count: _swept(folder) for count, folder in ledgers.items()}


def _started(folder: Path, sandbox: str) -> float:
    with served(folder, sandbox) as server:
        return server.started


def _swept(folder: Path) -> float:
    words = [sys.executable, "-m", "infra.growth.sweeping", str(folder)]
    done = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, check=True, timeout=_LONGEST)
    return float(done.stdout.splitlines()[-1])


def _median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000
