"""What a member of an office's staff looks at: how much waits where, one item whole, an item by its reference (经办台)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from functions.domain.case.access import Principal
from functions.domain.case.case import CaseMaterial, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import ItemDocument
from functions.domain.case.refusals import CaseNotFound, ItemNotFound, UnacceptableAnswer
from functions.domain.conflicts import Conflict, TransferredAway
from functions.domain.intake.refusals import MaterialNotFound
from functions.domain.office.saying import sayable
from functions.domain.office.trays import Tray, tray_counts
from functions.domain.office.worklist import in_hand, went_from, within
from functions.domain.refusals import only_looked_at
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases import limits
from functions.usecases.case.who_looked import note_look
from functions.usecases.office.answer import judged_answer
from functions.usecases.office.links import results_for
from functions.usecases.office.listed import Listed, listed
from functions.usecases.office.places import Place
from functions.usecases.office.worklist import items_in_hand
from functions.usecases.walks import MOST_READ, event_pages
from schemas.codes import AnswerType
from schemas.office.worklist import addressed
from schemas.wire import Wire


@dataclass(frozen=True, slots=True)
class TrayTally:
    """How many items lie in each tray. `whole`: all were counted, not only the first."""

    counts: dict[Tray, int]
    whole: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """An item whole. `office`: where it is now, while the table has it; `says`: the answers that may be given of it now, by
    whoever holds it."""

    listed: Listed
    office: Office | None
    history: tuple[Event, ...]
    says: tuple[AnswerType, ...]

    @property
    def ledger(self) -> Ledger:
        return self.listed.ledger

    @property
    def item(self) -> CaseItem:
        return self.listed.item


def tally(*, by: Principal, deps: Deps) -> TrayTally:
    page = items_in_hand(Tray.ALL, by=by, limit=MOST_READ, cursor=None, deps=deps)
    return TrayTally(tray_counts(page.entries, by.subject, deps.clock()), page.cursor is None)


def own_item(place: Place, *, by: Principal, deps: Deps) -> tuple[Ledger, CaseItem]:
    """One that has reached an office of this person's. What has not does not exist for them: CaseNotFound, ItemNotFound."""
    ledger = deps.store.ledger(place.case_id)
    item = ledger.item(place.item)
    if by.department is not place.department or not within(by, item) or not item.dispatch.sent_round:
        raise ItemNotFound
    return ledger, item


def where_gone(place: Place, *, by: Principal, deps: Deps) -> TransferredAway | None:
    """Why an item that was this person's is theirs no more; None: nobody can say that it was."""
    with suppress(CaseNotFound, ItemNotFound):
        item = deps.store.ledger(place.case_id).item(place.item)
        if by.department is place.department and went_from(by, item):
            return TransferredAway()
    return None


def see(place: Place, *, by: Principal, deps: Deps) -> Seen:
    """Raises CaseNotFound, ItemNotFound."""
    ledger, item = own_item(place, by=by, deps=deps)
    note_look(place.case_id, "item", by=by, deps=deps, item=item.code)
    whole = listed(item, ledger, deps.store.application(place.case_id), deps)
    pages = event_pages(deps.store, place.case_id)
    history = tuple(event for page in pages for event in page.entries if event.item == item.code)
    return Seen(whole, _office(item, deps), history, says_of(item, deps))


def _office(item: CaseItem, deps: Deps) -> Office | None:
    return deps.offices.by_id(item.dispatch.office) if item.dispatch.office else None


def is_at_desk(item: CaseItem, deps: Deps) -> bool:
    """Its office works on our pages: no system of its own, nor its file, answers it."""
    office = _office(item, deps)
    return office is not None and office.mode == "worklist" and in_hand(item)


def says_of(item: CaseItem, deps: Deps) -> tuple[AnswerType, ...]:
    """What may be said of it at a desk now."""
    return sayable(item) if is_at_desk(item, deps) else ()


def of_reference(reference: str, *, by: Principal, deps: Deps) -> tuple[Ledger, tuple[CaseItem, ...]]:
    """This person's items of a case, finished or not. Raises CaseNotFound (also where none is theirs), TooOften."""
    limits.count("look_up", by, deps)
    ledger = deps.store.ledger(deps.store.case_id_of(reference))
    own = tuple(item for item in ledger.items if within(by, item) and item.dispatch.sent_round)
    if not own:
        raise CaseNotFound
    return ledger, own


def check_answer(place: Place, given: Wire, *, by: Principal, deps: Deps) -> CaseItem:
    """A look before: the item as the answer would leave it; nothing is recorded. Raises CaseNotFound, ItemNotFound, Conflict,
    UnacceptableAnswer."""
    ledger, item = own_item(place, by=by, deps=deps)
    whole = addressed(given, reference=ledger.case.reference, item=item.code)
    try:
        return judged_answer(ledger, item, whole, deps.clock(), deps)
    except (Conflict, UnacceptableAnswer) as refusal:
        raise only_looked_at(refusal) from refusal


def paper(place: Place, material_id: str, *, by: Principal, deps: Deps) -> CaseMaterial | ItemDocument:
    """One file of the item, or of a result that it stands on. Raises CaseNotFound, ItemNotFound, MaterialNotFound."""
    ledger, item = own_item(place, by=by, deps=deps)
    files: Iterator[CaseMaterial | ItemDocument] = chain(
        _of_applicant(ledger, item), _of_results(ledger, item, deps)
    )
    for one in files:
        if one.id == material_id:
            note_look(place.case_id, "file", by=by, deps=deps, item=item.code)
            return one
    raise MaterialNotFound


def _of_applicant(ledger: Ledger, item: CaseItem) -> Iterator[CaseMaterial]:
    return (one for one in ledger.case.materials if one.item == item.code)


def _of_results(ledger: Ledger, item: CaseItem, deps: Deps) -> Iterator[ItemDocument | CaseMaterial]:
    edition, application = deps.editions(ledger.case.edition), deps.store.application(ledger.case.id)
    return (one.file for one in results_for(ledger, item, application, edition) if one.file)
