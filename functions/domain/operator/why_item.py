"""Why one item waits: by its status, the most pressing reason first. Total: every status has one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from functions.domain.case.item import PASSED, CaseItem, is_ordered
from functions.domain.case.todos import open_todo
from functions.domain.case.waits import UNSENT_AFTER, block_owed
from functions.domain.errors import ROUTE_UNREADABLE, DepartmentRefusedPayload
from functions.domain.office.circuit import rests_until
from functions.domain.operator.acts import may_be_rerouted, may_be_retried, needs_operator
from functions.domain.operator.known import Known, Why
from functions.domain.operator.reason import Act
from functions.domain.operator.reasons import INCIDENTS, REASONS, UNFORESEEN
from functions.domain.values import replace
from schemas.codes import CaseStatus, ItemStatus
from schemas.codes_citizen import TodoKind

# So long a step that nobody waits for takes at most: the sweep looks every minute.
SOON = timedelta(minutes=15)


def why_item(item: CaseItem, known: Known) -> Why | None:
    """None: it has its outcome, and nothing was left undone after it."""
    found = _after_outcome(item) if item.outcome else _open(item, known)
    if found is None:
        return None
    acts = tuple(act for act in REASONS[found.code].acts if _is_taken(act, item, known))
    return replace(found, item=item.code, office=known.office(item), acts=acts)


def _is_taken(act: Act, item: CaseItem, known: Known) -> bool:
    """What would be refused is no help."""
    if act == "retry":
        return may_be_retried(item)
    if act == "reroute":
        return may_be_rerouted(item)
    if act in ("settle", "abandon"):
        return needs_operator(item)
    return act != "continue" or known.ledger.case.status is CaseStatus.OPEN


def _after_outcome(item: CaseItem) -> Why | None:
    if item.desk.override:
        return Why("override-unconfirmed", item.desk.override.at)
    rating = item.aftercare.rating
    if rating and rating.visit_overdue:
        return Why("visit-overdue", rating.visit_due or item.since)
    untold = item.aftercare.untold_since
    return Why("applicant-untold", untold) if untold else None


def _open(item: CaseItem, known: Known) -> Why:
    if item.status is not ItemStatus.INCIDENT and (asked := _withdrawal(item, known)):
        return asked
    return _BY_STATUS[item.status](item, known)


def _withdrawal(item: CaseItem, known: Known) -> Why | None:
    asked = item.withdrawal
    if asked.at is None:
        return None
    if asked.sent is None:
        code = "route-unreadable" if _is_unreadable(item, known) else "withdrawal-untold"
        return Why(code, asked.at, until=asked.not_before)
    return Why("withdrawal-unanswered", asked.sent)


def _waiting(item: CaseItem, known: Known) -> Why:
    before = known.ledger.prerequisites(item)
    if bad := block_owed(known.ledger, item):
        return Why("block-unrecorded", bad.since, behind=bad.code)
    if first := next((one for one in before if not one.outcome), None):
        code = "service-check-open" if first.is_service_check else "prerequisite-open"
        return Why(code, item.since, behind=first.code)
    free = max([item.since, *(one.since for one in before if one.outcome in PASSED)])
    return Why(_late("about-to-be-owed", free, known), free)


def _late(code: str, since: datetime, known: Known) -> str:
    return code if known.now - since < SOON else "round-unsent"


def _ready(item: CaseItem, known: Known) -> Why:
    office, trouble = known.office(item), item.dispatch.trouble
    circuit = known.circuits.get(office.id) if office else None
    rest = rests_until(circuit, known.now) if circuit else None
    if _is_unreadable(item, known) or (trouble and trouble.error == ROUTE_UNREADABLE):
        return Why("route-unreadable", trouble.since if trouble else item.since)
    if trouble is not None:
        refused = trouble.error == DepartmentRefusedPayload.__name__
        code = "office-refused" if refused else "office-unreachable"
        tried = max((at for at in (trouble.not_before, rest) if at), default=None)
        return Why(code, trouble.since, until=tried, error=trouble.error, said=trouble.said)
    if circuit and rest:
        return Why("office-resting", circuit.since or item.since, until=rest, error=circuit.error)
    if is_ordered(item):
        return Why(_late("ordered-anew", item.since, known), item.since)
    late = known.now - item.since >= UNSENT_AFTER
    return Why("round-unsent" if late else "being-sent", item.since)


def _is_unreadable(item: CaseItem, known: Known) -> bool:
    office = known.office(item)
    return office is not None and office.unreadable


def _with_office(item: CaseItem, known: Known) -> Why:
    clock = item.clock
    if item.status is not ItemStatus.SUSPENDED and (
        late := _past(clock.due_at, known) or clock.overdue_since
    ):
        return Why("office-overdue" if item.bounds.limit else "office-over-watch", late)
    if clock.silent_since:
        return Why("office-silent", clock.silent_since, until=clock.due_at)
    if item.status is ItemStatus.SUSPENDED:
        return Why("office-suspended", item.since)
    return Why(_at_office(item, known), item.since, until=clock.due_at)


def _past(at: datetime | None, known: Known) -> datetime | None:
    return at if at and at <= known.now else None


def _at_office(item: CaseItem, known: Known) -> str:
    if item.status is ItemStatus.ACCEPTED and open_todo(item, TodoKind.VISIT):
        return "applicant-comes"
    office = known.office(item)
    if office and office.mode == "worklist":
        return "desk-working" if item.desk.claimed_by else "desk-unclaimed"
    if office and office.mode == "exchange":
        return "exchange-unanswered"
    return _SAID[item.status]


_SAID: Mapping[ItemStatus, str] = {
    ItemStatus.DISPATCHED: "office-unanswered",
    ItemStatus.RECEIVED: "office-received",
    ItemStatus.ACCEPTED: "office-decides",
}


def _with_applicant(item: CaseItem, known: Known) -> Why:
    code = "applicant-corrects" if item.status is ItemStatus.CORRECTING else "applicant-may-contest"
    if _past(item.clock.correct_by, known):
        return Why("term-just-passed", item.clock.correct_by or item.since)
    if item.aftercare.untold_since:
        return Why("applicant-untold", item.aftercare.untold_since, until=item.clock.correct_by)
    return Why(code, item.since, until=item.clock.correct_by)


def _incident(item: CaseItem, _: Known) -> Why:
    told = item.desk.incident
    if told is None:
        return Why(UNFORESEEN, item.since)
    said = told.said if told.error != ROUTE_UNREADABLE else None
    return Why(INCIDENTS.get(told.error, UNFORESEEN), told.at, error=told.error, said=said)


def _undecided(item: CaseItem, _: Known) -> Why:
    """It says that it is done and has no outcome: nobody writes that."""
    return Why(UNFORESEEN, item.since)


_BY_STATUS: Mapping[ItemStatus, Callable[[CaseItem, Known], Why]] = {
    ItemStatus.WAITING: _waiting,
    ItemStatus.READY: _ready,
    ItemStatus.DISPATCHED: _with_office,
    ItemStatus.RECEIVED: _with_office,
    ItemStatus.ACCEPTED: _with_office,
    ItemStatus.SUSPENDED: _with_office,
    ItemStatus.CORRECTING: _with_applicant,
    ItemStatus.CONTESTABLE: _with_applicant,
    ItemStatus.INCIDENT: _incident,
    ItemStatus.DONE: _undecided,
}
