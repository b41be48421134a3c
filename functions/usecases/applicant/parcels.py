"""邮寄登记: a result, or a decision against somebody, was sent to the applicant; the office's staff say so, or a clerk."""

from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.facts import Parcel
from functions.domain.case.refusals import ItemNotFound
from functions.domain.case.todos import posted
from functions.domain.office.worklist import within
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.applicant.todos import secret_act
from functions.usecases.case.once import KeyedAct, OnceResult, do_once
from functions.usecases.case.view import ledger_of
from functions.usecases.intake.documents import held_by_system, system_of
from functions.usecases.office.places import Place
from schemas.applicant.todos import Posting
from schemas.codes import Department, EventKind


def post(case_id: str, given: Posting, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """A clerk's word. Raises CaseNotFound, ItemNotFound, NothingToDo, KeyReused, TooOften, StaleWrite."""
    ledger_of(case_id, by=by, deps=deps)
    limits.count("case_act", by, deps)
    return _recorded(case_id, given, by, key, deps)


def post_at_office(place: Place, given: Posting, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """Raises CaseNotFound, ItemNotFound (another's), NothingToDo, KeyReused, StaleWrite."""
    item = deps.store.ledger(place.case_id).item(place.item)
    if by.department is not place.department or not within(by, item) or not item.dispatch.sent_round:
        raise ItemNotFound
    return _recorded(place.case_id, given, by, key, deps)


def post_by_system(department: Department, reference: str, given: Posting, *, key: str, deps: Deps) -> Ledger:
    """The office's own system says so, under its signature. Raises CaseNotFound, ItemNotFound, NothingToDo, KeyReused,
    StaleWrite."""
    item = held_by_system(department, reference, given.item, deps)
    return _recorded(item.case_id, given, system_of(item), key, deps)


def _recorded(case_id: str, given: Posting, by: Principal, key: str, deps: Deps) -> Ledger:
    act = secret_act("posted", case_id, given, by=by, key=key)
    do_once(act, partial(_posted, given=given, act=act, by=by, deps=deps), deps)
    return deps.store.ledger(case_id)


def _posted(
    ledger: Ledger, *, given: Posting, act: KeyedAct, by: Principal, deps: Deps
) -> tuple[Change, OnceResult]:
    now, item = deps.clock(), ledger.item(given.item)
    after = posted(item, Parcel(given.carrier, given.number, now, by.role, by.subject))
    event = act.event(0, EventKind.POSTED, item.code, {"by": by.role.value}, now)
    return Change(items=(after,), events=(event,)), {}
