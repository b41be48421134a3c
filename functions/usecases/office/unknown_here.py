"""What offices have and the ledger does not know, by each office's last manifest: after a restore, what the backup lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Principal
from functions.domain.office.manifest import Difference
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.office.jurisdiction import permitted_office
from functions.usecases.record_kinds.office import RESTORED, UNKNOWN_HERE
from functions.usecases.records import Body, change_record, readable_records
from schemas.codes import Department

MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class UnknownLine:
    """`theirs`: the status or outcome that the office has."""

    reference: str
    item: str
    theirs: str


@dataclass(frozen=True, slots=True)
class UnknownHere:
    """Of `total` the first ones, as of the moment that the manifest speaks of."""

    office: Office
    at: datetime
    total: int
    lines: tuple[UnknownLine, ...]


@dataclass(frozen=True, slots=True)
class Restoration:
    """When the ledger was put back, and as of when it was then."""

    at: datetime
    of: datetime


def note_unknown(office: Office, found: tuple[Difference, ...], at: datetime, deps: Deps) -> None:
    """The last manifest counts: what it does not name any more is not unknown any more."""
    lines = [one for one in found if one.kind == "missing_here"]
    if not lines and deps.store.record(UNKNOWN_HERE, office.id) is None:
        return
    entries = [{"reference": one.reference, "item": one.code, "theirs": one.theirs} for one in lines]
    noted = {
        "department": office.department.value,
        "at": at.isoformat(),
        "total": len(entries),
        "entries": entries[:MOST_KEPT],
    }

    def rule(present: Body | None) -> Body:
        newer = present is not None and datetime.fromisoformat(present["at"]) > at
        return present if present is not None and newer else noted

    change_record(deps.store, UNKNOWN_HERE, office.id, rule)


def unknown_here(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[UnknownHere]:
    """Of the reader's region; offices whose manifest knows nothing else are left out. Raises BadCursor."""
    page = deps.store.records(UNKNOWN_HERE, limit=limit, cursor=cursor)
    found = (_seen(record.key, record.body, by, deps) for record in page.entries if record.body["total"])
    return Page(tuple(one for one in found if one), page.cursor, page.unreadable)


def unknown_at(office_id: str, *, by: Principal, deps: Deps) -> UnknownHere:
    """One office's. Raises OfficeNotFound, also where nothing is unknown any more."""
    record = deps.store.record(UNKNOWN_HERE, office_id)
    found = _seen(office_id, record.body, by, deps) if record and record.body["total"] else None
    if found is None:
        raise OfficeNotFound
    return found


def _seen(office_id: str, body: Body, by: Principal, deps: Deps) -> UnknownHere | None:
    try:
        office = permitted_office(office_id, Department(body["department"]), by=by, deps=deps)
    except OfficeNotFound:
        return None
    lines = tuple(UnknownLine(**one) for one in body["entries"])
    return UnknownHere(office, datetime.fromisoformat(body["at"]), body["total"], lines)


def last_restoration(deps: Deps) -> Restoration | None:
    """None: the ledger was never put back. What cannot be read of it stands on the operators' first page."""
    return restoration_noted(readable_records(deps.store, RESTORED).entries)


def restoration_noted(noted: Iterable[Record]) -> Restoration | None:
    """`noted`: what is kept of each."""
    found = [record.body for record in noted]
    if not found:
        return None
    last = max(found, key=lambda body: str(body["at"]))
    return Restoration(datetime.fromisoformat(last["at"]), datetime.fromisoformat(last["of"]))
