"""The measurements. Each is run in a process of its own (measure.py), so that its memory is its own."""

import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from functions import bootstrap
from functions.lambda_names import OF_THE_MACHINE
from functions.usecases.upkeep.sweep import sweep
from infra.bench.crowd import Arrivals, CrowdTimes
from infra.bench.figures import disk_wait, memory, peak_memory, percentile
from infra.bench.offices import Habit, only_service_check
from infra.bench.stage import BenchStage
from infra.definition import definition
from infra.embedded.asl.runner import Runner
from schemas.catalogue.edition import CURRENT, Edition, load_edition
from schemas.codes import Department

Figures = Mapping[str, float]

# Waits for the service check alone; most of the others wait for it.
FIRST_ITEM = "discharge_report"
# About so many of the regained cases are answered.
_TRIED = 50


class Unsound(Exception):
    """What was measured is not what should have happened: a figure would mean nothing."""


def straight(folder: Path, count: int, *, habit: Habit) -> Figures:
    """Cases that go straight through: every item granted, the case closed."""
    wait = disk_wait(folder, perf_counter)
    arrivals = Arrivals(1, stopwatch=perf_counter, functions=frozenset({"close_case"}))
    stage = BenchStage(folder, habit=habit, done=arrivals.note)
    stage.sweep_regularly()
    crowd = CrowdTimes(stage.deps, arrivals, stopwatch=perf_counter)
    began, worked = perf_counter(), process_time()
    crowd.submit(count)
    seconds, processor = perf_counter() - began, process_time() - worked
    stage.close()
    _check(stage)
    return {
        "cases": count,
        "seconds": seconds,
        "cases_per_second": count / seconds,
        "processor_ms_per_case": processor / count * 1000,
        "writes_per_second": stage.store.writes / seconds,
        "writes_per_case": stage.store.writes / count,
        "submit_p50_ms": percentile(crowd.submitting, 0.50) * 1000,
        "submit_p95_ms": percentile(crowd.submitting, 0.95) * 1000,
        "case_p50_ms": percentile(crowd.durations(), 0.50) * 1000,
        "case_p95_ms": percentile(crowd.durations(), 0.95) * 1000,
        "disk_wait_ms": wait * 1000,
        "peak_mb": _mb(peak_memory()),
    }


def tasks_until_waiting(edition: Edition) -> int:
    """What a case of every item has had done when of its offices only the service check's has answered: each item waited for
    what comes before it; the service check, and each item that waits for no other, was sent.
    """
    return len(edition.items) + 1 + sum(not item.after for item in edition.items)


def waiting_cases(folder: Path, count: int) -> Figures:
    """Cases that wait: their service check is granted; what waits for no other item is with its office, which is silent."""
    before = memory()
    arrivals = Arrivals(tasks_until_waiting(load_edition(CURRENT)), stopwatch=perf_counter)
    stage = BenchStage(folder, habit=only_service_check, done=arrivals.note)
    stage.sweep_regularly()
    crowd = CrowdTimes(stage.deps, arrivals, stopwatch=perf_counter)
    began = perf_counter()
    crowd.submit(count)
    seconds = perf_counter() - began
    figures = _at_rest(count, seconds, before)
    stage.close()
    _check(stage)
    return figures


def regained(folder: Path, count: int) -> Figures:
    """The same cases with an engine that knows nothing: the sweep has every one go on from the ledger. At the end some are
    answered, and must go on as if nothing had been lost.
    """
    before = memory()
    arrivals = Arrivals(1, stopwatch=perf_counter)
    stage = BenchStage(folder, habit=only_service_check, done=arrivals.note)
    began, worked = perf_counter(), process_time()
    report = sweep(stage.deps, everything=True)
    if report.failures or report.cases != count:
        raise Unsound(f"swept {report.cases} of {count}, failures: {dict(report.failures)}")
    stage.rest()
    seconds, processor = perf_counter() - began, process_time() - worked
    figures = _at_rest(count, seconds, before)
    running = stage.running()
    if len(running) != count:
        raise Unsound(f"{len(running)} of {count} go on")
    answered = running[:: max(1, count // _TRIED)]
    for case_id in answered:
        stage.offices.grant(stage.store.ledger(case_id), FIRST_ITEM)
    arrivals.wait(len(answered))
    stage.close()
    _check(stage)
    return {**figures, "processor_ms_per_case": processor / count * 1000, "writes": stage.store.writes}


def states(_folder: Path, count: int) -> Figures:
    """The interpreter alone, in one thread: tasks that do nothing, each wait over as soon as it began."""
    machine = definition({"partition": "aws", **{name: name for name in OF_THE_MACHINE}})

    def invoke(_function: str, payload: dict[str, Any]) -> Any:
        if "token" in payload:
            runner.succeed(payload["token"], {"seconds": 60})
        return {}

    runner = Runner(machine, invoke=invoke, clock=bootstrap.now, new_token=lambda: uuid.uuid4().hex)
    given = _input()
    began = perf_counter()
    for number in range(count):
        runner.start(f"bench-{number}", given)
        runner.run_until_idle()
    seconds = perf_counter() - began
    if any(runner.status(f"bench-{number}") != "SUCCEEDED" for number in range(count)):
        raise Unsound("an execution did not end well")
    entered = sum(event.kind.endswith("StateEntered") for event in runner.history("bench-0"))
    return {
        "executions": count,
        "states_per_case": entered,
        "states_per_second": entered * count / seconds,
        "executions_per_second": count / seconds,
        "peak_mb": _mb(peak_memory()),
    }


def _input() -> dict[str, Any]:
    """As functions/domain/intake/execution_input.py makes it: twelve items, so many for each department."""
    held = dict(zip(Department, (3, 3, 3, 2, 1), strict=True))
    entry = {"item": "discharge_report", "seconds": 60, "correction_seconds": 60}
    plan = {department.value: [entry] * number for department, number in held.items()}
    return {"case_id": str(uuid.UUID(int=1)), "run": 1, "wait": {"seconds": 60}, "plan": plan}


def _at_rest(count: int, seconds: float, before: int) -> Figures:
    return {
        "cases": count,
        "seconds": seconds,
        "cases_per_second": count / seconds,
        "threads": threading.active_count(),
        "kb_per_case": (memory() - before) / 1024 / count,
        "peak_mb": _mb(peak_memory()),
    }


def _check(stage: BenchStage) -> None:
    if stage.offices.failures:
        raise Unsound(f"answers that were not taken: {stage.offices.failures[:5]}")


def _mb(octets: int) -> float:
    return octets / 1024 / 1024
