"""A submission is decided here, once and with everything known: it becomes a new case, or is refused. Pure.

The input of its execution holds ids, the plan and bounds of waits, nothing of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from functions.domain.case.access import Person, Principal, in_region, is_known, verified
from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.parts import ItemBounds, ItemTodos, Limit
from functions.domain.case.supply import next_due
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.catalogue.plan import Plan, PlannedItem, ended_place, plan_items
from functions.domain.catalogue.refusals import InvalidApplication, UnknownRegion
from functions.domain.catalogue.standing import SourceChecked
from functions.domain.clock import Calendar, deadline, shanghai_date
from functions.domain.deadlines.terms import terms_of
from functions.domain.errors import FieldProblem
from functions.domain.guide.rollout import check_offered
from functions.domain.intake.checking import Submitted, checked
from functions.domain.intake.claim import Claimed, claimed, deferral_events
from functions.domain.intake.refusals import NotYourApplication
from functions.domain.refusals import Forbidden
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Unit
from schemas.catalogue.item import Item
from schemas.codes import CaseStatus, Department, EventKind, ItemStatus, Outcome, Role
from schemas.form.application import Application
from schemas.form.dates import untimely
from schemas.guide.rollout import Channel, RolloutEntry
from schemas.intake.draft import SourceAnswered
from schemas.intake.materials import AskedUploads
from schemas.problems import pointer
from schemas.spelling import spelled_id_number, spelled_name

_NOT_THEIRS = "与您的实名信息不一致，请核对。"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case comes from. `by`: who sent it, `at` when; `applicant`: whose it will be; `detail`: what its first event
    tells."""

    case_id: str
    reference: str
    at: datetime
    by: Principal
    applicant: str
    edition: Edition
    channel: Channel
    draft: str | None = None
    corrected: tuple[str, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read for it beforehand: the city's rollout, what is uploaded beside its draft (without one: nothing), and what
    the sources of shared data told of its person."""

    rollout: tuple[RolloutEntry, ...]
    asked: AskedUploads
    answers: tuple[SourceAnswered, ...] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What comes with the form: the files beside it, and what was recorded of its sources."""

    files: Claimed
    checked: tuple[SourceChecked, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case: its ledger, and the events that its history begins with."""

    ledger: Ledger
    events: tuple[Event, ...]


def open_case(application: Application, origin: Origin, gathered: Gathered, calendar: Calendar) -> Opened:
    """Raises the first that holds, each with everything that is wrong of its kind: Forbidden (a clerk without a region),
    IdentityUnverified, IdentityUnreadable, NotYourApplication (of applicants), UnknownItem, InvalidApplication,
    UnknownRegion, ItemNotOffered, MaterialsMissing, ContradictsSource.
    """
    by, now, place = origin.by, origin.at, application.destination
    if by.role is Role.CLERK and not by.region:
        raise Forbidden("没有登记您的窗口属于哪个地方，不能提交，请联系管理员。")
    if by.role is Role.APPLICANT:
        check_own(application, verified(by))
    channel = Channel.WINDOW if by.role is Role.CLERK else origin.channel
    plan = plan_items(application, origin.edition)
    check_dates(application, shanghai_date(now))
    if ended := ended_place(place.city, place.county, place.town, origin.edition, shanghai_date(now)):
        raise UnknownRegion(problems=(ended,))
    check_offered(application, gathered.rollout, channel, shanghai_date(now), origin.edition)
    files = claimed(plan, gathered.asked, now, calendar)
    form = application.model_dump(mode="json", exclude_none=True)
    submitted = Submitted(form, application.items, origin.edition, origin.corrected)
    ledger = _ledger(application, origin, plan, _Taken(files, checked(submitted, gathered.answers)), calendar)
    elsewhere = {"across": ledger.case.window} if ledger.case.window else {}
    told = {"channel": channel, **elsewhere, **origin.detail}
    return Opened(ledger, (*_events(ledger, by, told), *deferral_events(ledger.case)))


def check_dates(application: Application, today: date) -> None:
    """Raises InvalidApplication."""
    found = tuple(FieldProblem(pointer(where), detail) for where, detail in untimely(application, today))
    if found:
        raise InvalidApplication(problems=found)


def check_own(application: Application, person: Person) -> None:
    """For others there is the window, with a mandate. Raises NotYourApplication."""
    told = application.person
    wrong = {
        "name": spelled_name(told.name) != spelled_name(person.name),
        "id_number": spelled_id_number(told.id_number) != spelled_id_number(person.id_number),
    }
    where = tuple(FieldProblem(f"/person/{name}", _NOT_THEIRS) for name in wrong if wrong[name])
    if where:
        raise NotYourApplication(problems=where)


def _ledger(
    application: Application,
    origin: Origin,
    plan: Plan,
    taken: _Taken,
    calendar: Calendar,
) -> Ledger:
    """The service check first, then the items in the plan's order."""
    case = Case(
        id=origin.case_id,
        reference=origin.reference,
        applicant=origin.applicant,
        city=application.destination.city,
        county=_seat(application, origin),
        edition=origin.edition.name,
        terms=terms_of(application, origin.edition),
        draft=origin.draft,
        corrected=origin.corrected,
        materials=taken.files.materials,
        deferred=taken.files.deferred,
        checked=taken.checked,
        not_needed=taken.files.not_needed,
        window=across(application, origin),
        status=CaseStatus.OPEN,
        opened_at=origin.at,
        watch_not_before=origin.at + FIRST_CHECK,
    )

    # A dozen items share two or three bounds, each of which walks the calendar day by day.
    @cache
    def seconds(working_days: int) -> int:
        end = deadline(origin.at, working_days, Unit.WORKING_DAY, calendar).at
        return int((end - origin.at).total_seconds()) + 1

    place = application.destination
    routed = origin.edition.regions.narrowest(place.city, place.county, place.town)
    planned = (plan.service_check, *plan.items)
    return Ledger(case, tuple(_item(case, one, routed, seconds) for one in planned))


def across(application: Application, origin: Origin) -> str | None:
    """跨域通办: the region of the clerk's window, where the case is of another place, whose it stays."""
    by, city = origin.by, application.destination.city
    own = by.role is not Role.CLERK or in_region(by.region, city=city, county=_seat(application, origin))
    return None if own else by.region


def _seat(application: Application, origin: Origin) -> str | None:
    """Whose case it is: the county's; of a city without counties, the town's."""
    place = application.destination
    return place.county or origin.edition.regions.narrowest(place.city, None, place.town)


def _item(case: Case, planned: PlannedItem, routed: str | None, seconds: Callable[[int], int]) -> CaseItem:
    """`routed`: the narrowest place that an office may serve.

    Its bounds in working days, and the seconds they come to when the case is opened.
    """
    item, limit = planned.item, planned.limit
    # Nothing stands before the service check.
    begins = ItemStatus.READY if item.code == SERVICE_CHECK else ItemStatus.WAITING
    return CaseItem(
        case_id=case.id,
        city=case.city,
        county=routed,
        code=item.code,
        department=item.department,
        status=begins if planned.applies else ItemStatus.DONE,
        since=case.opened_at,
        after=planned.after,
        unchecked=not item.needs_service_check,
        bounds=ItemBounds(
            watch_days=item.watch_days,
            watch_seconds=seconds(item.watch_days),
            correction_days=item.correction.working_days,
            correction_seconds=seconds(item.correction.working_days),
            correction_rounds=item.correction.max_rounds,
            contest_days=item.contest.working_days if item.contest else 0,
            limit=Limit(limit.value, limit.unit) if limit and limit.value is not None else None,
        ),
        todos=_todos(case, item) if planned.applies else ItemTodos(),
        outcome=None if planned.applies else Outcome.NOT_NEEDED,
        reason=planned.reason,
        decided_at=None if planned.applies else case.opened_at,
    )


def _todos(case: Case, item: Item) -> ItemTodos:
    return ItemTodos(
        at_window=not is_known(case),
        visit=bool(item.visits.told and item.visits.at_once),
        bring_by=next_due(case, item.code),
    )


def _events(ledger: Ledger, by: Principal, told: Mapping[str, Any]) -> tuple[Event, ...]:
    case = ledger.case
    submitted = Event(
        case.id,
        key_of(EventKind.SUBMITTED),
        case.opened_at,
        EventKind.SUBMITTED,
        actor=by.role.value,
        detail=told,
    )
    not_needed = tuple(
        Event(
            case.id,
            key_of(EventKind.NOT_NEEDED, item=item.code),
            case.opened_at,
            EventKind.NOT_NEEDED,
            item.code,
        )
        for item in ledger.held
        if item.outcome is Outcome.NOT_NEEDED
    )
    return (submitted, *not_needed)


def execution_input(ledger: Ledger) -> dict[str, Any]:
    """`case_id`, `run`, the seconds of the service check's first `wait` and of its `correction`, and the `plan`: by
    department its items, with the seconds of their waits.

    The same for the same run, whatever has happened since: a run is started under one name with one input.
    """
    check = ledger.service_check.bounds
    branches: dict[str, list[dict[str, Any]]] = {department.value: [] for department in Department}
    for item in ledger.held:
        if item.outcome is not Outcome.NOT_NEEDED:
            branches[item.department].append(
                {
                    "item": item.code,
                    "seconds": item.bounds.watch_seconds,
                    "correction_seconds": item.bounds.correction_seconds,
                }
            )
    return {
        "case_id": ledger.case.id,
        "run": ledger.case.run,
        "wait": {"seconds": check.watch_seconds},
        "correction": {"seconds": check.correction_seconds},
        "plan": branches,
    }
