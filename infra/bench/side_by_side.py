"""Ours and the peers in turn, so that whatever else the machine does slows all alike: the same job, round after round."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from functions.domain.case.item import SERVICE_CHECK
from functions.domain.catalogue.plan import plan_items
from infra.console.application import SAMPLE
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application

_ROOT = Path(__file__).parents[2]
_BUILD = _ROOT / "build"
# The program itself, of whichever machine: the command in .bin is one that starts it, and its processor time another's.
SERVER = "bench-restate/node_modules/@restatedev/restate-server-*/bin/restate-server"
AT_A_TIME = (1, 32)
_LONGEST = 600.0

# By engine, by how many are under way, by name.
SideBySide = Mapping[str, Mapping[str, Mapping[str, float]]]


class PeerFailed(Exception):
    """An engine did not do the job: what it wrote last."""


@dataclass(frozen=True, slots=True)
class RacingEngine:
    """`cases`: counted in each round, at 1 and at 32 under way."""

    name: str
    python: str
    module: str
    cases: tuple[int, int]
    more: tuple[str, ...] = ()

    def run(self, folder: Path, job: Path, cases: int, under_way: int) -> Mapping[str, float]:
        """In a process of its own. Raises PeerFailed."""
        words = [
            self.python,
            "-m",
            self.module,
            str(folder),
            str(job),
            str(cases),
            str(under_way),
            *self.more,
        ]
        environment = os.environ | {"RESTATE_SERVER": str(next(_BUILD.glob(SERVER), ""))}
        done = subprocess.run(
            words,
            cwd=_ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
        if done.returncode:
            raise PeerFailed(f"{self.name}: {done.stderr.strip()[-500:]}")
        figures: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
        return figures


def _peer(name: str) -> str:
    return str(_BUILD / f"bench-{name}" / "bin" / "python")


RACING_ENGINES = (
    RacingEngine("ours", sys.executable, "infra.bench.own_case", (60, 192)),
    RacingEngine("restate", _peer("restate"), "infra.bench.peers.restate_case", (40, 160), ("branches",)),
    RacingEngine(
        "restate_one_handler", _peer("restate"), "infra.bench.peers.restate_case", (60, 320), ("one",)
    ),
    RacingEngine("dbos", _peer("dbos"), "infra.bench.peers.dbos_case", (10, 32)),
)


def side_by_side(folder: Path, rounds: int, engines: Sequence[RacingEngine] = RACING_ENGINES) -> SideBySide:
    """Medians over the rounds. Raises PeerFailed."""
    job = folder / "job.json"
    job.write_text(json.dumps(told_job()), "utf-8")
    seen: dict[str, dict[str, list[Mapping[str, float]]]] = {
        engine.name: {str(number): [] for number in AT_A_TIME} for engine in engines
    }
    for _ in range(rounds):
        for number, engine, cases in _in_turn(engines):
            with tempfile.TemporaryDirectory(dir=folder) as own:
                seen[engine.name][str(number)].append(engine.run(Path(own), job, cases, number))
    return {
        name: {number: _medians(runs) for number, runs in of_engine.items()}
        for name, of_engine in seen.items()
    }


def _in_turn(engines: Sequence[RacingEngine]) -> Iterator[tuple[int, RacingEngine, int]]:
    for place, number in enumerate(AT_A_TIME):
        for engine in engines:
            yield number, engine, engine.cases[place]


def _medians(runs: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]} if runs else {}


def told_job() -> Mapping[str, Any]:
    """The sample application as a peer is given it: its items, what each waits for, and the form itself."""
    text = SAMPLE.read_text("utf-8")
    plan = plan_items(Application.model_validate_json(text), load_edition(CURRENT))
    verifying = plan.service_check.item.department.value
    items = [
        {
            "code": one.item.code,
            "department": one.item.department.value,
            "after": [SERVICE_CHECK] * one.item.needs_service_check + list(one.after),
        }
        for one in plan.items
        if one.applies
    ]
    check = {"code": SERVICE_CHECK, "department": verifying, "after": list[str]()}
    return {"items": [check, *items], "application": json.loads(text)}


def ratios(seen: SideBySide) -> Mapping[str, float]:
    """Of speed: how many times theirs ours is; `cpu` and `tail`: what part of theirs, at 1 under way and at 32 the larger."""
    ours = seen["ours"]
    found = {
        f"{name}_{number}": ours[number]["cases_per_s"] / of_peer[number]["cases_per_s"]
        for name, of_peer in seen.items()
        if name != "ours"
        for number in of_peer
    }
    parts = {
        title: max(ours[number][figure] / seen["restate"][number][figure] for number in ours)
        for title, figure in (("cpu", "cpu_s"), ("tail", "tail_p50_ms"))
    }
    return {**found, **parts}
