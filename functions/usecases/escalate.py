"""Looks at a wait that reached its bound: laps a missed correction, marks an overdue item, and waits on (催办)."""

from datetime import datetime

from functions.domain.case import CaseItem, Event, Ledger
from functions.domain.transitions import decided, overdue
from functions.domain.waits import wait_seconds
from functions.ports import Deps
from functions.usecases.ledger import change_item
from schemas.codes import EventKind, ItemStatus, Outcome


def escalate(case_id: str, code: str, run: int, deps: Deps) -> int:
    """Returns how many seconds to wait before looking again. Asked twice about one version, it marks once."""
    now = deps.clock()

    def rule(ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        return _looked_at(item, now) if ledger.case.run == run else (item, ())

    ledger = change_item(deps.store, case_id, code, rule)
    return wait_seconds(ledger.item(code), now)


def _looked_at(item: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
    if item.outcome or item.status is ItemStatus.SUSPENDED:
        return item, ()
    if item.status is ItemStatus.CORRECTING:
        return _lapsed(item, now)
    if item.due_at is None or now < item.due_at:
        return item, ()
    return overdue(item, now), (_event(item, EventKind.OVERDUE, now),)


def _lapsed(item: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
    """补正超时 only by our own clock: an engine's early timeout decides nothing about a person's right."""
    if item.correct_by is None or now < item.correct_by:
        return item, ()
    return decided(item, Outcome.LAPSED, now), (_event(item, EventKind.LAPSED, now),)


def _event(item: CaseItem, kind: EventKind, now: datetime) -> Event:
    """Keyed by the version it was decided on: a retried Lambda finds the item changed and adds nothing."""
    detail = {"due_at": item.due_at.isoformat()} if item.due_at else {}
    return Event(
        item.case_id, f"{kind.value}/{item.code}/{item.version}", now, kind, item.code, detail=detail
    )
