"""逾期认定: an office's staff decide whether a late applicant's reason holds: recorded once, told in the case's history."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.grounds import remedies_text
from functions.domain.case.item import with_desk
from functions.domain.conflicts import ClaimFirst
from functions.domain.deadlines.terms import late_terms
from functions.domain.office.refusals import LatenessOutOfPlace
from functions.domain.office.worklist import claimed_by
from functions.ports.deps import Deps
from functions.usecases.case.once import KeyedAct, OnceResult, act_of, do_once
from functions.usecases.office.places import Place, check_place
from schemas.codes import EventKind
from schemas.office.lateness import LatenessOrder


@dataclass(frozen=True, slots=True)
class LatenessDecided:
    reference: str
    at: datetime


def decide_lateness(
    place: Place, given: LatenessOrder, *, by: Principal, key: str, deps: Deps
) -> LatenessDecided:
    """Raises CaseNotFound, ItemNotFound, ClaimFirst, TransferredAway, LatenessOutOfPlace (not late, decided already, or the
    item is over), KeyReused."""
    now = deps.clock()
    made = act_of(f"lateness/{place.item}", place.case_id, given, by=by, key=key)
    act = KeyedAct(made.case_id, made.name, made.digest, by.subject)

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        item = ledger.item(place.item)
        check_place(place, item, by, deps)
        if claimed_by(item, by.subject) != "me":
            raise ClaimFirst
        late = late_terms(ledger, place.item, deps.editions(ledger.case.edition), deps.calendar)
        if not late or item.outcome is not None or item.desk.late_excused is not None:
            raise LatenessOutOfPlace
        told = given.model_dump(mode="json", exclude_none=True)
        if given.remedy:
            told["remedy_text"] = f"不服这一认定的，{remedies_text(given.remedy)}。"
        event = act.event(0, EventKind.LATENESS_DECIDED, item.code, told, now)
        after = with_desk(item, late_excused=given.excused)
        return Change(items=(after,), events=(event,)), {"at": now.isoformat()}

    done = do_once(act, make, deps)
    reference = deps.store.ledger(place.case_id).case.reference
    return LatenessDecided(reference, datetime.fromisoformat(done.result["at"]))
