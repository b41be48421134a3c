"""Corrections of an outcome that wait for a second operator (待复核): listed beside the items that hold them.

A place is noted before its proposal is written, and one that holds no proposal is passed over: so that none is missing.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from functions.domain.case.access import Principal, in_region
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import StoreError
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.operator import OVERRIDES
from functions.usecases.records import new_record
from functions.usecases.walks import each_readable

_RENEWED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Review:
    ledger: Ledger
    item: CaseItem


def note(item: CaseItem, deps: Deps) -> None:
    """Raises StaleWrite, StoreBusy."""
    key, now = _key(item), deps.clock()
    found, end = deps.store.record(OVERRIDES, key), end_of(OVERRIDES, now)
    # One that was proposed before may have little of its time left.
    if found and found.expires_at and end - found.expires_at < _RENEWED:
        return
    body = {"case_id": item.case_id, "item": item.code, "city": item.city, "county": item.county}
    deps.store.put(new_record(OVERRIDES, key, body, found.version if found else 0, expires_at=end))


def keep(item: CaseItem, deps: Deps) -> None:
    """After an act: listed as long as something of it waits. Another operator may have taken it off at this very moment."""
    with suppress(StoreError):
        if item.desk.override:
            note(item, deps)
        elif found := deps.store.record(OVERRIDES, _key(item)):
            deps.store.delete(found)
            # Who proposed something else meanwhile found it listed, and did not list it again: so look once more.
            now = deps.store.ledger(item.case_id).item(item.code)
            if now.desk.override:
                note(now, deps)


def reviews_of(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Review]:
    """Of the operator's region; a page may be short and more follow. What cannot be read is named, by its case's id and its
    code. Raises BadCursor."""
    page = deps.store.records(OVERRIDES, limit=limit, cursor=cursor)
    own = [
        one for one in page.entries if in_region(by.region, city=one.body["city"], county=one.body["county"])
    ]
    found, damaged = each_readable(
        own, lambda record: _read(record, deps), name=lambda record: record.key, at_once=deps.at_once
    )
    names = (key.replace(".", "/") for key in (*page.unreadable, *damaged))
    return Page(tuple(filter(None, found)), page.cursor, tuple(names))


def _read(record: Record, deps: Deps) -> Review | None:
    """Raises RecordUnreadable."""
    try:
        ledger = deps.store.ledger(record.body["case_id"])
        item = ledger.item(record.body["item"])
    except (CaseNotFound, ItemNotFound):
        return None
    return Review(ledger, item) if item.desk.override else None


def _key(item: CaseItem) -> str:
    return f"{item.case_id}.{item.code}"
