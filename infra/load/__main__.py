"""`python -m infra.load`: one server under rising rates of submissions, webhooks, pages and lists; the last line is JSON."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from functions.bootstrap import now
from functions.domain.clock import shanghai_date
from infra.console.children import child, choose_port
from infra.console.client import sandbox_is_up
from infra.embedded.secrets import LEDGER
from infra.embedded.settings import SANDBOX_PORT
from infra.growth.filling import fill_ledger
from infra.growth.originals import make_originals
from infra.growth.picking import Picks
from infra.growth.serving import served
from infra.load.figures import is_borne, load_summary, step_table
from infra.load.kept import lost
from infra.load.prepared import PreparedRequests
from infra.load.steps import LoadStep, sent
from infra.load.watching import settle, usage
from infra.sandbox.keys import read_keys
from schemas.codes import Department

RATES = (5, 10, 20, 40, 80, 160)
_SECONDS, _COUNT, _OPEN = 20, 6_000, 2_500
_WARMING = 5
_PATIENCE = 300.0
_SILENT = {"default": {"answers": [], "delay_seconds": 0}}


def _loaded(folder: Path, rates: Sequence[int], seconds: int) -> tuple[tuple[LoadStep, ...], float]:
    """A first step that warms up, then every rate, beside offices that say nothing; and the most memory that the server
    held."""
    originals, ledger, today = folder / "originals", folder / "ledger", shanghai_date(now())
    made = make_originals(originals)
    fill_ledger(ledger, originals, made, count=_COUNT, today=today, open_cases=_OPEN)
    key = read_keys(originals)[Department.VETERANS_AFFAIRS]
    prepared = PreparedRequests(ledger, Picks(_COUNT, today, _OPEN), key)
    script, port = folder / "silent.json", choose_port("127.0.0.1", named=None, default=SANDBOX_PORT)
    script.write_text(json.dumps(_SILENT))
    words = ["--folder", str(originals), "--port", str(port), "--script", str(script)]
    sandbox = f"http://127.0.0.1:{port}"
    with (
        child("infra.sandbox", words, log=folder / "sandbox.log", ready=lambda: sandbox_is_up(sandbox)),
        served(ledger, sandbox) as server,
    ):
        if not settle(server.pid, patience=_PATIENCE):
            print("… the server still computes of itself: what follows is measured beside it", flush=True)
        # Nothing of the first step is counted but what was acknowledged.
        warming = sent(prepared, server.address, server.pid, folder, rate=_WARMING, seconds=seconds)
        steps = []
        for rate in rates:
            steps.append(sent(prepared, server.address, server.pid, folder, rate=rate, seconds=seconds))
            print(f"… {rate} per s: {'borne' if is_borne(steps[-1]) else 'not borne'}", flush=True)
            print(step_table(steps[-1:]), flush=True)
        return (warming, *steps), usage(server.pid).peak_mb


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.load", description="压力 Load")
    parser.add_argument("--rates", type=int, nargs="+", default=RATES, help="requests a second, rising")
    parser.add_argument("--seconds", type=int, default=_SECONDS, help="of each rate")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        every, peak_mb = _loaded(folder, given.rates, given.seconds)
        gone = lost(folder / "ledger" / LEDGER, (one for step in every for one in step.taken))
    _, *steps = every
    print(step_table(steps))
    told = load_summary(steps, gone, peak_mb)
    print(json.dumps(told))
    return 1 if told["lost"] or told["server_errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
