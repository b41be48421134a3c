"""到场预约: what an applicant, or a clerk for them, books, moves and cancels.

What is taken, what is given back and the item's word of it are one write: nobody can die between them.
"""

from datetime import datetime
from functools import partial

from functions.domain.applicant.appointment_slip import appointment_slip
from functions.domain.applicant.paper import Paper
from functions.domain.applicant.refusals import FormNotFound
from functions.domain.case.access import Principal
from functions.domain.case.appointments import booked, clashes, ended, standing
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.facts import Appointment
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import AppointmentsClash, NoAppointment
from functions.domain.office.refusals import SlotNotFree
from functions.domain.office.slots import SlotDay, given_back, slot_taken
from functions.ports.deps import Deps
from functions.usecases.applicant.free_times import check_bookable
from functions.usecases.case.once import KeyedAct, OnceResult, counted_act, do_once
from functions.usecases.case.view import ledger_of
from functions.usecases.contention import IN_A_CROWD
from functions.usecases.office.directory import OpenDirectory
from functions.usecases.office.slot_days import SlotDays, earliest_bookable
from functions.usecases.office.which_office import office_of
from schemas.applicant.appointments import AppointmentCancelling, AppointmentOrder, PlaceWanted
from schemas.codes import EventKind
from schemas.codes_citizen import AppointmentState
from schemas.office.booking import booking_rules


def book(case_id: str, order: AppointmentOrder, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """What was booked before is given back in the same write (改约).

    Raises CaseNotFound, ItemNotFound, NothingToBook, MissedTooOften, SlotNotFree, AppointmentsClash, KeyReused, TooOften,
    StaleWrite.
    """
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act("appointment", case_id, order, by=by, key=key, deps=deps)
    do_once(act, lambda ledger: _booked(ledger, order, act, deps), deps, attempts=IN_A_CROWD)
    return deps.store.ledger(case_id)


def _booked(ledger: Ledger, order: AppointmentOrder, act: KeyedAct, deps: Deps) -> tuple[Change, OnceResult]:
    days, items = SlotDays(deps), []
    for place in order.places:
        after = _placed(ledger, place, days, deps)
        items.append(after)
        ledger = ledger.with_item(after)
    if clashes(ledger.held):
        raise AppointmentsClash
    now = deps.clock()
    events = (_appointed(act, number, item, now) for number, item in enumerate(items))
    return Change(items=tuple(items), events=tuple(events), records=days.records()), {}


def _placed(ledger: Ledger, place: PlaceWanted, days: SlotDays, deps: Deps) -> CaseItem:
    """Raises ItemNotFound, NothingToBook, MissedTooOften, SlotNotFree."""
    item, now, case_id = ledger.item(place.item), deps.clock(), ledger.case.id
    check_bookable(ledger, item, deps)
    office = office_of(item, deps)
    give_back(item, days, now)
    earliest = earliest_bookable(now)
    days.at(office.id, item.code, place.at, lambda day: slot_taken(day, place.at, case_id, earliest=earliest))
    slot = days.now(office.id, item.code, place.at)
    if slot is None:
        raise SlotNotFree
    hour = booking_rules().remind_from_hour
    return booked(item, office.id, slot.at, slot.minutes, now=now, calendar=deps.calendar, hour=hour)


def give_back(item: CaseItem, days: SlotDays, now: datetime) -> None:
    """What is over nobody else can have."""
    before = standing(item)
    if before and before.at > now:
        days.at(before.office, item.code, before.at, partial(_without, item.case_id, before))


def _without(case_id: str, before: Appointment, day: SlotDay) -> SlotDay:
    return given_back(day, before.at, case_id)


def _appointed(act: KeyedAct, number: int, item: CaseItem, now: datetime) -> Event:
    found = item.todos.appointment
    detail = {"at": found.at.isoformat(), "place": found.office} if found else {}
    return act.event(number, EventKind.APPOINTED, item.code, detail, now)


def cancel(case_id: str, given: AppointmentCancelling, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """Until it begins. Raises CaseNotFound, ItemNotFound, NoAppointment, KeyReused, TooOften, StaleWrite."""
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act("appointment-cancelled", case_id, given, by=by, key=key, deps=deps)
    do_once(act, lambda ledger: _cancelled(ledger, given.item, act, deps), deps, attempts=IN_A_CROWD)
    return deps.store.ledger(case_id)


def _cancelled(ledger: Ledger, code: str, act: KeyedAct, deps: Deps) -> tuple[Change, OnceResult]:
    item, now, days = ledger.item(code), deps.clock(), SlotDays(deps)
    found = standing(item)
    if found is None or found.at <= now:
        raise NoAppointment
    give_back(item, days, now)
    detail = {"at": found.at.isoformat(), "place": found.office}
    event = act.event(0, EventKind.APPOINTMENT_CANCELLED, code, detail, now)
    after = ended(item, AppointmentState.CANCELLED, now)
    return Change(items=(after,), events=(event,), records=days.records()), {}


def slip_of(case_id: str, code: str, *, by: Principal, deps: Deps) -> Paper:
    """Raises CaseNotFound, ItemNotFound, FormNotFound: nothing is booked."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    item, edition = ledger.item(code), deps.editions(ledger.case.edition)
    found = standing(item)
    if found is None:
        raise FormNotFound
    office = deps.offices.by_id(found.office) or office_of(item, deps)
    catalogued = edition.item(code)
    return appointment_slip(
        ledger.case,
        found,
        item=catalogued.name,
        office=office.name,
        contact=OpenDirectory(deps).contact_for(item, found.office),
        visit=catalogued.visits.told,
    )
