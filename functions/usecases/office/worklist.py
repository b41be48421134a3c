"""Staff of an office without a system of its own: they see its items, claim one, and answer it (待办、领取、答复)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from functions.departments.projection import department_payload, item_fields
from functions.domain.case.access import Principal
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import checks_of, unverified_fields
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import ClaimFirst, KeyReused, TransferredAway, WebhookIdReused
from functions.domain.errors import DuplicateEvent
from functions.domain.office.trays import Tray, lies_in
from functions.domain.office.worklist import claimed_by, claimed_item, in_hand, unclaimed, went_from, within
from functions.domain.refusals import NotFound
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.disputes import corrections_of
from functions.usecases.case.ledger import change_item
from functions.usecases.office.answer import answer_key, record_answer
from functions.usecases.office.jurisdiction import worklists_of
from functions.usecases.office.links import earlier_results, material_links
from functions.usecases.walks import if_readable, list_by_list
from schemas.catalogue.item import Item
from schemas.catalogue.standing import MaterialCheck
from schemas.codes import Department, EventKind
from schemas.form.application import Application
from schemas.office.dispatches import CorrectedField, EarlierResult, MaterialLink
from schemas.office.worklist import Claim, Release, addressed
from schemas.wire import Wire

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of the list with its case and the form, of which only the department's fields may be shown."""

    ledger: Ledger
    item: CaseItem
    application: Application
    catalogued: Item
    corrected: tuple[CorrectedField, ...]
    materials: tuple[MaterialLink, ...]
    checks: tuple[MaterialCheck, ...]
    results: tuple[EarlierResult, ...]
    unverified: tuple[str, ...]

    @property
    def fields(self) -> dict[str, object]:
        return department_payload(self.item.department, self.application, self.catalogued)


def applicant_name(listed: Listed) -> str:
    """The applicant's, where the department is given it."""
    person = listed.fields.get("person")
    return str(person.get("name", "")) if isinstance(person, dict) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """An item as the address of a request names it."""

    department: Department
    case_id: str
    item: str


def worklist(
    department: Department,
    *,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
    tray: Tray = Tray.ALL,
) -> Page[Listed]:
    """Office by office. Raises NotFound for another department's list, BadCursor."""
    if by.department is not department:
        raise NotFound
    page = items_in_hand(tray, by=by, limit=limit, cursor=cursor, deps=deps)
    return listed_page(page, deps)


def items_in_hand(tray: Tray, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[CaseItem]:
    """Of every worklist of this person's region. Raises BadCursor."""
    now = deps.clock()

    def read(office: str, size: int, inner: str | None) -> Page[CaseItem]:
        return deps.store.items(ItemQuery(office=office), limit=size, cursor=inner)

    def wanted(item: CaseItem) -> bool:
        return in_hand(item) and within(by, item) and lies_in(item, tray, by.subject, now)

    return list_by_list(
        list(worklists_of(by, deps)), read, wanted=wanted, limit=limit, cursor=cursor, at_once=deps.at_once
    )


def listed_page(page: Page[CaseItem], deps: Deps) -> Page[Listed]:
    """What cannot be read keeps no other out of the list: it is named, by its case's id and its code."""
    case_ids = list(dict.fromkeys(item.case_id for item in page.entries))
    ledgers: dict[str, Ledger | None] = {}
    forms: dict[str, Application | None] = {}
    deps.at_once(
        [
            *(partial(_keep, ledgers, one, deps.store.ledger) for one in case_ids),
            *(partial(_keep, forms, one, deps.store.application) for one in case_ids),
        ]
    )

    def whole(item: CaseItem) -> Listed | None:
        ledger, form = ledgers[item.case_id], forms[item.case_id]
        if ledger is None or form is None:
            return None
        return if_readable(listed, item, ledger, form, deps)

    found = deps.at_once([partial(whole, item) for item in page.entries])
    damaged = (
        f"{item.case_id}/{item.code}" for item, one in zip(page.entries, found, strict=True) if one is None
    )
    return Page(tuple(one for one in found if one), page.cursor, (*page.unreadable, *damaged))


def _keep(found: dict[str, _T | None], case_id: str, read: Callable[[str], _T]) -> None:
    found[case_id] = if_readable(read, case_id)


def listed(item: CaseItem, ledger: Ledger, application: Application, deps: Deps) -> Listed:
    edition = deps.editions(ledger.case.edition)
    catalogued = edition.item(item.code)
    fields = item_fields(item.department, catalogued)
    return Listed(
        ledger,
        item,
        application,
        catalogued,
        corrected=corrections_of(ledger.case, fields, deps),
        materials=material_links(ledger, item, deps),
        checks=checks_of(ledger.case, item.code, application, edition),
        results=earlier_results(ledger, item, application, deps),
        unverified=unverified_fields(ledger.case, fields, application, edition),
    )


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


def check_place(place: Place, item: CaseItem, by: Principal, deps: Deps) -> None:
    """What is not in this person's worklist does not exist for them, nor what its office answers by itself.

    Raises ItemNotFound; TransferredAway of what their own office has handed to another.
    """
    if by.department is place.department and went_from(by, item):
        raise TransferredAway
    office = deps.offices.by_id(item.dispatch.office) if item.dispatch.office else None
    mine = by.department is place.department and within(by, item)
    if not mine or office is None or office.mode != "worklist":
        raise ItemNotFound


def answer(
    place: Place,
    given: Wire,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    documents: tuple[ItemDocument, ...] = (),
) -> CaseItem:
    """As if the office's system had answered, by the same rules. The same key gets the first's response.

    Raises CaseNotFound, ItemNotFound, ClaimFirst, KeyReused, and what record_answer raises.
    """
    ledger = deps.store.ledger(place.case_id)
    item = ledger.item(place.item)
    check_place(place, item, by, deps)
    whole = addressed(given, reference=ledger.case.reference, item=item.code)
    webhook_id = f"staff/{by.subject}/{key}"
    earlier = deps.store.event(place.case_id, answer_key(place.department, item.code, webhook_id))
    if not earlier and claimed_by(item, by.subject) != "me":
        raise ClaimFirst
    try:
        return record_answer(
            place.department,
            whole,
            webhook_id=webhook_id,
            actor=by.subject,
            deps=deps,
            documents=documents,
        )
    except WebhookIdReused as error:
        raise KeyReused from error


def reference_of(place: Place, deps: Deps) -> str:
    """For the receipt of an answer, whose access has been checked."""
    return deps.store.ledger(place.case_id).case.reference
