"""Takes one submission: gathered, decided, recorded as one case; only then is its execution started (申请)."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256

from functions.domain.case.access import Person, Principal
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import ItemAlreadyApplied, KeyReused
from functions.domain.errors import ExecutionError
from functions.domain.intake.checking import to_be_checked, unanswered
from functions.domain.intake.made_up import check_made_up
from functions.domain.intake.opening import Gathered, open_case
from functions.domain.intake.origin import Origin
from functions.domain.refusals import Forbidden, Unacceptable
from functions.ports.case_store import Opening, Submission
from functions.ports.deps import Deps
from functions.usecases.case.runs import start_run
from functions.usecases.guide.advise import guide
from functions.usecases.guide.places import edition_at, keep_edition
from functions.usecases.guide.rollout import entries_in
from functions.usecases.intake.repeat import check_once, written_once
from functions.usecases.intake.sources import ask
from functions.usecases.intake.taken import keep_taken
from functions.usecases.intake.uploads import uploads_now
from functions.usecases.intake.window import keep_act, keyed_person
from schemas.catalogue.edition import Edition
from schemas.codes import Role
from schemas.form.application import Application
from schemas.guide.rollout import Channel
from schemas.intake.draft import SourceAnswered
from schemas.intake.materials import AskedUploads


def submit(
    application: Application,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    channel: Channel = Channel.GOVERNMENT_PORTAL,
) -> Submission:
    """The same key with the same form gives the same case, however often it is sent (faults.md, row 17), even if rollout or
    the edition would refuse it by now.

    Raises UnknownItem, UnknownRegion, ItemNotOffered (off in that city on that channel), MaterialsMissing (without a draft
    there are no uploads), ContradictsSource (a value that a source locks is otherwise there), Forbidden (a clerk without
    a region; an applicant who is not verified, or is another), NotMadeUp (in a training stage),
    ItemAlreadyApplied, KeyReused, StoreBusy,
    MaterialsUnavailable.
    """
    now, digest = deps.clock(), sha256(application.model_dump_json().encode()).hexdigest()
    origin = Origin(
        case_id=deps.new_id.case_id(),
        reference=deps.new_id.reference(shanghai_date(now)),
        at=now,
        by=by,
        applicant=by.subject,
        edition=edition_for(application, deps),
        channel=channel,
        restored=deps.mark,
    )
    try:
        return open_from(origin, application, key=key, digest=digest, deps=deps)
    except (Unacceptable, Forbidden, ItemAlreadyApplied):
        # Looked up only now: what was taken once stays taken, and the ordinary submission asks the store once less.
        if known := taken_before(by, key, digest, deps):
            return known
        raise


def edition_for(application: Application, deps: Deps) -> Edition:
    """What a new case there is opened with."""
    place = application.destination
    return edition_at(guide(deps), place.city, place.county, deps, town=place.town)


def open_from(
    origin: Origin,
    application: Application,
    *,
    key: str,
    digest: str,
    deps: Deps,
    asked: AskedUploads | None = None,
    answered: tuple[SourceAnswered, ...] = (),
    claim: Callable[[], None] | None = None,
    before_start: Callable[[str, Deps], None] | None = None,
) -> Submission:
    """Raises as `submit` does. `digest`: of what was sent; `answered`: what sources have told before; `claim`: holds what
    was read, once all of it has been found good; `before_start`: what the case owes before its execution may look for
    it."""
    if deps.training:
        check_made_up(application)
    gathered = _gathered(origin, application, asked or AskedUploads(), answered, deps)
    opened = open_case(application, origin, gathered, deps.calendar)
    known = check_once(application, origin, deps)
    if claim:
        claim()
    opening = Opening(opened.ledger, application, opened.events, _key(origin.by, key), digest)
    keep_edition(origin.edition, deps)
    if opened.ledger.case.window:
        keep_taken(opened.ledger.case, origin.by, deps)
    submission = _same(written_once(opening, origin, known, deps), digest)
    if submission.case_id == origin.case_id:
        if before_start:
            before_start(submission.case_id, deps)
        # The case is recorded: an engine that refuses to start it now is asked again by the sweep (faults.md, row 11).
        with suppress(ExecutionError):
            start_run(opened.ledger, deps)
    return submission


def taken_before(by: Principal, key: str, digest: str, deps: Deps) -> Submission | None:
    """What was submitted under this key. Raises KeyReused: it was something else."""
    known = deps.store.submission(_key(by, key))
    return _same(known, digest) if known else None


def _gathered(
    origin: Origin,
    application: Application,
    asked: AskedUploads,
    answered: tuple[SourceAnswered, ...],
    deps: Deps,
) -> Gathered:
    """Raises StoreBusy, MaterialsUnavailable."""
    return Gathered(
        rollout=entries_in(application.destination.city, deps),
        asked=uploads_now(asked, by=origin.by, deps=deps),
        answers=(*answered, *_told_now(origin, application, answered, deps)),
    )


def _told_now(
    origin: Origin, application: Application, answered: tuple[SourceAnswered, ...], deps: Deps
) -> tuple[SourceAnswered, ...]:
    """What no source has told yet, asked within one budget: about who signed in, or about whom the clerk has before them."""
    by, person, edition = origin.by, application.person, origin.edition
    about = by.person if by.role is Role.APPLICANT else Person(person.name, person.id_number)
    if about is None or deps.shared_data is None or not all(map(edition.has, application.items)):
        return ()
    fields = unanswered(to_be_checked(application.items, edition), answered)
    if not fields:
        return ()
    if by.role is Role.CLERK:
        keep_act("prefill", by, deps, draft=origin.draft, person=keyed_person(about.id_number, deps))
    return ask(about, fields, origin.case_id, deps)


def _key(by: Principal, key: str) -> str:
    return f"{by.subject}/{key}"


def _same(submission: Submission, digest: str) -> Submission:
    if submission.digest != digest:
        raise KeyReused
    return submission
