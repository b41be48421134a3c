"""Starts, continues and hands over the runs of a case: the ledger says which run is the present one before it begins."""

from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.transitions import parked
from functions.domain.case.waits import completion, positions, with_run
from functions.domain.errors import StaleWrite
from functions.domain.intake.execution_input import execution_input
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.advance import end_wait
from schemas.codes import EventKind


def start_run(ledger: Ledger, deps: Deps) -> None:
    """Raises StartThrottled: the run stays owed."""
    found = positions(ledger, deps.clock())
    deps.executions.start(ledger.case.execution, execution_input(ledger), positions=found)


def regain_run(ledger: Ledger, deps: Deps) -> None:
    """Start a run that the engine may have lost. An answer that came before the engine knew it found nobody to tell, and may
    have noted the end of a wait that the run then goes on with: it is ended here. Raises StartThrottled.
    """
    start_run(ledger, deps)
    present = deps.store.ledger(ledger.case.id)
    if present == ledger:
        return
    for before in ledger.items:
        if before.wait:
            waiting = parked(present.item(before.code), before.wait)
            end = completion(present.with_item(waiting), waiting, deps.clock())
            if end:
                end_wait(before.wait.token, end, deps.executions)


def continue_run(ledger: Ledger, run: int, deps: Deps) -> None:
    """Record the new run, then start it; if somebody else did, theirs is the run."""
    continued = _recorded(ledger, run, EventKind.CONTINUED, deps)
    if continued:
        start_run(continued, deps)


def hand_over_run(ledger: Ledger, run: int, deps: Deps) -> None:
    """The same while the old run still lives: it is stopped last. Should we crash in between, the two do not disturb each
    other (a task of an older run parks nothing), and the sweep stops the older.
    """
    handed = _recorded(ledger, run, EventKind.HANDED_OVER, deps)
    if handed:
        start_run(handed, deps)
        deps.executions.stop(ledger.case.execution)


def stop_run(ledger: Ledger, run: int, deps: Deps) -> None:
    if run < ledger.case.run:
        deps.executions.stop(f"{ledger.case.id}-{run}")


def _recorded(ledger: Ledger, run: int, kind: EventKind, deps: Deps) -> Ledger | None:
    now = deps.clock()
    case = with_run(ledger.case, run, now)
    event = Event(case.id, key_of(kind, run=run), now, kind, detail={"run": run})
    try:
        stored = deps.store.commit(Change(case=case, events=(event,)))
    except StaleWrite:
        return None
    return replace(ledger, case=stored.case or case)
