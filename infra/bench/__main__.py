"""`python -m infra.bench`: measure the embedded platform on this machine; the last line is the same as JSON."""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.bench.measure import apart
from infra.bench.measures import Figures
from infra.bench.report import rows, table

# A file system that is memory: what the same work costs without a disk.
IN_MEMORY = Path("/dev/shm")
EXECUTIONS = 500


def _measurements(
    cases: int, waiting: int, beside: int, disk: Path, memory: Path | None
) -> Iterator[tuple[str, str, Path, int]]:
    """What the figures are called, the measurement, its folder and its size; `regained` needs what `waiting` left."""
    for name in ("straight", "every_step") if cases else ():
        yield name, name, disk / name, cases
        if memory:
            yield f"{name}_in_memory", name, memory / name, cases
    for name in ("waiting", "regained") if waiting else ():
        yield name, name, disk / "waiting", waiting
    if beside:
        yield "neighbours", "neighbours", disk / "neighbours", beside
    yield "states", "states", disk, EXECUTIONS


def _measure(given: argparse.Namespace, disk: Path, memory: Path | None) -> dict[str, Figures]:
    measured = {}
    for title, name, folder, count in _measurements(given.cases, given.waiting, given.beside, disk, memory):
        print(f"… {title} ({count:,})", flush=True)
        measured[title] = apart(name, folder, count)
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description="测速 Speed and memory")
    parser.add_argument("--cases", type=int, default=400, help="straight cases; 0 leaves them out")
    parser.add_argument("--waiting", type=int, default=10_000, help="waiting cases; 0 leaves them out")
    parser.add_argument(
        "--beside", type=int, default=30, help="cases beside offices in trouble; 0 leaves them out"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the ledgers are written (default: a temporary folder)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="bench-") as disk:
        if IN_MEMORY.is_dir():
            with tempfile.TemporaryDirectory(dir=IN_MEMORY, prefix="bench-") as memory:
                measured = _measure(given, Path(disk), Path(memory))
        else:
            measured = _measure(given, Path(disk), None)
    print(table(rows(measured)))
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
