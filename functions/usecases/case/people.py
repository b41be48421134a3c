"""Cases by person: found at the window by ID number, given to the citizen once they sign in as who they are, and asked
before the next one is opened.

One record of each person names their cases. It is written with the case, in one write and over what was read: of two who
open cases of one person at once, the second reads again. Cases of an earlier release have a record each beside it.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from functions.domain.case.access import Principal, is_known
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import DuplicateEvent, RecordUnreadable, StaleWrite
from functions.domain.values import replace
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.record_kinds.case import PERSON
from functions.usecases.records import new_record
from functions.usecases.walks import if_readable
from schemas.codes import EventKind, Role
from schemas.spelling import spelled_id_number

MOST_CASES = 50
# Before every id of a case, in the order of keys.
LIST = "-"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What is kept of one person: the list of their cases as it was read, and the ids of all of them, oldest first."""

    listed: Record
    case_ids: tuple[str, ...]

    def with_case(self, case_id: str) -> Record:
        listed = (*(one for one in self.listed.body["cases"] if one != case_id), case_id)
        return replace(self.listed, body={"cases": list(listed[-MOST_CASES:])})


def known_of(id_number: str, deps: Deps) -> KnownPerson | None:
    """None: cases are not kept by person here. Raises RecordUnreadable: nobody can say which they are."""
    if deps.person_key is None:
        return None
    kind = _kind(id_number, deps)
    page = deps.store.records(kind, limit=MOST_CASES + 1)
    if LIST in page.unreadable:
        raise RecordUnreadable
    found = {one.key: one for one in page.entries}
    listed = found.pop(LIST, None) or new_record(kind, LIST, {"cases": []})
    # Those of an earlier release first, of which the key says all.
    ids = dict.fromkeys((*sorted((*found, *page.unreadable)), *listed.body["cases"]))
    return KnownPerson(listed, tuple(ids)[-MOST_CASES:])


def ledgers_of(known: KnownPerson, deps: Deps) -> Page[Ledger]:
    """Oldest first; what cannot be read is named by its id."""
    found = deps.at_once([partial(_ledger, case_id, deps) for case_id in known.case_ids])
    ledgers = tuple(one for one in found if isinstance(one, Ledger))
    return Page(ledgers, None, tuple(one for one in found if isinstance(one, str)))


def _ledger(case_id: str, deps: Deps) -> Ledger | str | None:
    """Its id: it cannot be read. None: it is not there (yet)."""
    try:
        return deps.store.ledger(case_id)
    except CaseNotFound:
        return None
    except RecordUnreadable:
        return case_id


def note_person_of(case_id: str, deps: Deps) -> None:
    """Of a case that an earlier release wrote without. Raises CaseNotFound, StoreBusy."""
    if deps.person_key is None:
        return
    kind = _kind(deps.store.application(case_id).person.id_number, deps)
    listed = deps.store.record(kind, LIST)
    if listed and case_id in listed.body["cases"]:
        return
    try:
        deps.store.put(new_record(kind, case_id, {}))
    except StaleWrite:
        # Most likely it is there already; whoever starts the case relies on it.
        if deps.store.record(kind, case_id) is None:
            raise


def cases_of_person(id_number: str, deps: Deps) -> Page[Case]:
    """At most `MOST_CASES`, oldest first; what cannot be read is named by its id. Raises RecordUnreadable."""
    known = known_of(id_number, deps)
    if known is None:
        return Page(())
    found = ledgers_of(known, deps)
    return Page(tuple(ledger.case for ledger in found.entries), None, found.unreadable)


def claim_cases(by: Principal, deps: Deps) -> None:
    """What was handed in for this citizen at a window is theirs from now on. Only for a verified identity. One that cannot be
    read is claimed once it can, and hides none of the others."""
    if by.role is not Role.APPLICANT or by.person is None:
        return
    found = if_readable(cases_of_person, by.person.id_number, deps)
    for case in found.entries if found else ():
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
    return f"{PERSON}/{deps.person_key(spelled_id_number(id_number))}"
