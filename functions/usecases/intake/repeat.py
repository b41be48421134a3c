"""Once is once (一事一申请): asked before a case is opened, held by its opening, and told beforehand beside a draft."""

from functions.domain.case.access import Principal
from functions.domain.catalogue.materials import is_held
from functions.domain.catalogue.rules import Facts, facts_of, facts_of_form
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.domain.intake.origin import Origin
from functions.domain.intake.repeating import TakenItem, check_not_taken, taken_items
from functions.domain.values import replace
from functions.ports.case_store import Opening, Submission
from functions.ports.deps import Deps
from functions.usecases.case.people import KnownPerson, known_of, ledgers_of
from functions.usecases.contention import until_written
from functions.usecases.intake.kept_drafts import Held
from functions.usecases.intake.window import keep_act, keyed_person
from schemas.catalogue.edition import Edition
from schemas.codes import Role
from schemas.form.application import Application


def check_once(application: Application, origin: Origin, deps: Deps) -> KnownPerson | None:
    """What is known of their person, whom the opening is to be written over. Raises ItemAlreadyApplied; StaleWrite: the same
    draft has become a case meanwhile; RecordUnreadable: an earlier case may have one of these items, and cannot be read."""
    known = known_of(application.person.id_number, deps)
    if known is None:
        return None
    if origin.case_id in known.case_ids:
        raise StaleWrite
    before = ledgers_of(known, deps)
    _check_readable(application.items, before.unreadable, deps)
    taken = taken_items(application.items, before.entries, origin.edition)
    taken = tuple(one for one in taken if not _has_it(one, facts_of(application)))
    if taken and origin.by.role is Role.CLERK:
        _keep(origin.by, application.person.id_number, origin.draft, deps)
    check_not_taken(application.items, taken, origin.by, origin.edition)
    return known


def written_once(opening: Opening, origin: Origin, known: KnownPerson | None, deps: Deps) -> Submission:
    """Over what was known of the person; asked again if they applied elsewhere meanwhile. Raises as `check_once` does."""
    asked = [known] if known else []

    def attempt() -> Submission:
        over = asked.pop() if asked else check_once(opening.application, origin, deps)
        person = over.with_case(origin.case_id) if over else None
        return deps.store.create(replace(opening, person=person))

    return until_written(attempt)


def taken_of_draft(held: Held, edition: Edition, *, by: Principal, deps: Deps) -> tuple[TakenItem, ...]:
    """Of whoever is verified; at the window, of whom the draft names, and that is kept as an act. Of nobody else. What cannot
    be read is judged when the draft is submitted."""
    number = _number(held, by)
    known = known_of(number, deps) if number else None
    taken = taken_items(held.draft.items, ledgers_of(known, deps).entries, edition) if known else ()
    taken = tuple(one for one in taken if not _has_it(one, facts_of_form(held.draft.form)))
    if taken and number and by.role is Role.CLERK:
        _keep(by, number, held.id, deps)
    return taken


def _number(held: Held, by: Principal) -> str | None:
    if by.role is Role.APPLICANT:
        return by.person.id_number if by.person else None
    number: str | None = held.draft.form.get("person", {}).get("id_number")
    return number


def _check_readable(items: tuple[str, ...], damaged: tuple[str, ...], deps: Deps) -> None:
    """A damaged case is no reason to wait with what its form did not ask for. Raises RecordUnreadable."""
    for case_id in damaged:
        if set(items) & set(deps.store.application(case_id).items):
            raise RecordUnreadable


def _has_it(one: TakenItem, facts: Facts) -> bool:
    """What was given once is not asked for again by whoever brings its result."""
    return one.granted and is_held(one.code, facts)


def _keep(by: Principal, id_number: str, draft: str | None, deps: Deps) -> None:
    keep_act("applied_before", by, deps, draft=draft, person=keyed_person(id_number, deps))
