"""Who works on an item of the list: claimed, taken over, given back (领取、接手、退回)."""

from collections.abc import Callable

from functions.domain.case.access import Principal
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import KeyReused
from functions.domain.errors import DuplicateEvent
from functions.domain.office.worklist import claimed_item, in_hand, unclaimed
from functions.ports.deps import Deps
from functions.usecases.case.ledger import change_item
from functions.usecases.office.places import Place, check_place
from schemas.codes import EventKind
from schemas.office.worklist import Claim, Release


def claim(place: Place, given: Claim, *, by: Principal, key: str, deps: Deps) -> CaseItem:
    """Raises CaseNotFound, ItemNotFound, AlreadyClaimed, KeyReused."""

    def rule(item: CaseItem) -> CaseItem:
        if not in_hand(item):
            raise ItemNotFound
        return claimed_item(item, by.subject, deps.clock(), take_over=given.take_over)

    return _act(place, EventKind.CLAIMED, rule, given.reason, by=by, key=key, deps=deps)


def release(place: Place, given: Release, *, by: Principal, key: str, deps: Deps) -> CaseItem:
    """Raises CaseNotFound, ItemNotFound, AlreadyClaimed."""

    def rule(item: CaseItem) -> CaseItem:
        return unclaimed(item, by.subject)

    return _act(place, EventKind.RELEASED, rule, given.reason, by=by, key=key, deps=deps)


def _act(
    place: Place,
    kind: EventKind,
    rule: Callable[[CaseItem], CaseItem],
    reason: str | None,
    *,
    by: Principal,
    key: str,
    deps: Deps,
) -> CaseItem:
    event_key = key_of(kind, item=place.item, subject=by.subject, key=key)

    def change(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        check_place(place, item, by, deps)
        after = rule(item)
        if after == item:
            return item, ()
        detail = {"from": item.desk.claimed_by, "reason": reason}
        event = Event(place.case_id, event_key, deps.clock(), kind, item.code, by.subject, detail)
        return after, (event,)

    try:
        return change_item(deps.store, place.case_id, place.item, change).item(place.item)
    except DuplicateEvent:
        # The same key did this before, and it has been undone since: the old request changes nothing any more.
        raise KeyReused from None
