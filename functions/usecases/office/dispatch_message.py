"""What an office is sent of an item."""

from datetime import datetime

from functions.departments.projection import department_payload, item_fields
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import checks_of, unverified_fields
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.deadlines.terms import late_terms
from functions.ports.deps import Deps
from functions.usecases.case.disputes import corrections_of
from functions.usecases.office.links import earlier_results, material_links
from schemas.case.answers import NotAccepted, Refused
from schemas.office.dispatches import ContestedDecision, Dispatch, LateTermView, Region
from schemas.regions import county_code


def dispatch_message(
    ledger: Ledger, item: CaseItem, deps: Deps, *, sent_at: datetime, signed: bool = True
) -> Dispatch:
    """The present round, with the fields and the files that its department may see of it. `signed`: see material_links."""
    case = ledger.case
    edition = deps.editions(case.edition)
    catalogued, application = edition.item(item.code), deps.store.application(case.id)
    fields = item_fields(item.department, catalogued)
    return Dispatch(
        type="item.dispatched" if _is_first(item) else "item.corrected",
        reference=case.reference,
        department=item.department,
        item=item.code,
        name=catalogued.name,
        round=item.dispatch.round,
        region=Region(city=case.city, county=county_code(case.county)),
        sent_at=sent_at,
        due_at=item.clock.due_at or sent_at,
        due_provisional=item.clock.due_provisional,
        due_basis=due_basis(item, edition),
        due_basis_text=due_basis_text(item, edition),
        fields=department_payload(item.department, application, catalogued),
        note=item.dispatch.note,
        contested=contested_decision(item),
        corrected=corrections_of(case, fields, deps),
        unverified=unverified_fields(case, fields, application, edition),
        checks=checks_of(case, item.code, application, edition),
        results=earlier_results(ledger, item, application, deps, signed=signed),
        late=late_views(ledger, item.code, deps),
        materials=material_links(ledger, item, deps, signed=signed),
    )


def _is_first(item: CaseItem) -> bool:
    """Of its office: a round that began by a transfer brings nothing corrected."""
    return item.dispatch.round == 1 or item.dispatch.round - 1 in item.dispatch.transfers


def late_views(ledger: Ledger, code: str, deps: Deps) -> tuple[LateTermView, ...]:
    found = late_terms(ledger, code, deps.editions(ledger.case.edition), deps.calendar)
    return tuple(LateTermView(text=one.text, until=one.until, days=one.days) for one in found)


def contested_decision(item: CaseItem) -> ContestedDecision | None:
    decision = item.contest.decision
    if not isinstance(decision, Refused | NotAccepted):
        return None
    return ContestedDecision(decision=decision.type, round=decision.round, reason=decision.reason)
