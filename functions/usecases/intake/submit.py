"""Takes one submission: one case, recorded before its execution is started (申请)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal, in_region
from functions.domain.case.case import Ledger
from functions.domain.case.item import Limit
from functions.domain.catalogue.plan import Plan, PlannedItem, official_limit, plan_items
from functions.domain.clock import deadline, shanghai_date
from functions.domain.conflicts import KeyReused
from functions.domain.deadlines.terms import terms_of
from functions.domain.errors import ExecutionError
from functions.domain.intake.opening import (
    Bound,
    CaseToOpen,
    ItemToOpen,
    execution_input,
    open_case,
    opening_events,
)
from functions.domain.refusals import Forbidden, Unacceptable
from functions.ports.case_store import Opening, Submission
from functions.ports.deps import Deps
from functions.usecases.case.people import note_person
from functions.usecases.guide.rollout import check_offered
from functions.usecases.intake.claim import Claimed, claimed, promise_events
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Unit
from schemas.codes import Role
from schemas.form.application import Application
from schemas.guide.rollout import Channel


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case comes from. `digest`: of what was sent; `detail`: what its first event tells of who sent it."""

    case_id: str
    applicant: str
    edition: Edition
    digest: str
    channel: Channel
    draft: str | None = None
    corrected: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


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
    there are no uploads), Forbidden (a clerk outside their region), KeyReused, StoreBusy, MaterialsUnavailable.
    """
    origin = Origin(
        case_id=deps.new_id.case_id(),
        applicant=by.subject,
        edition=deps.editions(deps.current_edition),
        digest=sha256(application.model_dump_json().encode()).hexdigest(),
        channel=channel,
    )
    try:
        return open_from(origin, application, by=by, key=key, deps=deps)
    except Unacceptable:
        # Looked up only now: what was taken once stays taken, and the ordinary submission asks the store once less.
        if known := deps.store.submission(f"{by.subject}/{key}"):
            return _same(known, origin.digest)
        raise


def open_from(
    origin: Origin,
    application: Application,
    *,
    by: Principal,
    key: str,
    deps: Deps,
    before_start: Callable[[str, Deps], None] | None = None,
) -> Submission:
    """Raises as `submit` does. `before_start`: what the case owes before its execution may look for it."""
    _check_clerk(application, by)
    now, plan = deps.clock(), plan_items(application, origin.edition)
    channel = Channel.WINDOW if by.role is Role.CLERK else origin.channel
    check_offered(application, channel, deps)
    files = claimed(application, plan, origin.edition, origin.draft, now, deps)
    ledger = _ledger(application, origin, plan, files, now, deps)
    detail = {**origin.detail, "waived": files.waived}
    opening = Opening(
        ledger=ledger,
        application=application,
        events=(
            *opening_events(ledger, by.role.value, channel, detail),
            *promise_events(ledger.case, files.deferred),
        ),
        key=f"{by.subject}/{key}",
        digest=origin.digest,
    )
    submission = _same(_written(opening, deps), origin.digest)
    if submission.case_id == ledger.case.id:
        if before_start:
            before_start(submission.case_id, deps)
        _start(ledger, deps)
    return submission


def _same(submission: Submission, digest: str) -> Submission:
    if submission.digest != digest:
        raise KeyReused
    return submission


def _written(opening: Opening, deps: Deps) -> Submission:
    """The case and the record that leads to it from its person. Should only the first be written, nothing is started:
    the sweep starts the case, after the record (usecases/repair.py).
    """
    submission: Submission
    case_id = opening.ledger.case.id
    submission, _ = deps.at_once(
        [partial(deps.store.create, opening), partial(note_person, opening.application, case_id, deps)]
    )
    return submission


def _check_clerk(application: Application, by: Principal) -> None:
    destination = application.destination
    if by.role is Role.CLERK and not in_region(by.region, city=destination.city, county=destination.county):
        raise Forbidden("只能为本辖区的申请人提交，请核对安置地。")


def _start(ledger: Ledger, deps: Deps) -> None:
    """The case is recorded: an engine that refuses to start it now is asked again by the sweep (faults.md, row 11)."""
    try:
        deps.executions.start(ledger.case.execution, execution_input(ledger))
    except ExecutionError:
        return


def _ledger(
    application: Application, origin: Origin, plan: Plan, files: Claimed, now: datetime, deps: Deps
) -> Ledger:
    edition = origin.edition
    opened = CaseToOpen(
        id=origin.case_id,
        reference=deps.new_id.reference(shanghai_date(now)),
        applicant=origin.applicant,
        city=application.destination.city,
        county=application.destination.county,
        edition=edition.name,
        terms=terms_of(application, edition),
        draft=origin.draft,
        corrected=origin.corrected,
        materials=files.materials,
        deferred=files.deferred,
    )
    return open_case(opened, tuple(_items(plan.items, application, edition, now, deps)), now)


def _items(
    planned: tuple[PlannedItem, ...], application: Application, edition: Edition, now: datetime, deps: Deps
) -> Iterable[ItemToOpen]:
    check = edition.service_check
    service_check = PlannedItem(check.code, check.department, applies=True, reason=None, after=())
    # A dozen items share two or three bounds, each of which walks the calendar day by day.
    bound = cache(partial(_bound, now=now, deps=deps))
    for item in (service_check, *planned):
        catalogued = edition.item(item.code)
        limit = official_limit(catalogued, application)
        yield ItemToOpen(
            code=item.code,
            department=item.department,
            after=item.after,
            watch=bound(catalogued.watch_days),
            correction=bound(catalogued.correction.working_days),
            correction_rounds=catalogued.correction.max_rounds,
            limit=Limit(limit.value, limit.unit) if limit and limit.value is not None else None,
            not_needed=item.reason,
        )


def _bound(working_days: int, now: datetime, deps: Deps) -> Bound:
    end = deadline(now, working_days, Unit.WORKING_DAY, deps.calendar).at
    return Bound(working_days, int((end - now).total_seconds()) + 1)
