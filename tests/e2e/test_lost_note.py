"""A process that dies the moment after an office took its round: that it was sent was noted, and the note dies with it."""

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from functions import bootstrap
from functions.domain.case.case import Ledger
from infra.embedded.case_store.store import SqliteCaseStore
from infra.embedded.secrets import LEDGER
from schemas.codes import CaseStatus, Outcome
from tests.support.simulation.stores import TEXT_SEAL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
# What both processes are: the platform's parts, beside offices that say under which keys they were sent something.
BEGINNING = """
import json, os, signal, sys
from dataclasses import replace
from pathlib import Path
from functions import bootstrap
from functions.usecases.intake.submit import submit
from functions.usecases.upkeep.sweep import sweep
from infra.bench.crowd import Arrivals, of_made_up
from infra.bench.offices import ProcessOffices, outcome_only
from infra.bench.stage import BenchStage
from infra.console.application import SAMPLE
from schemas.form.application import Application
from time import perf_counter

def tell(*words):
    os.write(1, (json.dumps(words) + "\\n").encode())

class Telling(ProcessOffices):
    def send(self, office, message, *, key):
        tell("sent", key)
        super().send(office, message, key=key)

closed = Arrivals(1, stopwatch=perf_counter, functions=frozenset({"close_case"}))
"""
DYING = """
class DiesOnceItIsNoted:
    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def create(self, opening):
        submission = self._store.create(opening)
        # Before its run begins: from then on any moment may be the last.
        tell("case", submission.case_id)
        return submission

    def commit(self, change):
        stored = self._store.commit(change)
        if change.note and change.events:
            os.kill(os.getpid(), signal.SIGKILL)
        return stored

stage = BenchStage(Path(sys.argv[1]), habit=None, done=closed.note, offices=Telling(lambda _: (), threads=1))
deps = replace(stage.deps, store=DiesOnceItIsNoted(stage.store))
bootstrap.use(deps)
form, by = of_made_up(Application.model_validate_json(SAMPLE.read_text("utf-8")), 0)
submit(form, by=by, key="once", deps=deps)
closed.wait(1)
"""
GOING_ON = """
stage = BenchStage(Path(sys.argv[1]), habit=None, done=closed.note, offices=Telling(outcome_only, threads=2))
sweep(stage.deps, everything=True)
closed.wait(1)
stage.close()
"""


def lines_of(program: str, folder: Path) -> tuple[int, list[list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", BEGINNING + program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr[-2000:]
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]


def on_disk(folder: Path, case_id: str) -> Ledger:
    with closing(SqliteCaseStore(folder / LEDGER, seal=TEXT_SEAL, clock=bootstrap.now)) as store:
        return store.ledger(case_id)


def test_a_note_that_died_with_its_process_is_learnt_anew_under_the_same_key(tmp_path: Path) -> None:
    ended, first = lines_of(DYING, tmp_path)
    assert ended == -signal.SIGKILL
    [case_id] = [value for kind, value in first if kind == "case"]
    keys = {value for kind, value in first if kind == "sent"}

    lost = on_disk(tmp_path, case_id)
    assert keys
    assert {item.dispatch.sent_round for item in lost.items} == {0}
    ended, then = lines_of(GOING_ON, tmp_path)

    sent = [value for kind, value in then if kind == "sent"]
    found = on_disk(tmp_path, case_id)
    assert ended == 0
    assert keys <= set(sent)
    assert len(sent) == len(set(sent)) == len(found.items)
    assert found.case.status is CaseStatus.CLOSED
    assert {item.outcome for item in found.items} == {Outcome.GRANTED}
