"""Contests a bad service check (对核查结果的异议), or waives that: recorded first, then whatever waited goes on."""

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.contests import contested, waived
from functions.domain.deadlines.due import due_after
from functions.ports.deps import Deps
from functions.usecases.applicant.correct import corrected_case, corrected_form
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.once import KeyedAct, OnceResult, counted_act, do_once
from functions.usecases.case.view import ledger_of
from schemas.applicant.acts import ContestOrder, ContestWaiver
from schemas.codes import EventKind

# The act's name, under whose key it is done once.
CONTESTING = "contested"


def contest(case_id: str, given: ContestOrder, *, by: Principal, key: str, deps: Deps) -> tuple[Ledger, int]:
    """Returns (the ledger as it is now, the round that the contest began); the same key is told the same round.

    Raises CaseNotFound, NothingToContest, ContestTooLate, ContestNeedsPaper, InvalidApplication, ContradictsSource,
    KeyReused, TooOften, StaleWrite, StoreBusy.
    """
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act(CONTESTING, case_id, given, by=by, key=key, deps=deps)
    done = do_once(act, lambda ledger: _contested(ledger, given, act, deps), deps)
    with left_to_sweep():
        advance(case_id, deps)
    return deps.store.ledger(case_id), done.result["round"]


def waive(case_id: str, given: ContestWaiver, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """Raises CaseNotFound, NothingToContest, ContestTooLate, KeyReused, TooOften, StaleWrite, StoreBusy."""
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act("contest_waived", case_id, given, by=by, key=key, deps=deps)
    do_once(act, lambda ledger: _waived(ledger, given, act, deps), deps)
    with left_to_sweep():
        advance(case_id, deps, release=True)
    return deps.store.ledger(case_id)


def _contested(ledger: Ledger, given: ContestOrder, act: KeyedAct, deps: Deps) -> tuple[Change, OnceResult]:
    """The case goes with it, changed or not: its version guards the form and the paper that it is proved by."""
    now = deps.clock()
    due = due_after(ledger.service_check, now, deps.calendar)
    check = contested(ledger, given.round, given.explanation, due, now)
    form = corrected_form(ledger, given.sections, deps)
    event = act.event(0, EventKind.CONTESTED, check.code, {"round": check.dispatch.round}, now)
    case = corrected_case(ledger.case, form, given.corrections, now, deps) if form else ledger.case
    return Change(case=case, items=(check,), events=(event,), application=form), {
        "round": check.dispatch.round
    }


def _waived(ledger: Ledger, given: ContestWaiver, act: KeyedAct, deps: Deps) -> tuple[Change, OnceResult]:
    now = deps.clock()
    check = waived(ledger, given.round, now)
    detail = {"round": given.round, "outcome": check.outcome}
    event = act.event(0, EventKind.CONTEST_WAIVED, check.code, detail, now)
    return Change(items=(check,), events=(event,)), {"round": given.round}
