"""The invariants of whole cases: nothing silently lost, and a history that tells everything."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from functions.domain.applicant.progress import todo
from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import WITH_APPLICANT, CaseItem, attention
from functions.domain.case.unmet import is_unmet
from functions.domain.case.waits import DISPATCH, UNSENT_AFTER, VERIFY_SERVICE
from functions.domain.upkeep.repairs import LONGEST_CHECK
from functions.ports.case_store import CaseStore
from schemas.catalogue.overlay import base_of
from schemas.codes import CaseStatus, ItemStatus
from tests.support.simulation.applications import personal
from tests.support.simulation.program import edition
from tests.support.simulation.story import check_story
from tests.support.simulation.watcher import require

# An open case is looked at at least this often; what happened since may wait for the next look.
GRACE = LONGEST_CHECK + timedelta(hours=1)
_PAGE = 50


def lost(ledger: Ledger, now: datetime) -> tuple[CaseItem, ...]:
    """silent_loss of one case: items neither final, nor open and on time, nor shown to an operator."""
    return tuple(item for item in ledger.items if not _accounted(ledger, item, now))


def _accounted(ledger: Ledger, item: CaseItem, now: datetime) -> bool:
    if item.outcome or attention(item):
        return True
    if item.status is ItemStatus.SUSPENDED:
        return True
    if item.status in WITH_APPLICANT:
        return item.clock.correct_by is not None and now <= item.clock.correct_by + GRACE
    if item.dispatch.round:
        return item.clock.due_at is not None and now <= item.clock.due_at + GRACE
    return _waits_for_others(ledger, item, now)


def _waits_for_others(ledger: Ledger, item: CaseItem, now: datetime) -> bool:
    """A prerequisite that is open is accounted for itself; otherwise the item was ready since the last was decided.

    A sweep that comes late may find the wait to be a dead one: it ends it, and gives the engine its time to go on.
    """
    before = ledger.prerequisites(item)
    if not all(b.outcome for b in before):
        return True
    ready = max((b.decided_at for b in before if b.decided_at), default=item.since)
    return now <= max(ready, item.since, item.released_at or ready) + GRACE


def unsent(ledger: Ledger, now: datetime) -> bool:
    """A round owed for long, that no office refused or could not take, and no sweep has sent either."""
    return any(
        item.outcome is None
        and item.desk.incident is None
        and item.dispatch.trouble is None
        and item.dispatch.sent_round < item.dispatch.round
        and item.wait is not None
        and item.wait.state in (DISPATCH, VERIFY_SERVICE)
        and now - item.wait.since >= 2 * UNSENT_AFTER
        for item in ledger.items
    )


def unfinished(ledger: Ledger) -> bool:
    """Neither closed nor held by an item that an operator sees as an incident."""
    if ledger.case.status is CaseStatus.CLOSED:
        return False
    return not all(item.outcome or _held(ledger, item) for item in ledger.items) or all(
        item.outcome for item in ledger.items
    )


def _held(ledger: Ledger, item: CaseItem) -> bool:
    if item.status is ItemStatus.INCIDENT:
        return True
    return item.status is ItemStatus.WAITING and any(
        not b.outcome and _held(ledger, b) for b in ledger.prerequisites(item)
    )


def check_unmet(ledger: Ledger) -> None:
    """Whatever a person did not get, other than by their own wish, has its line among what they can do."""
    lines = {one.item for one in todo(ledger, edition(base_of(ledger.case.edition)), ledger.case.opened_at)}
    said = {item.code for item in ledger.held if item.todos.marks}
    left = [one.code for one in ledger.held if is_unmet(one) and one.code not in lines | said]
    require(not left, f"{ledger.case.id}: nothing is said to be done about {left}")


def history(store: CaseStore, case_id: str) -> tuple[Event, ...]:
    found: list[Event] = []
    cursor: str | None = None
    while True:
        page = store.events(case_id, limit=_PAGE, cursor=cursor)
        found += page.entries
        if page.cursor is None:
            return tuple(found)
        cursor = page.cursor


def check_history(ledger: Ledger, events: tuple[Event, ...]) -> None:
    keys = [event.key for event in events]
    require(len(set(keys)) == len(keys), "an event stands twice in the history")
    for item in ledger.items:
        check_story(item, [event for event in events if event.item == item.code])
    closed = ledger.case.status is CaseStatus.CLOSED
    require(keys.count("closed") == (1 if closed else 0), "the closing is not once in the history")


def check_only_ids(carried: Iterable[Any]) -> None:
    for value in carried:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        require(not any(one in text for one in personal()), "an execution carries personal data")
