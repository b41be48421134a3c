"""What an operator's act makes of an item; nothing is written."""

import json
from datetime import datetime

from functions.domain.case.item import CaseItem, own_worklist
from functions.domain.case.parts import Override
from functions.domain.case.transitions import OUTCOME_OF
from functions.domain.deadlines.due import due_after, due_by_answer
from functions.domain.office.refusals import UnknownOffice
from functions.domain.operator.acts import (
    abandoned,
    overridden,
    rerouted,
    retried,
    settled,
)
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.office.which_office import id_of_round, routed_office
from schemas.case.answers import ANSWER, Answer
from schemas.codes import EventKind
from schemas.operator.acts import (
    WORKLIST,
    Abandon,
    Correct,
    Decision,
    OnItem,
    Reroute,
    Retry,
    Settle,
)


def applied(
    item: CaseItem, order: OnItem, *, reference: str, by: str, now: datetime, deps: Deps
) -> tuple[CaseItem, EventKind]:
    """The item after the act, and what history calls it; writes nothing, so that a dry run can ask as well."""
    match order:
        case Retry():
            return retried(item, now), EventKind.RETRIED
        case Settle(decision=decision):
            answer = _answer(item, decision, reference, now)
            contest = due_by_answer(item, answer, now, deps.calendar)
            return settled(item, answer, now, contest=contest), EventKind.SETTLED
        case Abandon(reason=reason):
            return abandoned(item, reason, now), EventKind.ABANDONED
        case Reroute(office=office):
            return _rerouted(item, office, now, deps), EventKind.REROUTED
        case Correct(decision=decision, reason=reason):
            answer = _answer(item, decision, reference, now)
            proposal = Override(OUTCOME_OF[type(answer)], reason, by, now, answer)
            after = overridden(item, proposal, now)
            return after, EventKind.OVERRIDE_PROPOSED if after.desk.override else EventKind.OVERRIDDEN


def _answer(item: CaseItem, decision: Decision, reference: str, now: datetime) -> Answer:
    """The decision in the words of a department's answer, for that is what the applicant is shown."""
    said = decision.model_dump(mode="json", exclude={"outcome"}, exclude_none=True)
    whole = {
        "type": decision.outcome.value,
        "reference": reference,
        "item": item.code,
        "round": max(item.dispatch.round, 1),
        "at": now.isoformat(),
    }
    return ANSWER.validate_json(json.dumps({**whole, **said}))


def _rerouted(item: CaseItem, wanted: str, now: datetime, deps: Deps) -> CaseItem:
    office = own_worklist(item.department, item.county or item.city) if wanted == WORKLIST else wanted
    found = deps.offices.by_id(office)
    if found is None or found.department is not item.department or not _sees(found, item, deps):
        raise UnknownOffice
    due = due_after(item, now, deps.calendar)
    return rerouted(item, found.id, present=id_of_round(item, deps), due=due, now=now)


def _sees(office: Office, item: CaseItem, deps: Deps) -> bool:
    """Staff of a worklist see their own region's items only; in another region's list an item would be nobody's."""
    if office.mode != "worklist":
        return True
    return office.id in (
        routed_office(item, deps).id,
        own_worklist(item.department, item.county or item.city),
    )
