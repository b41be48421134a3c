"""Forms and letters of a case, for those who may see it: an applicant's own, a clerk's region, an office's own items."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal

from functions.departments.projection import department_payload, item_fields, project
from functions.domain.applicant.letter_bodies import Addressee, Letter
from functions.domain.applicant.letters import letter_paper, letters_of, newest
from functions.domain.applicant.paper import Paper
from functions.domain.applicant.papers import REGISTERED, ItemLine, application_form, registration_form
from functions.domain.applicant.refusals import FormNotFound
from functions.domain.applicant.undone_letter import undone
from functions.domain.case.access import Principal
from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import all_standings, standings_of, unverified_fields
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.clock import shanghai_date
from functions.ports.deps import Deps
from functions.usecases.applicant.issued import LetterOffice, issue_letter
from functions.usecases.case.view import items_seen
from functions.usecases.case.who_looked import note_look
from functions.usecases.office.directory import contact_in_writing
from functions.usecases.office.which_office import check_known, name_on_paper, name_then, office_of
from functions.usecases.walks import every_event
from schemas.catalogue.edition import Edition
from schemas.codes import LetterKind, Outcome, Role


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One form or letter that there is. `name`: the item's; `letter`: its own in addresses, of letters only."""

    kind: Literal["registration_form", "application_form"] | LetterKind
    at: datetime
    item: str | None = None
    name: str | None = None
    letter: str | None = None


def forms_of(case_id: str, *, by: Principal, deps: Deps) -> tuple[ListedPaper, ...]:
    """What this reader may open: the registration form first, then item by item. Raises CaseNotFound."""
    ledger, items = items_seen(case_id, by, deps)
    opened, edition = ledger.case.opened_at, deps.editions(ledger.case.edition)
    events = tuple(every_event(deps.store, case_id))
    found = [] if by.role is Role.DEPARTMENT_STAFF else [ListedPaper("registration_form", opened)]
    for item in items:
        found.append(ListedPaper("application_form", opened, item.code, edition.item(item.code).name))
        found += _letters(item, edition, events, deps)
    if by.role is not Role.DEPARTMENT_STAFF:
        found += _letters(ledger.service_check, edition, events, deps)
    return tuple(found)


def _letters(item: CaseItem, edition: Edition, events: tuple[Event, ...], deps: Deps) -> list[ListedPaper]:
    name, found = edition.item(item.code).name, letters_of(item, events, deps.calendar)
    return [ListedPaper(one.kind, one.at, item.code, name, one.name) for one in found]


def application_form_of(case_id: str, code: str, *, by: Principal, deps: Deps) -> Paper:
    """The department's own form, with only the fields it may see. Raises CaseNotFound, ItemNotFound."""
    ledger, items = items_seen(case_id, by, deps)
    item = _among(items, code)
    note_look(case_id, "form", by=by, deps=deps, item=code)
    application = deps.store.application(case_id)
    edition = deps.editions(ledger.case.edition)
    catalogued = edition.item(code)
    paths = item_fields(item.department, catalogued)
    return application_form(
        ledger.case,
        name=catalogued.name,
        paths=paths,
        payload=department_payload(item.department, application, catalogued),
        unverified=unverified_fields(ledger.case, paths, application, edition),
        materials=standings_of(ledger.case, code, application, edition),
        office=name_on_paper(item, deps),
        regions=edition.regions,
    )


def registration_form_of(case_id: str, *, by: Principal, deps: Deps) -> Paper:
    """Raises CaseNotFound, also for an office's staff, who see their own items only."""
    ledger, _ = items_seen(case_id, by, deps)
    if by.role is Role.DEPARTMENT_STAFF:
        raise CaseNotFound
    note_look(case_id, "registration", by=by, deps=deps)
    application = deps.store.application(case_id)
    edition = deps.editions(ledger.case.edition)
    materials = all_standings(ledger, application, edition).values()
    return registration_form(
        ledger.case,
        payload=project(application, REGISTERED),
        unverified=unverified_fields(ledger.case, REGISTERED, application, edition),
        items=tuple(_line(item, edition, deps) for item in ledger.held),
        materials=tuple(chain.from_iterable(materials)),
        regions=edition.regions,
    )


def letter_of(case_id: str, code: str, name: str, *, by: Principal, deps: Deps) -> Paper:
    """Raises CaseNotFound, ItemNotFound, FormNotFound (the fact that it would certify has not happened)."""
    ledger, items = items_seen(case_id, by, deps)
    check = () if by.role is Role.DEPARTMENT_STAFF else (ledger.service_check,)
    item = _among((*items, *check), code)
    letter = newest(name, letters_of(item, every_event(deps.store, case_id), deps.calendar))
    if letter is None:
        raise FormNotFound
    note_look(case_id, "letter", by=by, deps=deps, item=code)
    edition = deps.editions(ledger.case.edition)
    person = deps.store.application(case_id).person.name
    why = tuple(undone(ledger, item, edition)) if letter.kind is LetterKind.NOT_DONE else ()
    contact, told_at = contact_in_writing(item, letter.office, letter.at, deps)
    office = _whose(letter, item, deps)
    to = Addressee(
        name=person,
        office=office.name,
        item=edition.item(code),
        undone=why,
        contact=contact,
        told_on=shanghai_date(told_at) if told_at else None,
    )
    paper = letter_paper(ledger.case, item, letter, to, deps.calendar)
    return issue_letter(paper, item, letter, office, deps)


def _among(items: tuple[CaseItem, ...], code: str) -> CaseItem:
    for item in items:
        if item.code == code:
            return item
    raise ItemNotFound


def _whose(letter: Letter, item: CaseItem, deps: Deps) -> LetterOffice:
    """The office that said it, under the name of that time: it need not be the one that has the item now."""
    # An answer may have come before its dispatch was noted.
    named = letter.office or item.dispatch.office
    if named and (name := name_then(named, letter.at, deps)):
        return LetterOffice(named, name)
    said = deps.offices.by_id(named) if named else None
    office = said or office_of(item, deps)
    check_known(office)
    return LetterOffice(office.id, office.name)


def _line(item: CaseItem, edition: Edition, deps: Deps) -> ItemLine:
    catalogued = edition.item(item.code)
    unneeded = item.outcome is Outcome.NOT_NEEDED
    remark = "无需办理" if unneeded else ""
    office = "" if unneeded else name_on_paper(item, deps)
    return ItemLine(catalogued.name, office, remark)
