"""`python -m infra.growth`: fills ledgers of several sizes and measures what is asked of them; the last line is JSON."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from functions.bootstrap import now
from functions.domain.clock import shanghai_date
from infra.console.children import child, choose_port
from infra.console.client import sandbox_is_up
from infra.embedded.settings import SANDBOX_PORT
from infra.growth.filling import fill_ledger
from infra.growth.measuring import Ledgers, Medians, measured_in_turn, starts, sweeps
from infra.growth.originals import make_originals
from infra.growth.picking import Picks
from infra.growth.probes import probes
from infra.growth.report import grown, growth_table
from infra.sandbox.keys import read_keys
from schemas.codes import Department

COUNTS = (1_000, 100_000, 1_000_000)
_ROUNDS, _STARTS = 31, 3
_TOLD, _ASKED = "filled", "asked"
_SILENT = {"default": {"answers": [], "delay_seconds": 0}}


def _filled(folder: Path, counts: tuple[int, ...]) -> tuple[Ledgers, date]:
    """The ledgers, and the day as of which they were filled. Those that stand there already are taken as they are."""
    ledgers = {count: folder / str(count) for count in counts}
    told = folder / _TOLD
    if told.exists() and all(at.exists() for at in ledgers.values()):
        return ledgers, date.fromisoformat(told.read_text()[:10])
    today = shanghai_date(now())
    print("… originals", flush=True)
    made = make_originals(folder / "originals")
    for count, at in ledgers.items():
        began = time.monotonic()
        fill_ledger(at, folder / "originals", made, count=count, today=today)
        print(f"… {count:,} cases in {time.monotonic() - began:.0f} s", flush=True)
    told.write_text(today.isoformat())
    return ledgers, today


def _measure(folder: Path, ledgers: Ledgers, today: date, rounds: range) -> Medians:
    """Beside offices that say nothing, so that nothing moves but what is measured."""
    script, originals = folder / "silent.json", folder / "originals"
    script.write_text(json.dumps(_SILENT))
    port = choose_port("127.0.0.1", named=None, default=SANDBOX_PORT)
    sandbox = f"http://127.0.0.1:{port}"
    words = ["--folder", str(originals), "--port", str(port), "--script", str(script)]
    made = probes(read_keys(originals)[Department.VETERANS_AFFAIRS])
    picks = {count: Picks(count, today) for count in ledgers}
    with child("infra.sandbox", words, log=folder / "sandbox.log", ready=lambda: sandbox_is_up(sandbox)):
        medians = dict(measured_in_turn(ledgers, picks, made, sandbox=sandbox, rounds=rounds))
        print("… starts", flush=True)
        medians["start"] = starts(ledgers, sandbox=sandbox, times=_STARTS)
    print("… sweeps", flush=True)
    medians["sweep"] = sweeps(ledgers)
    return medians


def _rounds(folder: Path, count: int) -> range:
    """Others than were asked of these ledgers before: one is not submitted, nor answered, twice."""
    told = folder / _ASKED
    first = int(told.read_text()) if told.exists() else 0
    told.write_text(str(first + count + 1))
    return range(first, first + count + 1)


def _json(medians: Medians) -> Mapping[str, Mapping[str, float]]:
    return {
        name: {str(count): round(ms, 1) for count, ms in by_count.items()}
        for name, by_count in medians.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.growth", description="台账增长 A growing ledger")
    parser.add_argument(
        "--counts", type=int, nargs="+", default=COUNTS, help="cases; the first is the measure"
    )
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument(
        "--folder", type=Path, help="ledgers stay there, 20 GB for a million (default: a temporary one)"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-") as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        ledgers, today = _filled(folder, tuple(given.counts))
        medians = _measure(folder, ledgers, today, _rounds(folder, given.rounds))
    print(growth_table(medians))
    print(json.dumps(_json(medians), ensure_ascii=False))
    return 1 if grown(medians) else 0


if __name__ == "__main__":
    sys.exit(main())
