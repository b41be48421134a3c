"""Corrections of an outcome that wait for a second operator (待复核): listed beside the items that hold them.

A place is noted before its proposal is written, and one that holds no proposal is passed over: so that none is missing.
"""

from contextlib import suppress
from dataclasses import dataclass

from functions.domain.case.access import Principal, in_region
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import RecordUnreadable, StoreError
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.operator import OVERRIDES
from functions.usecases.records import new_record


@dataclass(frozen=True, slots=True)
class Review:
    ledger: Ledger
    item: CaseItem


def note(item: CaseItem, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    key = _key(item)
    if deps.store.record(OVERRIDES, key):
        return
    body = {"case_id": item.case_id, "item": item.code, "city": item.city, "county": item.county}
    deps.store.put(new_record(OVERRIDES, key, body, expires_at=end_of(OVERRIDES, deps.clock())))


def keep(item: CaseItem, deps: Deps) -> None:
    """After an act: listed as long as something of it waits. Another operator may have taken it off at this very moment."""
    with suppress(StoreError):
        if item.desk.override:
            note(item, deps)
        elif found := deps.store.record(OVERRIDES, _key(item)):
            deps.store.delete(found)


def reviews_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Review]:
    """Of the operator's region; a page may be short and more follow. Raises BadCursor."""
    page = deps.store.records(OVERRIDES, limit=limit, cursor=cursor)
    found = (_read(record, by, deps) for record in page.entries)
    return Page(tuple(one for one in found if one), page.cursor)


def _read(record: Record, by: Principal, deps: Deps) -> Review | None:
    body = record.body
    if not in_region(by.region, city=body["city"], county=body["county"]):
        return None
    try:
        ledger = deps.store.ledger(body["case_id"])
        item = ledger.item(body["item"])
    except (CaseNotFound, ItemNotFound, RecordUnreadable):
        return None
    return Review(ledger, item) if item.desk.override else None


def _key(item: CaseItem) -> str:
    return f"{item.case_id}.{item.code}"
