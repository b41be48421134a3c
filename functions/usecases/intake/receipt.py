"""A receipt of what was handed in (收件回执): the ledger, whose it is, how it came, and how its materials stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.case.case import Event, Ledger
from functions.domain.case.materials import all_standings
from functions.domain.catalogue.standing import Stands
from functions.ports.deps import Deps
from functions.usecases.case.view import ledger_of, submitted_event
from functions.usecases.case.who_looked import note_look
from schemas.form.person import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """`submitted`: the first event, which tells the channel and the clerk. `materials`: by item, those that apply."""

    ledger: Ledger
    person: Person
    submitted: Event | None
    materials: Mapping[str, tuple[Stands, ...]]


def receipt_of(case_id: str, *, by: Principal, deps: Deps) -> Receipt:
    """Raises CaseNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    note_look(case_id, "receipt", by=by, deps=deps)
    application = deps.store.application(case_id)
    materials = all_standings(ledger, application, deps.editions(ledger.case.edition))
    return Receipt(ledger, application.person, submitted_event(ledger, deps), materials)
