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
        if isinstance(case, Case) and case.opened_at.isoformat() == one.body["at"]
    )
    unreadable = dict.fromkeys((*page.unreadable, *(case for case in found if isinstance(case, str))))
    return Page(tuple(entries), page.cursor, tuple(unreadable))


def _case(record: Record, by: Principal, deps: Deps) -> Case | str | None:
    """Of one that cannot be read its id: this window has taken it."""
    case_id: str = record.body["case_id"]
    try:
        case = deps.store.ledger(case_id).case
    except CaseNotFound:
        return None
    except RecordUnreadable:
        return case_id
    return case if may_see(by, case) else None


def _shelf(window: str) -> str:
    return f"{TAKEN_ACROSS}/{window}"
