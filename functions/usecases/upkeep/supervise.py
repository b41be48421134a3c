"""What time alone does to an item, recorded: dates counted again, deemed acceptance (视为受理), silence.

Each applies its pure rule to the item as it is now, so that asked twice it does nothing the second time.
"""

from datetime import datetime
from typing import Any

from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.deadlines.bounds import counted_again, deemed_accepted, fallen_silent
from functions.ports.deps import Deps
from functions.usecases.case.ledger import change_item
from schemas.codes import EventKind


def recompute(case_id: str, code: str, deps: Deps) -> None:
    """A date that says it is provisional needs no line of history when it becomes certain."""
    now = deps.clock()

    def rule(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        return counted_again(item, now, deps.calendar) or item, ()

    change_item(deps.store, case_id, code, rule)


def deem_accepted(case_id: str, code: str, deps: Deps) -> None:
    now = deps.clock()
    change_item(deps.store, case_id, code, lambda _, item: deemed(item, now, deps))


def deemed(item: CaseItem, now: datetime, deps: Deps) -> tuple[CaseItem, tuple[Event, ...]]:
    after = deemed_accepted(item, now, deps.calendar)
    if after is None:
        return item, ()
    detail = {"accepted_at": after.clock.accepted_at.isoformat() if after.clock.accepted_at else None}
    return after, (_event(item, EventKind.DEEMED_ACCEPTED, now, detail),)


def mark_silent(case_id: str, code: str, deps: Deps) -> None:
    now = deps.clock()

    def rule(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        after = fallen_silent(item, now, deps.calendar)
        if after is None or after.clock.silent_since is None:
            return item, ()
        since = after.clock.silent_since.isoformat()
        return after, (_event(item, EventKind.SILENT, now, {"since": since}),)

    change_item(deps.store, case_id, code, rule)


def _event(item: CaseItem, kind: EventKind, now: datetime, detail: dict[str, Any]) -> Event:
    key = key_of(kind, item=item.code, round=item.dispatch.round, **detail)
    return Event(item.case_id, key, now, kind, item.code, detail=detail)
