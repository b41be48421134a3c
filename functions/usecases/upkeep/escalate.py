"""Looks at a wait that reached its bound: laps a missed correction or contest, deems accepted what the office left without
notice, marks an overdue item, reminds its office (催办), and waits on.
"""

from contextlib import suppress
from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.contests import uncontested
from functions.domain.case.events import act_key, key_of
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.transitions import decided, overdue
from functions.domain.case.waits import wait_seconds
from functions.domain.deadlines.bounds import (
    counted_again,
    past_bound,
    term_anew,
    to_be_reminded,
)
from functions.domain.deadlines.due import office_time_stands
from functions.domain.errors import DispatchError
from functions.ports.deps import Deps
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.ledger import change_item
from functions.usecases.office.messages import remind
from functions.usecases.upkeep.supervise import deemed
from schemas.codes import EventKind, ItemStatus, Outcome


def escalate(case_id: str, code: str, run: int, deps: Deps) -> int:
    """Returns how many seconds to wait before looking again. Asked twice about one version, it marks once."""
    now = deps.clock()

    def rule(ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        return _looked_at(item, now, deps) if ledger.case.run == run else (item, ())

    ledger = change_item(deps.store, case_id, code, rule)
    # Recorded as owed, both: what cannot be done now is done by a later sweep.
    with suppress(DispatchError):
        remind(ledger, code, deps)
    if ledger.item(code).news_at or ledger.item(code).follow_up_at:
        with left_to_sweep():
            # A lapse ends the item's own wait and those behind it.
            advance(case_id, deps, release=True)
    return wait_seconds(ledger.item(code), now)


def _looked_at(item: CaseItem, now: datetime, deps: Deps) -> tuple[CaseItem, tuple[Event, ...]]:
    item = counted_again(item, now, deps.calendar) or item
    if item.outcome or office_time_stands(item):
        return item, ()
    if deps.restored_at and past_bound(item, now):
        item = term_anew(item, deps.restored_at, deps.mark, deps.calendar)
    if item.status is ItemStatus.CORRECTING:
        return _lapsed(item, now)
    if item.status is ItemStatus.CONTESTABLE:
        return _not_contested(item, now)
    item, told = deemed(item, now, deps)
    if item.clock.due_at is None or now < item.clock.due_at:
        return item, told
    late = overdue(item, now)
    if to_be_reminded(late, now, deps.calendar):
        late = with_clock(late, reminder_owed=True)
    marked = () if item.clock.overdue_since else (_event(item, EventKind.OVERDUE, now),)
    return late, (*told, *marked)


def _lapsed(item: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
    """补正超时 only by our own clock: an engine's early timeout decides nothing about a person's right.

    Whoever had asked for the item back has missed nothing: they could not answer any more, and its office, which waited for
    them, has neither agreed nor decided. So it is withdrawn.
    """
    if item.clock.correct_by is None or now < item.clock.correct_by:
        return item, ()
    if item.withdrawal.at:
        key = act_key(f"withdrawal_unanswered/{item.code}/{item.version}")
        detail = {"round": item.dispatch.round}
        event = Event(item.case_id, key, now, EventKind.WITHDRAWN, item.code, detail=detail)
        return decided(item, Outcome.WITHDRAWN, now), (event,)
    return decided(item, Outcome.LAPSED, now), (_event(item, EventKind.LAPSED, now),)


def _not_contested(check: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
    if check.clock.correct_by is None or now < check.clock.correct_by:
        return check, ()
    ended = uncontested(check, now)
    key = key_of(EventKind.CONTEST_LAPSED, item=check.code, version=check.version)
    detail = {"round": check.dispatch.round, "outcome": ended.outcome}
    event = Event(check.case_id, key, now, EventKind.CONTEST_LAPSED, check.code, detail=detail)
    return ended, (event,)


def _event(item: CaseItem, kind: EventKind, now: datetime) -> Event:
    """Keyed by the version it was decided on: a retried Lambda finds the item changed and adds nothing."""
    detail = {"due_at": item.clock.due_at.isoformat()} if item.clock.due_at else {}
    key = key_of(kind, item=item.code, version=item.version)
    return Event(item.case_id, key, now, kind, item.code, detail=detail)
