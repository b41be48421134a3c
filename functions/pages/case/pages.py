"""A case under way: what its applicant has to do, where each item stands, and what has happened."""

from dataclasses import replace

from functions.domain.case.case import Ledger
from functions.domain.case.refusals import ItemNotFound
from functions.domain.case.todos import may_be_delivered
from functions.pages.case.done import done_words
from functions.pages.case.item import case_item_shown
from functions.pages.case.views import Progress, address_of_case, office_of_item, progress_page
from functions.pages.contacts import ContactShown, contact_shown
from functions.pages.files import seeing
from functions.pages.page import UNCHANGED, Answer, Asked, Page, Shown
from functions.ports.deps import Deps
from functions.shapes.applicant.ratings import rating_list
from functions.shapes.case.handover import collected_facts
from functions.shapes.case.progress import event_page
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant.rate import texts_of
from functions.usecases.case import view
from functions.usecases.office.directory import OpenDirectory
from functions.usecases.office.which_office import office_of
from functions.web.roles import SUBMITTERS
from schemas.case.views_item import ItemView
from schemas.codes import Role

_CASE = "/cases/{case_id}"
_LINES = 30


def _show_case(asked: Asked) -> Answer:
    ledger = view.ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    done = done_words(asked.query.get("done", ""), ledger)
    return Shown("case/case.html", "办件进度", replace(_progress(ledger, asked.deps), done=done))


def show_progress(asked: Asked) -> Answer:
    """Only what may have changed. Nothing is sent of what the page shows already: the browser keeps no copy of it (no-store),
    so it says what it has in the address."""
    ledger = view.ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    shown = _progress(ledger, asked.deps)
    if asked.query.get("version") == shown.version:
        return UNCHANGED
    return Shown("case/fragment.html", "", shown)


def _show_item(asked: Asked) -> Answer:
    ledger = view.ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    case, code = case_shown(ledger, asked.deps), asked.path["item"]
    found = next((item for item in (case.service_check, *case.items) if item.code == code), None)
    if found is None:
        raise ItemNotFound
    ratings = rating_list(ledger, texts_of(ledger, asked.deps), asked.deps.editions(ledger.case.edition))
    at_window = asked.by.role is Role.CLERK
    collected = tuple(collected_facts(ledger.item(code))) if at_window else ()
    contact = contact_of_item(found, ledger, asked.deps)
    shown = case_item_shown(case, found, expected(ledger, asked.deps), ratings, collected, contact)
    if at_window and may_be_delivered(ledger.item(code)):
        shown = replace(shown, deliver=address_of_case(case.case_id, "items", code, "delivery"))
    return Shown("case/item.html", found.name, shown, headers=seeing(found.documents, asked.deps))


def show_history(asked: Asked) -> Answer:
    case_id, cursor = asked.path["case_id"], asked.query.get("cursor")
    ledger = view.ledger_of(case_id, by=asked.by, deps=asked.deps)
    page = view.case_events(case_id, by=asked.by, limit=_LINES, cursor=cursor, deps=asked.deps)
    case = case_shown(ledger, asked.deps)
    events = event_page(page, ledger, asked.deps.editions(ledger.case.edition))
    return Shown("case/history.html", "办理经过", {"case": case, "events": events, "first": cursor is None})


def _progress(ledger: Ledger, deps: Deps) -> Progress:
    rateable = rating_list(ledger, {}, deps.editions(ledger.case.edition)).rateable
    return progress_page(case_shown(ledger, deps), expected(ledger, deps), rateable, deps.clock())


def contact_of_item(item: ItemView, ledger: Ledger, deps: Deps) -> ContactShown:
    """Where the office that has it is, or the one that it is going to."""
    office = office_of_item(item, expected(ledger, deps))
    return contact_shown(office, OpenDirectory(deps).contact_for(ledger.item(item.code)))


def expected(ledger: Ledger, deps: Deps) -> dict[str, str]:
    """Of every item that no office has yet, the one that it is going to be sent to as the routes stand."""
    waiting = (item for item in ledger.items if item.outcome is None and not item.dispatch.office)
    return {item.code: office_of(item, deps).name for item in waiting}


PAGES = (
    Page(method="GET", path=_CASE, roles=SUBMITTERS, handler=_show_case),
    Page(method="GET", path=f"{_CASE}/progress", roles=SUBMITTERS, handler=show_progress, by_itself=True),
    Page(method="GET", path=f"{_CASE}/items/{{item}}", roles=SUBMITTERS, handler=_show_item),
    Page(method="GET", path=f"{_CASE}/history", roles=SUBMITTERS, handler=show_history),
)
