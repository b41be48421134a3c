"""跨域通办: what a window took for another place. Recorded before the case is: who, where and when."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds.intake import TAKEN_ACROSS
from functions.usecases.records import new_record, newest_first


@dataclass(frozen=True, slots=True)
class TakenCase:
    case: Case
    clerk: str
    window: str
    at: datetime


def keep_taken(case: Case, by: Principal, deps: Deps) -> None:
    """Raises StoreError: then nothing is taken either. One whose case did not come to be is not listed."""
    key = f"{newest_first(case.opened_at)}/{case.id}"
    body = {"case_id": case.id, "clerk": by.subject, "at": case.opened_at.isoformat()}
    with suppress(StaleWrite):
        deps.store.put(new_record(_shelf(case.window or ""), key, body))


def taken_across(by: Principal, *, limit: int, cursor: str | None, deps: Deps) -> Page[TakenCase]:
    """Of the clerk's own window, the newest first. Raises BadCursor."""
    if not by.region:
        return Page((), None)
    page = deps.store.records(_shelf(by.region), limit=limit, cursor=cursor)
    found = deps.at_once([partial(_case, one, by, deps) for one in page.entries])
    pairs = zip(page.entries, found, strict=True)
    entries = (
        TakenCase(case, one.body["clerk"], by.region, datetime.fromisoformat(one.body["at"]))
        for one, case in pairs
        # Of one that was tried again, the time that it was taken at.
        if case and case.opened_at.isoformat() == one.body["at"]
    )
    return Page(tuple(entries), page.cursor)


def _case(record: Record, by: Principal, deps: Deps) -> Case | None:
    try:
        case = deps.store.ledger(record.body["case_id"]).case
    except (CaseNotFound, RecordUnreadable):
        return None
    return case if may_see(by, case) else None


def _shelf(window: str) -> str:
    return f"{TAKEN_ACROSS}/{window}"
