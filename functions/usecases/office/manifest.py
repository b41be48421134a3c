"""Compares an office's daily manifest with the ledger (每日清单) and shows the differences.

One of the same day that speaks of a later moment takes its place, as it has to after a restore.

Record that the comparison began, show every difference, record that it ended: sent again, the same manifest completes it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Event
from functions.domain.case.events import key_of
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.clock import TOLERANCE, shanghai_date
from functions.domain.conflicts import ManifestAlreadyTaken
from functions.domain.errors import DuplicateEvent, FieldProblem
from functions.domain.office.exchange import owed_messages
from functions.domain.office.manifest import Believed, Difference, ManifestPlace, as_of, compare
from functions.domain.office.refusals import OfficeNotFound
from functions.domain.office.worklist import in_hand
from functions.domain.refusals import InvalidBody
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.incident import stop_item
from functions.usecases.office.export import open_items, state_of
from functions.usecases.office.jurisdiction import office_named, permitted_office
from functions.usecases.office.unknown_here import note_unknown
from functions.usecases.office.which_office import id_of_round
from functions.usecases.record_kinds.office import MANIFEST
from functions.usecases.records import Body, change_record
from schemas.codes import Department, EventKind
from schemas.office.manifest import Manifest

DIFFERS = "ManifestDiffers"
_OLDEST = timedelta(days=31)
MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` are the first `MOST_SHOWN` of `total`, as they are told."""

    compared: int
    total: int
    differences: tuple[Mapping[str, Any], ...]


def take_manifest(department: Department, manifest: Manifest, deps: Deps) -> Comparison:
    """The same manifest gets the first's reply. Raises OfficeNotFound, InvalidBody, ManifestAlreadyTaken, StoreBusy."""
    office = office_named(manifest.office, department, deps)
    if office.mode == "worklist":
        raise OfficeNotFound
    _check_day(manifest, deps)
    key = f"{office.id}/{manifest.day.isoformat()}"
    body = change_record(deps.store, MANIFEST, key, lambda found: _begun(found, manifest))
    if body["total"] is None:
        body = {**body, **_compared(office, manifest, body["number"], deps)}
        change_record(deps.store, MANIFEST, key, lambda found: _ended(found, body))
    return Comparison(body["compared"], body["total"], tuple(body["differences"]))


def _check_day(manifest: Manifest, deps: Deps) -> None:
    today = shanghai_date(deps.clock())
    if not today - _OLDEST <= manifest.day <= today:
        raise InvalidBody(problems=(FieldProblem("/day", "清单日期应为今日或此前 31 日内的日期。"),))
    # Whatever is sent between a list and its moment is not in it, and would be taken for lost.
    if manifest.at and manifest.at > deps.clock() + TOLERANCE:
        raise InvalidBody(
            problems=(FieldProblem("/at", "截至时刻（at）不能晚于现在，请校准制作清单的计算机的时钟。"),)
        )


def _begun(found: Body | None, manifest: Manifest) -> Body:
    digest = sha256(manifest.model_dump_json().encode()).hexdigest()
    if found is not None and found["digest"] == digest:
        return {"number": 1, **found}
    at = as_of(manifest.day, manifest.at)
    if found is not None and at <= _spoke_of(found, manifest):
        raise ManifestAlreadyTaken
    number = found.get("number", 1) + 1 if found else 1
    begun: Body = {"compared": 0, "total": None, "differences": []}
    return {"digest": digest, "at": at.isoformat(), "number": number, **begun}


def _ended(found: Body | None, body: Body) -> Body:
    """One that speaks of a later moment may have begun meanwhile: its place, and its number, stay its own."""
    return body if found is None or found["digest"] == body["digest"] else found


def _spoke_of(found: Body, manifest: Manifest) -> datetime:
    return datetime.fromisoformat(found["at"]) if "at" in found else as_of(manifest.day, None)


def _compared(office: Office, manifest: Manifest, number: int, deps: Deps) -> Body:
    ours = _believed(office, manifest, deps)
    found = compare(ours, manifest.items, at=as_of(manifest.day, manifest.at))
    day = manifest.day.isoformat() if number == 1 else f"{manifest.day.isoformat()}-{number}"
    for difference in found:
        _show(difference, office, day, deps)
    note_unknown(office, found, as_of(manifest.day, manifest.at), deps)
    shown = [_told(difference) for difference in found[:MOST_SHOWN]]
    return {"compared": len(ours), "total": len(found), "differences": shown}


def _believed(office: Office, manifest: Manifest, deps: Deps) -> dict[ManifestPlace, Believed]:
    """The office's open items, and whatever else of its own the manifest names."""
    given = state_of(office.id, deps).outstanding if office.mode == "exchange" else None
    found: dict[ManifestPlace, Believed] = {}
    for item in open_items(office.id, deps):
        # What no file has carried there yet, the office cannot have.
        carried = given is None or all(one.mark in given for one in owed_messages(item)[:1])
        if in_hand(item) and carried:
            one = Believed(deps.store.ledger(item.case_id).case.reference, item)
            found[one.place] = one
    for theirs in manifest.items:
        if (theirs.reference, theirs.item) not in found and (named := _named(office, theirs, deps)):
            found[named.place] = named
    return found


def _named(office: Office, theirs: Any, deps: Deps) -> Believed | None:
    """Another office's item is as unknown as an unknown case; one that goes to this office in its turn is its own."""
    try:
        item = deps.store.ledger(deps.store.case_id_of(theirs.reference)).item(theirs.item)
    except (CaseNotFound, ItemNotFound):
        return None
    mine = (
        item.department is office.department
        and (item.dispatch.office or id_of_round(item, deps)) == office.id
    )
    return Believed(theirs.reference, item) if mine else None


def _show(difference: Difference, office: Office, day: str, deps: Deps) -> None:
    """The event comes last: what it tells of has been done, and it is told once a `day`."""
    item = difference.item
    if item is None:
        return
    key = key_of(EventKind.MANIFEST_DIFFERS, office=office.id, day=day, item=item.code)
    if deps.store.event(item.case_id, key):
        return
    if difference.needs_operator:
        stop_item(item, DIFFERS, deps)
        # The item's waiting task ends as an incident; if the engine is away, the sweep ends it.
        with left_to_sweep():
            advance(item.case_id, deps)
    detail = {"office": office.id, "day": day, **_told(difference)}
    event = Event(
        item.case_id,
        key,
        deps.clock(),
        EventKind.MANIFEST_DIFFERS,
        item.code,
        office.department.value,
        detail,
    )
    with suppress(DuplicateEvent):
        deps.store.commit(Change(events=(event,)))


def _told(difference: Difference) -> dict[str, str | None]:
    return {
        "kind": difference.kind,
        "reference": difference.reference,
        "item": difference.code,
        "ours": difference.ours,
        "theirs": difference.theirs,
    }


def believed(
    office_id: str, department: Department, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Believed]:
    """What we believe the office has. Raises OfficeNotFound, BadCursor."""
    office = permitted_office(office_id, department, by=by, deps=deps)
    page = deps.store.items(ItemQuery(office=office.id), limit=limit, cursor=cursor)
    found = (
        Believed(deps.store.ledger(item.case_id).case.reference, item)
        for item in page.entries
        if in_hand(item)
    )
    return Page(tuple(found), page.cursor)
