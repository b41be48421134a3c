"""Does one repair, conditionally: each is safe to do twice, and finds out by itself that it is no longer owed."""

from dataclasses import replace

from functions.domain.case import CaseItem, Change, Event, Ledger
from functions.domain.errors import DepartmentRefusedPayload, StaleWrite
from functions.domain.opening import execution_input
from functions.domain.repairs import Block, NextRun, Repair, Resume, SendRound, StartRun
from functions.ports import Deps
from functions.usecases.advance import advance
from functions.usecases.dispatch import send_owed_round
from functions.usecases.incident import stop_item
from schemas.codes import EventKind


def repair(ledger: Ledger, owed: Repair, deps: Deps) -> None:
    match owed:
        case StartRun():
            deps.executions.start(ledger.case.execution, execution_input(ledger))
        case NextRun(run):
            _continue(ledger, run, deps)
        case Block() | Resume():
            advance(ledger.case.id, deps, release=True)
        case SendRound(item):
            _send(ledger, ledger.item(item.code), deps)


def _continue(ledger: Ledger, run: int, deps: Deps) -> None:
    """Record the new run, then start it; if somebody else did, theirs is the run."""
    now = deps.clock()
    case = replace(ledger.case, run=run)
    event = Event(case.id, f"continued/{run}", now, EventKind.CONTINUED, detail={"run": run})
    try:
        stored = deps.store.commit(Change(case=case, events=(event,)))
    except StaleWrite:
        return
    continued = replace(ledger, case=stored.case or case)
    deps.executions.start(continued.case.execution, execution_input(continued))


def _send(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    try:
        send_owed_round(ledger, item, deps)
    except DepartmentRefusedPayload:
        stop_item(item, "DepartmentRefusedPayload", deps)
