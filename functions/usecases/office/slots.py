"""An office's times (号源): what it publishes, closes, and says of who did not come."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.case.appointments import attended, ended, standing
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import Conflict, NoAppointment
from functions.domain.errors import FieldProblem
from functions.domain.office import slots
from functions.domain.office.refusals import InvalidSlots
from functions.domain.office.worklist import within
from functions.domain.refusals import NotFound
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.ledger import LedgerRule, change_item
from functions.usecases.contention import IN_A_CROWD, until_written
from functions.usecases.office.calling_off import call_off, closing_record
from functions.usecases.office.jurisdiction import office_named, permitted_office
from functions.usecases.office.places import Place
from functions.usecases.office.slot_days import SlotDays
from schemas.catalogue.item import Item
from schemas.codes import Department, EventKind, Role
from schemas.codes_citizen import AppointmentState
from schemas.office.booking import booking_rules
from schemas.office.slots import NoShow, SlotClosing, SlotDayPlan, SlotsOrder

_NO_VISIT = "办事指南没有载明该事项须到场，不能公布预约时间。"


def order_slots(order: SlotsOrder, department: Department, *, by: Principal | None, deps: Deps) -> Office:
    """All of it is judged before any is written; all days are one write. Said twice it is done once. `by` None: the
    office's own system, by its signature.

    Raises OfficeNotFound, ItemNotFound, InvalidSlots, SlotHasBookings, UnknownSlot, NoAppointment, CaseNotFound, StaleWrite.
    """
    if by is None:
        office = office_named(order.office, department, deps)
    else:
        office = permitted_office(order.office, department, by=by, deps=deps)
    _check(order, department, deps)
    missed = _judged(order, department, office, deps)
    if order.publish or order.close:
        until_written(lambda: _write(order, deps), attempts=IN_A_CROWD)
    # Before a closing takes the appointments away: who did not come, did not.
    for place, rule in missed:
        change_item(deps.store, place.case_id, place.item, rule)
    for closing in order.close:
        call_off(office.id, order.item, closing.day, deps)
    return office


def _judged(
    order: SlotsOrder, department: Department, office: Office, deps: Deps
) -> list[tuple[Place, LedgerRule]]:
    """Who did not come, and what that makes of their items, of which none is written yet.

    Raises CaseNotFound, ItemNotFound, NoAppointment.
    """
    found: list[tuple[Place, LedgerRule]] = []
    for number, one in enumerate(order.missed):
        with _named(f"/missed/{number}"):
            place = Place(department, deps.store.case_id_of(one.reference), order.item)
            rule = _missing(place, one.at, office.id, deps)
            ledger = deps.store.ledger(place.case_id)
            rule(ledger, ledger.item(place.item))
        found.append((place, rule))
    return found


@contextmanager
def _named(pointer: str) -> Iterator[None]:
    """Of up to a hundred, which one is refused."""
    try:
        yield
    except (NotFound, Conflict) as refused:
        refused.problems = refused.problems or (FieldProblem(pointer, refused.detail),)
        raise


def _check(order: SlotsOrder, department: Department, deps: Deps) -> None:
    """Raises ItemNotFound, InvalidSlots."""
    edition = deps.editions(deps.current_edition)
    if not edition.has(order.item) or edition.item(order.item).department is not department:
        raise ItemNotFound
    problems = tuple(_problems(order, edition.item(order.item), deps))
    if problems:
        raise InvalidSlots(problems=problems)


def _problems(order: SlotsOrder, item: Item, deps: Deps) -> Iterator[FieldProblem]:
    today = shanghai_date(deps.clock())
    if order.publish and item.visits.told is None:
        yield FieldProblem("/item", _NO_VISIT)
    for place, plan in enumerate(order.publish):
        if found := _wrong_day(plan, today, deps):
            yield FieldProblem(f"/publish/{place}/day", found)
    for place, closing in enumerate(order.close):
        if closing.day < today:
            yield FieldProblem(f"/close/{place}/day", "这一天已经过去，不用停办。")


def _wrong_day(plan: SlotDayPlan, today: date, deps: Deps) -> str | None:
    last = today + timedelta(days=booking_rules().ahead_days)
    if not today <= plan.day <= last:
        return f"请填写 {today} 至 {last} 之间的日期。"
    if not plan.on_day_off and not deps.calendar.is_working(plan.day):
        return "这一天是休息日或者节假日；确实办理的，请注明休息日也办理。"
    return None


def _write(order: SlotsOrder, deps: Deps) -> None:
    """Whoever had booked what is closed is owed a word from this write on."""
    days = SlotDays(deps)
    for place, plan in enumerate(order.publish):
        with _named(f"/publish/{place}"):
            days.change(order.office, order.item, plan.day, partial(_published, plan))
    for place, closing in enumerate(order.close):
        with _named(f"/close/{place}"):
            days.change(order.office, order.item, closing.day, partial(_closed, closing))
    owed = (closing_record(order.office, order.item, one.day, deps) for one in order.close)
    if records := (*days.records(), *owed):
        deps.store.commit(Change(records=records))


def _published(plan: SlotDayPlan, before: slots.SlotDay) -> slots.SlotDay:
    return slots.published(before, plan)


def _closed(closing: SlotClosing, before: slots.SlotDay) -> slots.SlotDay:
    return slots.closed(before, closing)


def report_no_show(place: Place, given: NoShow, *, by: Principal, deps: Deps) -> Ledger:
    """Said twice it is the same. Raises CaseNotFound, ItemNotFound, NoAppointment, StaleWrite."""
    item = deps.store.ledger(place.case_id).item(place.item)
    if by.department is not place.department or not within(by, item):
        raise ItemNotFound
    return change_item(deps.store, place.case_id, place.item, _missing(place, given.at, None, deps))


def _missing(place: Place, at: datetime, office: str | None, deps: Deps) -> LedgerRule:
    """`office`: whose appointment it has to be; None: of whichever of the region."""

    def rule(ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        known = item.todos.appointment
        if item.department is not place.department or (office and known and known.office != office):
            raise ItemNotFound
        if known and known.at == at and known.state is AppointmentState.MISSED:
            return item, ()
        now, found = deps.clock(), standing(item)
        if found is None or found.at != at or now < at:
            raise NoAppointment
        if attended(item):
            raise NoAppointment.attended()
        key = key_of(EventKind.APPOINTMENT_MISSED, item=item.code, at=at.isoformat(), version=item.version)
        detail = {"at": at.isoformat(), "office": found.office}
        kind, who = EventKind.APPOINTMENT_MISSED, Role.DEPARTMENT_STAFF.value
        event = Event(ledger.case.id, key, now, kind, item.code, who, detail)
        return ended(item, AppointmentState.MISSED, now), (event,)

    return rule
