"""A submission is decided here, once and with everything known: it becomes a new case, or is refused. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.domain.case.access import Person, Principal, verified
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.catalogue.plan import ended_place, plan_items
from functions.domain.catalogue.refusals import InvalidApplication, UnknownRegion
from functions.domain.clock import Calendar, shanghai_date
from functions.domain.errors import FieldProblem
from functions.domain.guide.rollout import check_offered
from functions.domain.intake.checking import Submitted, checked
from functions.domain.intake.claim import claimed, deferral_events
from functions.domain.intake.new_ledger import Enclosed, new_ledger
from functions.domain.intake.origin import Origin
from functions.domain.intake.refusals import NotYourApplication
from functions.domain.refusals import Forbidden
from schemas.codes import EventKind, Outcome, Role
from schemas.form.application import Application
from schemas.form.dates import untimely
from schemas.guide.rollout import Channel, RolloutEntry
from schemas.intake.draft import SourceAnswered
from schemas.intake.materials import AskedUploads
from schemas.problems import pointer
from schemas.spelling import spelled_id_number, spelled_name

_NOT_THEIRS = "与您的实名信息不一致，请核对。"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read for it beforehand: the city's rollout, what is uploaded beside its draft (without one: nothing), and what
    the sources of shared data told of its person."""

    rollout: tuple[RolloutEntry, ...]
    asked: AskedUploads
    answers: tuple[SourceAnswered, ...] = ()


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
    ledger = new_ledger(
        application, origin, plan, Enclosed(files, checked(submitted, gathered.answers)), calendar
    )
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
