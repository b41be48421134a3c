"""Cases by person: found at the window by ID number, and given to the citizen once they sign in as who they are.

The record of a person's case is written beside the case, and always before the case is started: one that leads nowhere is
passed over, and a case that a crash left without one was not started either, so whoever starts it writes the record first.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256

from functions.domain.case.access import Principal, is_known
from functions.domain.case.case import Case, Change, Event
from functions.domain.case.events import key_of
from functions.domain.errors import DuplicateEvent, StaleWrite
from functions.domain.refusals import CaseNotFound
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.record_kinds import PERSON
from functions.usecases.records import new_record
from schemas.codes import EventKind, Role
from schemas.form.application import Application

MOST_CASES = 50


def note_person(application: Application, case_id: str, deps: Deps) -> None:
    if deps.person_key is None:
        return
    kind = _kind(application.person.id_number, deps)
    try:
        deps.store.put(new_record(kind, case_id, {}))
    except StaleWrite:
        # Most likely it is there already; whoever starts the case relies on it.
        if deps.store.record(kind, case_id) is None:
            raise


def note_person_of(case_id: str, deps: Deps) -> None:
    """Of a case that is written already. Raises CaseNotFound, StoreBusy."""
    if deps.person_key is not None:
        note_person(deps.store.application(case_id), case_id, deps)


def cases_of_person(id_number: str, deps: Deps) -> Iterator[Case]:
    """At most `MOST_CASES`, in no order that means anything."""
    if deps.person_key is None:
        return
    for record in deps.store.records(_kind(id_number, deps), limit=MOST_CASES).entries:
        with suppress(CaseNotFound):
            yield deps.store.ledger(record.key).case


def claim_cases(by: Principal, deps: Deps) -> None:
    """What was handed in for this citizen at a window is theirs from now on. Only for a verified identity."""
    if by.role is not Role.APPLICANT or by.person is None:
        return
    for case in cases_of_person(by.person.id_number, deps):
        if not is_known(case):
            _claim(case, by, deps)


def _claim(case: Case, by: Principal, deps: Deps) -> None:
    whose = sha256(by.subject.encode()).hexdigest()[:16]
    key = key_of(EventKind.LINKED, whose=whose)
    event = Event(case.id, key, deps.clock(), EventKind.LINKED, actor=by.role.value)
    # Whoever was first has it; a case that moved meanwhile is claimed with the next look.
    with suppress(StaleWrite, DuplicateEvent):
        deps.store.commit(Change(case=replace(case, applicant=by.subject), events=(event,)))


def _kind(id_number: str, deps: Deps) -> str:
    if deps.person_key is None:
        raise ValueError("cases are not kept by person here")
    return f"{PERSON}/{deps.person_key(id_number)}"
