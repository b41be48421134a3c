"""What staff of an office without a system of its own answer of an item that they hold (经办答复)."""

from functions.domain.case.access import Principal
from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.conflicts import ClaimFirst, KeyReused, WebhookIdReused
from functions.domain.office.worklist import claimed_by
from functions.ports.deps import Deps
from functions.usecases.office.answer import answer_key, record_answer
from functions.usecases.office.places import Place, check_place
from schemas.office.worklist import addressed
from schemas.wire import Wire


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
    if not said_under(key, place, by=by, deps=deps) and claimed_by(item, by.subject) != "me":
        raise ClaimFirst
    try:
        return record_answer(
            place.department,
            whole,
            webhook_id=_webhook_id(by, key),
            actor=by.subject,
            deps=deps,
            documents=documents,
        )
    except WebhookIdReused as error:
        raise KeyReused from error


def said_under(key: str, place: Place, *, by: Principal, deps: Deps) -> Event | None:
    """What this person's answer under this key came to, taken or refused; None: nothing of it is kept."""
    return deps.store.event(place.case_id, answer_key(place.department, place.item, _webhook_id(by, key)))


def _webhook_id(by: Principal, key: str) -> str:
    return f"staff/{by.subject}/{key}"


def reference_of(place: Place, deps: Deps) -> str:
    """For the receipt of an answer, whose access has been checked."""
    return deps.store.ledger(place.case_id).case.reference
