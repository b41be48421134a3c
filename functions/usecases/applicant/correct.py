"""Answers open corrections (补正), some or all at once: each answered item begins its next round, the others never stop."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from functions.departments.projection import department_payload
from functions.domain.case.access import Principal
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.corrections import corrected
from functions.domain.case.item import CaseItem
from functions.domain.case.supply import brought_since
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.clock import shanghai_date
from functions.domain.deadlines.due import due_after
from functions.domain.deadlines.terms import terms_of
from functions.domain.errors import FieldProblem
from functions.domain.intake.checking import check_overturned, overturned, without_overturned
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.advance import advance, left_to_sweep
from functions.usecases.case.disputes import keep_disputes
from functions.usecases.case.once import KeyedAct, OnceResult, counted_act, do_once
from functions.usecases.case.view import ledger_of
from functions.usecases.case.who_looked import note_look
from schemas.applicant.acts import SAY_HOW, CorrectedItem, Corrections, Sections, merged
from schemas.catalogue.edition import Edition
from schemas.codes import EventKind
from schemas.form.application import Application
from schemas.problems import problems

# The act's name, under whose key it is done once.
CORRECTING = "corrected"


def correct(
    case_id: str, given: Corrections, *, by: Principal, key: str, deps: Deps
) -> tuple[Ledger, Mapping[str, int]]:
    """Returns (the ledger as it is now, the number of the round that each answered item began, by item code); the same key is
    told the same rounds.

    Raises CaseNotFound, ItemNotFound, NothingToCorrect, CorrectionTooLate, WithdrawalPending, InvalidApplication,
    ContradictsSource, KeyReused, TooOften, StaleWrite, StoreBusy.
    """
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act(CORRECTING, case_id, given, by=by, key=key, deps=deps)
    done = do_once(act, lambda ledger: _answered(ledger, given, act, deps), deps)
    with left_to_sweep():
        advance(case_id, deps)
    return deps.store.ledger(case_id), done.result["rounds"]


def to_correct(case_id: str, *, by: Principal, deps: Deps) -> tuple[Ledger, Application]:
    """What a correction begins with: the open lists, and the form as it stands. Raises CaseNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    note_look(case_id, "fields", by=by, deps=deps)
    return ledger, deps.store.application(case_id)


def _answered(ledger: Ledger, given: Corrections, act: KeyedAct, deps: Deps) -> tuple[Change, OnceResult]:
    """One write: the form, the answered items and the history. The case's version guards the form."""
    now = deps.clock()
    items = tuple(_next(ledger.item(one.item), one, now, deps) for one in given.items)
    events = tuple(_event(number, item, act, now) for number, item in enumerate(items))
    form = corrected_form(ledger, given.sections, deps)
    _check_said(ledger, given, form, deps)
    case = corrected_case(ledger.case, form, given.corrections, now, deps) if form else None
    change = Change(case=case, items=items, events=events, application=form)
    return change, {"rounds": {item.code: item.dispatch.round for item in items}}


def _check_said(ledger: Ledger, given: Corrections, form: Application | None, deps: Deps) -> None:
    """Of several lists each is answered: by a note, a file brought since, or a change of what its own office is given.

    Raises InvalidApplication.
    """
    silent = {
        place: ledger.item(one.item)
        for place, one in enumerate(given.items)
        if one.note is None and not brought_since(ledger, one.item)
    }
    if not silent:
        return
    edition, before = deps.editions(ledger.case.edition), deps.store.application(ledger.case.id)
    found = tuple(
        FieldProblem(f"/items/{place}/note", SAY_HOW)
        for place, item in silent.items()
        if form is None or _told_alike(item, before, form, edition)
    )
    if found:
        raise InvalidApplication(problems=found)


def _told_alike(item: CaseItem, before: Application, after: Application, edition: Edition) -> bool:
    catalogued = edition.item(item.code)
    first, then = (department_payload(item.department, one, catalogued) for one in (before, after))
    return first == then


def corrected_case(
    case: Case, form: Application, given: Mapping[str, str], now: datetime, deps: Deps
) -> Case:
    """A corrected date moves the terms that run against the applicant; what a source stood for, and is otherwise now, is
    verified no longer. Raises ContradictsSource."""
    edition, before = deps.editions(case.edition), deps.store.application(case.id)
    changed = overturned(case.checked, before, form, edition)
    check_overturned(changed, given)
    disputed = tuple(field for field in changed if field.locked)
    keep_disputes(case, disputed, before, given, now, deps)
    paths = dict.fromkeys((*case.corrected, *(field.path for field in disputed)))
    return replace(
        case,
        terms=terms_of(form, edition),
        checked=without_overturned(case.checked, changed),
        corrected=tuple(paths),
    )


def _next(item: CaseItem, given: CorrectedItem, now: datetime, deps: Deps) -> CaseItem:
    due = due_after(item, now, deps.calendar)
    return corrected(item, given.round, given.note, due, now)


def _event(number: int, item: CaseItem, act: KeyedAct, now: datetime) -> Event:
    return act.event(number, EventKind.CORRECTED, item.code, {"round": item.dispatch.round}, now)


def corrected_form(ledger: Ledger, sections: Sections | None, deps: Deps) -> Application | None:
    """The form with `sections`; None where nothing of it changes. Raises InvalidApplication.

    Read after the ledger: a form that was replaced in between moved the case's version, and the write fails.
    """
    if sections is None or not sections.given:
        return None
    try:
        application = deps.store.application(ledger.case.id)
        required = deps.editions(ledger.case.edition).required(application.items)
        return merged(application, sections, required, shanghai_date(deps.clock()))
    except ValidationError as error:
        found = tuple(FieldProblem(f"/sections{pointer}", detail) for pointer, detail in problems(error))
        raise InvalidApplication(problems=found) from error
