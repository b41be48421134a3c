"""What the state machine's waiting states and its last one do (等待前置, 等待补正, 异常, 办结)."""

from datetime import datetime

from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import marked_items
from functions.domain.case.waits import AWAIT_CORRECTION
from functions.domain.errors import CaseStillOpen, DispatchIncident, OrderedAnew
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.applicant.notify import Courier, look_for_notices, tell_correction
from functions.usecases.case.advance import advance
from functions.usecases.case.incident import came_to_stop
from functions.usecases.case.wait import Task, park
from functions.usecases.contention import until_written
from schemas.codes import CaseStatus, EventKind

# What a task raises because the ledger already says so: no incident of its own.
_ALREADY_SAID = frozenset({DispatchIncident.__name__, OrderedAnew.__name__})
# A run that began before the service check could be corrected catches that as it catches an incident.
_APPLICANTS_TURN = "CorrectionRequested"


def await_prerequisites(task: Task, deps: Deps) -> None:
    """A prerequisite may be decided between our reading it and our token being stored: look once more after storing."""
    if park(task, deps) is not None:
        advance(task.case_id, deps, after=task.item)


def await_correction(task: Task, deps: Deps) -> None:
    """Tells the applicant of the list first, and notes that with the wait itself."""

    def tell(ledger: Ledger, item: CaseItem, _now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
        return tell_correction(ledger, item, deps), ()

    park(task, deps, prepare=tell)


def await_operator(task: Task, error: str, from_state: str, deps: Deps) -> None:
    """Record the incident, then wait for an operator or for an answer that resolves it."""
    if error == _APPLICANTS_TURN:
        await_correction(replace(task, state=AWAIT_CORRECTION), deps)
        return

    def stop(_ledger: Ledger, item: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
        return (item, ()) if error in _ALREADY_SAID else came_to_stop(item, error, from_state, now)

    park(task, deps, prepare=stop)


def close(case_id: str, run: int, deps: Deps) -> None:
    """Closes the case and tells the applicant, in one write; asked twice, it closes once.

    Raises CaseStillOpen if an item has no outcome: the sweep then continues the case.
    """

    def attempt() -> None:
        ledger = deps.store.ledger(case_id)
        case = ledger.case
        if case.status is CaseStatus.CLOSED or case.run != run:
            return
        if not all(item.outcome for item in ledger.items):
            raise CaseStillOpen
        closed = _closed(ledger, deps)
        event = Event(case.id, key_of(EventKind.CLOSED), closed.closed_at or deps.clock(), EventKind.CLOSED)
        items = marked_items(replace(ledger, case=closed))
        deps.store.commit(Change(case=closed, items=items, events=(event,)))

    until_written(attempt)


def _closed(ledger: Ledger, deps: Deps) -> Case:
    """The outcomes are recorded, so the last notice is owed; what of it fails is looked for after the closing."""
    told = Courier(deps, by_phone=False).tell(ledger)
    now = deps.clock()
    closed = replace(told, status=CaseStatus.CLOSED, closed_at=now)
    return replace(closed, notice_not_before=look_for_notices(replace(ledger, case=closed), deps))
