"""Return visits (差评回访): what the offices of somebody's region owe, and what their staff say they did."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.departments.projection import department_payload
from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem, visit_list
from functions.domain.case.ratings import visit_overdue, visited
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import NothingToVisit
from functions.domain.office.worklist import within
from functions.domain.refusals import NotFound
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.applicant.rate import rating_words, words_key
from functions.usecases.case.ledger import change_item
from functions.usecases.case.once import OnceResult, act_of, do_once
from functions.usecases.case.who_looked import note_look
from functions.usecases.office.jurisdiction import offices_of
from functions.usecases.office.places import Place
from functions.usecases.record_kinds.applicant import RATING
from functions.usecases.records import Body, change_record
from functions.usecases.walks import each_readable, list_by_list
from schemas.applicant.ratings import VisitReport
from schemas.catalogue.item import Item
from schemas.codes import Department, EventKind


@dataclass(frozen=True, slots=True)
class Visit:
    """`words`: what the applicant wrote; `contact`: name and phone, where the department sees them of this item; `office`:
    its name, while the table has it.
    """

    ledger: Ledger
    item: CaseItem
    rating: Rating
    due: datetime
    words: str | None
    contact: dict[str, Any]
    office: str | None


def visits(
    department: Department, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Visit]:
    """What cannot be read keeps no other out of the list: it is named, by its case's id and its code. Raises NotFound for
    another department's list, BadCursor."""
    if by.department is not department:
        raise NotFound
    lists = [visit_list(office) for office in offices_of(by, deps)]

    def read(one: str, size: int, inner: str | None) -> Page[CaseItem]:
        return deps.store.items(ItemQuery(office=one), limit=size, cursor=inner)

    page = list_by_list(
        lists, read, wanted=lambda item: within(by, item), limit=limit, cursor=cursor, at_once=deps.at_once
    )
    found, damaged = each_readable(
        page.entries,
        lambda item: _visit(item, deps),
        name=lambda item: f"{item.case_id}/{item.code}",
        at_once=deps.at_once,
    )
    return Page(tuple(filter(None, found)), page.cursor, (*page.unreadable, *damaged))


def visit_of(place: Place, *, by: Principal, deps: Deps) -> Visit:
    """One of them. Raises CaseNotFound, ItemNotFound, NothingToVisit (somebody has been there, or nobody need go)."""
    item = deps.store.ledger(place.case_id).item(place.item)
    if by.department is not place.department or not within(by, item):
        raise ItemNotFound
    if not _is_owed(item):
        raise NothingToVisit
    note_look(place.case_id, "fields", by=by, deps=deps, item=place.item)
    found = _visit(item, deps)
    if found is None:
        raise NothingToVisit
    return found


def _is_owed(item: CaseItem) -> bool:
    return item.aftercare.rating is not None and item.aftercare.rating.visit_owed


def _visit(item: CaseItem, deps: Deps) -> Visit | None:
    rating = item.aftercare.rating
    if rating is None or rating.visit_due is None:
        return None
    ledger, words = deps.store.ledger(item.case_id), rating_words(item, deps).get("text")
    contact = _contact(item, deps.editions(ledger.case.edition).item(item.code), deps)
    office = deps.offices.by_id(item.dispatch.office) if item.dispatch.office else None
    return Visit(ledger, item, rating, rating.visit_due, words, contact, office.name if office else None)


def _contact(item: CaseItem, catalogued: Item, deps: Deps) -> dict[str, Any]:
    application = deps.store.application(item.case_id)
    seen = department_payload(item.department, application, catalogued)
    person: dict[str, Any] = seen.get("person", {})
    return {name: person.get(name) for name in ("name", "phone")}


def report_visit(
    place: Place, report: VisitReport, *, by: Principal, key: str, deps: Deps
) -> tuple[Ledger, CaseItem]:
    """What the office did, once a visit. Returns the case and the item as they are now.

    Raises CaseNotFound, ItemNotFound, NothingToVisit, KeyReused, StaleWrite.
    """
    item = deps.store.ledger(place.case_id).item(place.item)
    if by.department is not place.department or not within(by, item):
        raise ItemNotFound
    act = act_of("visited", place.case_id, report, by=by, key=key)

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        now, present = deps.clock(), ledger.item(place.item)
        after = visited(present, by.subject, now)
        _keep_report(present, report, deps)
        event = act.event(0, EventKind.VISITED, present.code, {"reached": report.reached}, now)
        return Change(items=(after,), events=(event,)), {}

    do_once(act, make, deps)
    ledger = deps.store.ledger(place.case_id)
    return ledger, ledger.item(place.item)


def was_reported(place: Place, since: datetime, *, by: Principal, deps: Deps) -> bool:
    """By this person, and since then."""
    with suppress(CaseNotFound, ItemNotFound):
        rating = deps.store.ledger(place.case_id).item(place.item).aftercare.rating
        if rating is not None and rating.visited_at is not None:
            return rating.visited_by == by.subject and rating.visited_at >= since
    return False


def _keep_report(item: CaseItem, report: VisitReport, deps: Deps) -> None:
    """Sealed like the rating's own text: it tells of a talk with a person."""

    def rule(body: Body | None) -> Body:
        return {**(body or {}), "visit": report.model_dump(mode="json")}

    change_record(deps.store, RATING, words_key(item), rule)


def mark_visit_overdue(case_id: str, code: str, deps: Deps) -> None:
    """The sweep's part: operators see it from now on."""
    now = deps.clock()

    def rule(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        after = visit_overdue(item, now)
        if after is None:
            return item, ()
        key = key_of(EventKind.VISIT_OVERDUE, item=item.code, version=item.version)
        return after, (Event(case_id, key, now, EventKind.VISIT_OVERDUE, item.code),)

    change_item(deps.store, case_id, code, rule)
