"""Closes a case when every item has its outcome (办结)."""

from dataclasses import replace

from functions.domain.case import Change, Event
from functions.domain.errors import CaseStillOpen, StaleWrite
from functions.ports import Deps
from functions.usecases.ledger import ATTEMPTS
from schemas.codes import CaseStatus, EventKind


def close(case_id: str, run: int, deps: Deps) -> None:
    """Asked twice, it closes once. Raises CaseStillOpen if an item has no outcome: the sweep then continues the case."""
    for _ in range(ATTEMPTS):
        ledger = deps.store.ledger(case_id)
        case = ledger.case
        if case.status is CaseStatus.CLOSED or case.run != run:
            return
        if not all(item.outcome for item in ledger.items):
            raise CaseStillOpen
        now = deps.clock()
        closed = replace(case, status=CaseStatus.CLOSED, closed_at=now, check_at=None)
        event = Event(case.id, "closed", now, EventKind.CLOSED)
        try:
            deps.store.commit(Change(case=closed, events=(event,)))
        except StaleWrite:
            continue
        return
    raise StaleWrite
