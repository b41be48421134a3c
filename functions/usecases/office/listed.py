"""An item with all that its office is given of it (待办的一项), for lists and for its own page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from functions.departments.projection import department_payload, item_fields
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import checks_of, unverified_fields
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.disputes import corrections_of
from functions.usecases.office.links import earlier_results, material_links
from functions.usecases.walks import if_readable
from schemas.catalogue.item import Item
from schemas.catalogue.standing import MaterialCheck
from schemas.form.application import Application
from schemas.office.dispatches import CorrectedField, EarlierResult, MaterialLink

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
    return _name_in(listed.fields)


def name_given(item: CaseItem, ledger: Ledger, deps: Deps) -> str:
    """The applicant's, where the item's department is given it and the form can be read."""
    form = if_readable(deps.store.application, item.case_id)
    if form is None:
        return ""
    catalogued = deps.editions(ledger.case.edition).item(item.code)
    return _name_in(department_payload(item.department, form, catalogued))


def _name_in(fields: dict[str, object]) -> str:
    person = fields.get("person")
    return str(person.get("name", "")) if isinstance(person, dict) else ""


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
