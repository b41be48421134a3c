"""Closes a case when every item has its outcome (办结), and tells the applicant: one write for both."""

from dataclasses import replace

from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.notices import marked
from functions.domain.errors import CaseStillOpen
from functions.ports.deps import Deps
from functions.usecases.applicant.notify import Courier, look_for_notices
from functions.usecases.contention import until_written
from schemas.codes import CaseStatus, EventKind


def close(case_id: str, run: int, deps: Deps) -> None:
    """Asked twice, it closes once. Raises CaseStillOpen if an item has no outcome: the sweep then continues the case."""

    def attempt() -> None:
        ledger = deps.store.ledger(case_id)
        case = ledger.case
        if case.status is CaseStatus.CLOSED or case.run != run:
            return
        if not all(item.outcome for item in ledger.items):
            raise CaseStillOpen
        closed = _closed(ledger, deps)
        event = Event(case.id, key_of(EventKind.CLOSED), closed.closed_at or deps.clock(), EventKind.CLOSED)
        items = marked(replace(ledger, case=closed))
        deps.store.commit(Change(case=closed, items=items, events=(event,)))

    until_written(attempt)


def _closed(ledger: Ledger, deps: Deps) -> Case:
    """The outcomes are recorded, so the last notice is owed; what of it fails is looked for after the closing."""
    told = Courier(deps).tell(ledger)
    now = deps.clock()
    closed = replace(told, status=CaseStatus.CLOSED, closed_at=now)
    return replace(closed, check_at=look_for_notices(replace(ledger, case=closed), deps))
