"""The cases that are measured, each alone on a fresh ledger, and once: it is the same each time."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from functions.usecases.numbers.counting import EVERY
from functions.usecases.numbers.turn import SETTLES
from infra.cost.counting import Meter
from infra.cost.offices import RoundsScript
from infra.cost.stage import START, CostStage, staged
from schemas.codes import AnswerType

_SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"
MOST_STEPS = 5000
ALL_ANSWERS = (AnswerType.RECEIVED, AnswerType.ACCEPTED, AnswerType.GRANTED)

# Each office answers once, with the outcome: the shortest way that the law allows.
_STRAIGHT = RoundsScript()
# The same, each office first telling that it has the item and then that it takes it up.
EVERY_STEP = RoundsScript(answers=ALL_ANSWERS)
_CORRECTED = ("household_registration", "medical_insurance")
ROUGH = RoundsScript(
    answers=ALL_ANSWERS,
    corrections=frozenset(_CORRECTED),
    down=frozenset({"economic_subsidy"}),
    late={"driving_licence": timedelta(days=5)},
)
FOREVER = timedelta(days=20_000)
_QUIET = RoundsScript(late={"pension_transfer": FOREVER})


@dataclass(frozen=True)
class Measured:
    """What one case used. `log` is everything that its functions wrote."""

    meter: Meter
    transitions: int
    seconds: float
    log: str
    executions: str


@cache
def straight_case() -> Measured:
    return _finished(_STRAIGHT, act=_told_again)


@cache
def just_submitted() -> Measured:
    """The straight case until every wait of it stands, before any office has said a word."""
    with staged(_STRAIGHT) as stage:
        case_id = stage.submit(_SAMPLE.read_bytes())
        stage.runner.run_until_idle()
        return _measured(stage, case_id, transitions=stage.transitions(case_id))


@cache
def tried_again() -> Measured:
    """The straight case, one dispatch of which finds nobody and is tried once more."""
    return _finished(RoundsScript(down=frozenset({"economic_subsidy"})), act=_told_again)


@cache
def every_step_measured() -> Measured:
    return _finished(EVERY_STEP, act=_told_again)


def rough() -> Measured:
    """Two corrections, answered at once; one dispatch that is tried again; one office that lets its item lie."""
    return _finished(ROUGH, act=_correct)


@cache
def a_day_of_waiting() -> Measured:
    """The second day of a case of which one office says nothing yet: what time costs."""
    with staged(_QUIET) as stage:
        case_id = stage.submit(_SAMPLE.read_bytes())
        _until(stage, START + timedelta(days=1))
        stage.clear()
        _until(stage, START + timedelta(days=2))
        return _measured(stage, case_id, transitions=stage.meter.lambdas["machine"])


def one_look() -> Measured:
    """The applicant's page of progress, once."""
    with staged(_STRAIGHT) as stage:
        case_id = stage.submit(_SAMPLE.read_bytes())
        stage.work()
        stage.clear()
        stage.request("GET", f"/v1/cases/{case_id}")
        return _measured(stage, case_id, transitions=0)


def an_hour_counted(*, closed: bool) -> Measured:
    """A sweep in which a straight case is counted (统计), or none is: once an hour, with all else that it does."""
    with staged(_STRAIGHT) as stage:
        stage.sweep()
        if closed:
            _to_its_end(stage, stage.submit(_SAMPLE.read_bytes()))
            # The marks of its outcomes are not the numbers'.
            stage.now += SETTLES
            stage.sweep()
        stage.now += EVERY + SETTLES
        stage.clear()
        stage.sweep()
        return _measured(stage, None, transitions=0)


def _to_its_end(stage: CostStage, case_id: str) -> None:
    for _ in range(MOST_STEPS):
        stage.work()
        if stage.runner.status(f"{case_id}-1") != "RUNNING":
            return
        stage.move()
    raise RuntimeError("the case did not end")


def an_idle_sweep() -> Measured:
    """One that finds nothing to do: it runs every minute, for one case or a million."""
    with staged(_STRAIGHT) as stage:
        # The first one of a new system begins what others go on with.
        stage.sweep()
        stage.clear()
        stage.sweep()
        return _measured(stage, None, transitions=0)


def _finished(script: RoundsScript, act: Callable[[CostStage, str], None] | None = None) -> Measured:
    with staged(script) as stage:
        case_id = stage.submit(_SAMPLE.read_bytes())
        for _ in range(MOST_STEPS):
            stage.work()
            if act:
                act(stage, case_id)
            if stage.runner.status(f"{case_id}-1") != "RUNNING":
                return _measured(stage, case_id, transitions=stage.transitions(case_id))
            stage.move()
    raise RuntimeError("the case did not end")


def _told_again(stage: CostStage, _case_id: str) -> None:
    stage.tell_news()


def _until(stage: CostStage, end: datetime) -> None:
    while stage.now < end:
        stage.work()
        stage.move(until=end)


def _correct(stage: CostStage, case_id: str) -> None:
    """One answer for both, once both are asked."""
    offices = stage.offices
    if offices.corrections_asked == len(_CORRECTED):
        offices.corrections_asked = 0
        items = [{"item": item, "round": 1, "note": "已补正。"} for item in _CORRECTED]
        stage.request("POST", f"/v1/cases/{case_id}/corrections", json.dumps({"items": items}))


def _measured(stage: CostStage, case_id: str | None, *, transitions: int) -> Measured:
    lines = stage.log.getvalue().splitlines(keepends=True)
    stage.meter.log_bytes = sum(len(line.encode()) for line in lines if not _is_of_the_sweep(line))
    return Measured(
        meter=stage.meter,
        transitions=transitions,
        seconds=(stage.now - START).total_seconds(),
        log=stage.log.getvalue(),
        executions=repr(stage.runner.history(f"{case_id}-1")) if case_id else "",
    )


def _is_of_the_sweep(line: str) -> bool:
    return bool(json.loads(line)["message"] == "sweep")
