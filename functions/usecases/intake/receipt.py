"""A receipt of what was handed in (收件回执): the ledger, whose it is, and how it came."""

from dataclasses import dataclass

from functions.domain.case.access import Principal
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.ports.deps import Deps
from functions.usecases.case.view import ledger_of
from schemas.codes import EventKind
from schemas.form.person import Person


@dataclass(frozen=True, slots=True)
class Receipt:
    """`submitted`: the first event, which tells the channel, the clerk and what was waived."""

    ledger: Ledger
    person: Person
    submitted: Event | None


def receipt_of(case_id: str, *, by: Principal, deps: Deps) -> Receipt:
    """Raises CaseNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    person = deps.store.application(case_id).person
    return Receipt(ledger, person, deps.store.event(case_id, key_of(EventKind.SUBMITTED)))
