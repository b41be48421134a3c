"""Lambda entry points of the state machine: event -> model -> use case -> dict. An error's class name is its ASL name.

A waiting task's return value is ignored by the state machine: its token is what ends it.
Each imports its own use case when it runs (`make coldstart`): a Lambda pays for nothing that it does not use.
"""

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from functions import bootstrap
from functions.lambda_names import dispatching
from schemas.codes import Department
from schemas.wire import ItemCode, Wire

if TYPE_CHECKING:
    from functions.usecases.case.wait import Task

CaseId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
Run = Annotated[int, Field(ge=1)]
RUN_NAME = re.compile(r"([0-9a-f-]{36})-[1-9][0-9]*")

# What the rule lets through (app.py).
ENDED_BADLY = frozenset({"FAILED", "TIMED_OUT", "ABORTED"})


class TaskError(Wire):
    """What a Catch of the state machine put at `$.error`; the cause is not read, for anything may stand in it."""

    Error: str
    Cause: str | None = None


class ItemTask(Wire):
    case_id: CaseId
    run: Run
    item: ItemCode
    error: TaskError | None = None


class WaitingTask(ItemTask):
    token: Annotated[str, Field(min_length=1, max_length=2048)]


class CaseTask(Wire):
    case_id: CaseId
    run: Run


def _waiting(event: dict[str, Any], state: str) -> tuple[WaitingTask, "Task"]:
    from functions.usecases.case.wait import Task

    given = WaitingTask.model_validate(event)
    return given, Task(given.case_id, given.item, given.run, state, given.token)


def verify_service(event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.case.waits import VERIFY_SERVICE
    from functions.usecases.office.dispatch import dispatch

    _, task = _waiting(event, VERIFY_SERVICE)
    dispatch(task, Department.MOBILIZATION, bootstrap.deps())
    return {}


def await_prerequisites(event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.case.waits import AWAIT_PREREQUISITES
    from functions.usecases.upkeep.states import await_prerequisites

    _, task = _waiting(event, AWAIT_PREREQUISITES)
    await_prerequisites(task, bootstrap.deps())
    return {}


def _dispatch(department: Department, event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.case.waits import DISPATCH
    from functions.usecases.office.dispatch import dispatch

    _, task = _waiting(event, DISPATCH)
    dispatch(task, department, bootstrap.deps())
    return {}


globals().update({dispatching(department): partial(_dispatch, department) for department in Department})


def escalate(event: dict[str, Any]) -> dict[str, Any]:
    """Returns `{"seconds": n}`: how long to wait before looking again."""
    from functions.usecases.upkeep.escalate import escalate

    given = ItemTask.model_validate(event)
    return {"seconds": escalate(given.case_id, given.item, given.run, bootstrap.deps())}


def await_correction(event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.case.waits import AWAIT_CORRECTION
    from functions.usecases.upkeep.states import await_correction as await_item_correction

    _, task = _waiting(event, AWAIT_CORRECTION)
    await_item_correction(task, bootstrap.deps())
    return {}


def await_operator(event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.case import waits
    from functions.domain.case.item import SERVICE_CHECK
    from functions.usecases.upkeep.states import await_operator

    given, task = _waiting(event, waits.AWAIT_OPERATOR)
    error = given.error.Error if given.error else "Unknown"
    state = waits.VERIFY_SERVICE if given.item == SERVICE_CHECK else waits.DISPATCH
    await_operator(task, error, state, bootstrap.deps())
    return {}


def close_case(event: dict[str, Any]) -> dict[str, Any]:
    from functions.usecases.upkeep.states import close

    given = CaseTask.model_validate(event)
    close(given.case_id, given.run, bootstrap.deps())
    return {}


def sweep(_event: dict[str, Any]) -> dict[str, Any]:
    from functions.domain.clock import known_for
    from functions.telemetry.metrics import tell_sweep
    from functions.usecases.upkeep.sweep import sweep

    deps = bootstrap.deps()
    report = sweep(deps)
    counted: dict[str, Any] = {
        "cases": report.cases,
        "repairs": dict(report.repairs),
        "failures": dict(report.failures),
        "silent_loss": report.silent_loss,
        "set_back": report.set_back,
    }
    at = deps.clock()
    tell_sweep(
        **counted,
        lost=report.lost,
        offices_down=len(report.down),
        oldest_owed=report.oldest_owed,
        calendar_known=known_for(deps.calendar, at),
        stage=bootstrap.stage(),
        at=at,
    )
    return counted


def run_ended(event: dict[str, Any]) -> dict[str, Any]:
    """Step Functions tells of a run that ended badly: its case is looked at now, before the sweep comes to it."""
    from functions.usecases.upkeep.sweep import sweep_case

    detail = event.get("detail", {})
    named = RUN_NAME.fullmatch(str(detail.get("name")))
    if named is None:
        return {}
    ended = named[0] if detail.get("status") in ENDED_BADLY else None
    report = sweep_case(named[1], bootstrap.deps(), ended=ended)
    return {"repairs": dict(report.repairs), "failures": dict(report.failures)}
