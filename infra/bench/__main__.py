"""`python -m infra.bench`: measure the embedded platform beside others on this machine; the last line is JSON."""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.bench.measure import apart
from infra.bench.measures import Figures
from infra.bench.report import compared_rows, rows, table
from infra.bench.side_by_side import SideBySide, ratios, side_by_side

# A file system that is memory: what the same work costs without a disk.
IN_MEMORY = Path("/dev/shm")
EXECUTIONS = 500


def _measurements(
    given: argparse.Namespace, disk: Path, memory: Path | None
) -> Iterator[tuple[str, str, Path, int]]:
    """What the figures are called, the measurement, its folder and its size; `regained` needs what `waiting` left."""
    for name in ("straight", "every_step") if given.cases else ():
        yield name, name, disk / name, given.cases
        if memory:
            yield f"{name}_in_memory", name, memory / name, given.cases
    for count in given.waiting:
        for name in ("waiting", "regained"):
            yield f"{name}_{count}", name, disk / f"waiting-{count}", count
    if given.beside:
        yield "neighbours", "neighbours", disk / "neighbours", given.beside
    yield "states", "states", disk, EXECUTIONS


def _measure(given: argparse.Namespace, disk: Path, memory: Path | None) -> dict[str, Figures]:
    measured = {}
    for title, name, folder, count in _measurements(given, disk, memory):
        print(f"… {title} ({count:,})", flush=True)
        measured[title] = apart(name, folder, count)
    return measured


def _told(seen: SideBySide, measured: dict[str, Figures], waiting: list[int]) -> dict[str, Any]:
    ours: dict[str, Any] = dict(seen.get("ours", {}))
    if waiting:
        ours["parked"] = {str(count): measured[f"waiting_{count}"]["peak_mb"] for count in waiting}
        ours["recovery_s"] = measured[f"regained_{max(waiting)}"]["seconds"]
    ratio = {"ratio": ratios(seen)} if seen else {}
    return {**seen, "ours": ours, **ratio, "parts": measured}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.bench", description="测速 Speed and memory")
    parser.add_argument("--rounds", type=int, default=3, help="beside the peers; 0 leaves them out")
    parser.add_argument("--cases", type=int, default=400, help="straight cases; 0 leaves them out")
    parser.add_argument("--waiting", type=int, nargs="*", default=[1_000, 10_000], help="waiting cases")
    parser.add_argument(
        "--beside", type=int, default=30, help="cases beside offices in trouble; 0 leaves them out"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the ledgers are written (default: a temporary folder)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="bench-") as disk:
        if given.rounds:
            print(f"… side by side ({given.rounds} rounds)", flush=True)
        seen = side_by_side(Path(disk), given.rounds) if given.rounds else {}
        if IN_MEMORY.is_dir():
            with tempfile.TemporaryDirectory(dir=IN_MEMORY, prefix="bench-") as memory:
                measured = _measure(given, Path(disk), Path(memory))
        else:
            measured = _measure(given, Path(disk), None)
    print(table((*compared_rows(seen), *rows(measured))))
    print(json.dumps(_told(seen, measured, given.waiting)))


if __name__ == "__main__":
    main()
