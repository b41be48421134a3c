"""The window (一窗受理): a clerk looks a person up, and each act is kept.

An act is recorded before it is done: what nobody may look at unseen is never looked at unrecorded.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal, may_see, region_holds
from functions.domain.case.case import Case
from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.lists import case_of
from functions.usecases.case.people import cases_of_person
from functions.usecases.case.who_looked import note_look
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import WINDOW_ACTS
from functions.usecases.records import new_record
from functions.usecases.walks import if_readable
from schemas.intake.window import LookUp, ReferenceLookUp
from schemas.spelling import spelled_name


@dataclass(frozen=True, slots=True)
class LookedUp:
    """`damaged`: how many more at least cannot be read, of which nobody can say that they are elsewhere or another's."""

    cases: tuple[Case, ...]
    damaged: int = 0


def look_up(given: LookUp, *, by: Principal, deps: Deps) -> LookedUp:
    """Cases of the clerk's region only, newest first: elsewhere there is none. Raises TooOften."""
    limits.count("look_up", by, deps)
    keep_act("look_up", by, deps, purpose=given.purpose, person=keyed_person(given.id_number, deps))
    page = if_readable(cases_of_person, given.id_number, deps)
    if page is None:
        # Which cases they have cannot be read.
        return LookedUp((), damaged=1)
    names = {case.id: _name_in(case.id, deps) for case in page.entries if may_see(by, case)}
    damaged = [one for one in page.unreadable if _name_in(one, deps) in (None, given.name)]
    damaged += (case_id for case_id, name in names.items() if name is None)
    named = [case for case in page.entries if names.get(case.id) == given.name]
    for case in named:
        note_look(case.id, "looked_up", by=by, deps=deps, purpose=given.purpose)
    return LookedUp(tuple(sorted(named, key=lambda case: case.opened_at, reverse=True)), len(damaged))


def look_up_reference(given: ReferenceLookUp, *, by: Principal, deps: Deps) -> LookedUp:
    """The case of a receipt, if it is of the clerk's region. Raises CaseNotFound, TooOften."""
    limits.count("look_up", by, deps)
    keep_act("look_up", by, deps, purpose=given.purpose, reference=given.reference)
    case = case_of(given.reference, by=by, deps=deps)
    note_look(case.id, "looked_up", by=by, deps=deps, purpose=given.purpose)
    return LookedUp((case,))


def _name_in(case_id: str, deps: Deps) -> str | None:
    """As a look-up spells it: what is stored was spelled under the rule of its time. None: the form cannot be read."""
    form = if_readable(deps.store.application, case_id)
    return spelled_name(form.person.name) if form else None


def keep_act(act: str, by: Principal, deps: Deps, **more: Any) -> None:
    """Who, where, what and why; of a person only the keyed name. Raises StoreError: then nothing is done either."""
    now = deps.clock()
    body = {"act": act, "clerk": by.subject, "office": by.region, "at": now.isoformat(), **more}
    key = f"{now.isoformat(timespec='microseconds')}/{sha256(repr(sorted(body.items())).encode()).hexdigest()[:12]}"
    expires_at = end_of(WINDOW_ACTS, now)
    # The same clerk doing the same at the same moment is one act.
    with suppress(StaleWrite):
        deps.store.put(
            new_record(
                WINDOW_ACTS, key, {k: v for k, v in body.items() if v is not None}, expires_at=expires_at
            )
        )


def window_acts(by: Principal, *, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    """Oldest first, of the offices in the reader's region; bodies as `keep_act` writes them. A page may hold fewer than
    `limit`, and more follow."""
    page = deps.store.records(WINDOW_ACTS, limit=limit, cursor=cursor)
    return replace(page, entries=tuple(_within(page.entries, by)))


def _within(records: tuple[Record, ...], by: Principal) -> Iterator[Record]:
    for record in records:
        if region_holds(by.region, str(record.body.get("office") or "")):
            yield record


def keyed_person(id_number: str, deps: Deps) -> str | None:
    """A name by which an act tells of one person and of no number."""
    return deps.person_key(id_number) if deps.person_key else None
