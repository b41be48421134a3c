"""What an office publishes and closes, who comes, and who did not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.notices_owed import notices_of
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import NoAppointment
from functions.domain.office.refusals import InvalidSlots, OfficeNotFound, SlotHasBookings, UnknownSlot
from functions.domain.refusals import BadCursor
from functions.usecases.applicant.appointment_debts import free_void
from functions.usecases.applicant.todos import mark_at_office
from functions.usecases.office import calling_off
from functions.usecases.office.bookings import SlotPlace, bookings, office_days
from functions.usecases.office.places import Place
from functions.usecases.office.slot_days import slot_day
from functions.usecases.office.slots import order_slots, report_no_show
from functions.usecases.record_kinds.office import SLOT_CLOSING
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.todos import TodoDone
from schemas.codes import Role
from schemas.codes_citizen import AppointmentState, TodoKind
from schemas.office.booking import booking_rules
from schemas.office.slots import NoShow
from tests.support.bookings import (
    CARD,
    FRIDAY,
    LABOUR,
    OFFICE,
    POLICE,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Killed,
    MortalStore,
    at,
    booked,
    close,
    expecting_visits,
    later,
    mortal_world,
    publish,
    slots_order,
    times,
)
from tests.support.fakes.notices import FakeNotices
from tests.support.world import World

SATURDAY = "2026-11-28"
PLACE = SlotPlace(POLICE, OFFICE, CARD, STAFF)
ELSEWHERE = "public_security-440105"


@pytest.fixture
def world() -> World:
    return World()


def ordered(world: World, by: Principal | None = STAFF, item: str = CARD, **said: Any) -> None:
    order_slots(slots_order(item, **said), POLICE, by=by, deps=world.deps)


def day(of: str) -> date:
    return date.fromisoformat(of)


def comes(world: World, of: str) -> list[str]:
    page = bookings(PLACE, day(of), limit=50, cursor=None, deps=world.deps)
    return [f"{one.slot.start} {one.listed.item.case_id}" for one in page.entries]


def state(world: World, case_id: str) -> AppointmentState | None:
    found = world.item(case_id, CARD).todos.appointment
    return found.state if found else None


def dying(world: World, store: MortalStore, start: str) -> None:
    """Closes that time, and dies right after the closing was written."""
    store.last, store.after = 1, True
    with pytest.raises(Killed):
        close(world, FRIDAY, start)
    store.last, store.after = None, False


def test_staff_and_systems_publish_days_and_say_it_twice(world: World) -> None:
    plan = [{"day": one, "times": times("09:00", "10:00")} for one in (FRIDAY, WEDNESDAY)]
    for by in (STAFF, None):
        ordered(world, by, publish=plan)

    page = office_days(PLACE, day(WEDNESDAY), limit=1, cursor=None, deps=world.deps)
    rest = office_days(PLACE, day(WEDNESDAY), limit=1, cursor=page.cursor, deps=world.deps)
    assert [str(one.day) for one in (*page.entries, *rest.entries)] == [WEDNESDAY, FRIDAY]


def test_days_are_listed_from_the_first_of_all_days_on(world: World) -> None:
    publish(world, FRIDAY, "09:00")

    page = office_days(PLACE, date.min, limit=5, cursor=None, deps=world.deps)

    assert [str(one.day) for one in page.entries] == [FRIDAY]


@pytest.mark.parametrize(
    ("plan", "pointer"),
    [
        ({"day": "2026-11-23"}, "/publish/0/day"),
        ({"day": "2027-11-24"}, "/publish/0/day"),
        ({"day": SATURDAY}, "/publish/0/day"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_nothing_is_kept(
    world: World, plan: dict[str, str], pointer: str
) -> None:
    plans = [{**plan, "times": times("09:00")}, {"day": FRIDAY, "times": times("09:00")}]
    with pytest.raises(InvalidSlots) as refused:
        ordered(world, publish=plans)

    assert [one.pointer for one in refused.value.problems] == [pointer]
    assert slot_day(OFFICE, CARD, day(FRIDAY), world.deps).slots == ()


def test_a_day_off_is_published_where_the_office_means_it(world: World) -> None:
    ordered(world, publish=[{"day": SATURDAY, "times": times("09:00"), "on_day_off": True}])

    assert slot_day(OFFICE, CARD, day(SATURDAY), world.deps).slots


def test_no_times_are_published_for_an_item_that_asks_for_no_visit(world: World) -> None:
    publish_ = [{"day": FRIDAY, "times": times("09:00")}]
    order = slots_order("pension_transfer", office=f"{LABOUR.value}-440106", publish=publish_)

    with pytest.raises(ItemNotFound):
        ordered(world, None, "pension_transfer", publish=publish_)
    with pytest.raises(InvalidSlots) as refused:
        order_slots(order, LABOUR, by=None, deps=world.deps)

    assert refused.value.problems[0].pointer == "/item"


def test_nobody_publishes_for_an_office_elsewhere_or_of_another_department(world: World) -> None:
    elsewhere = replace(STAFF, region="445200")
    with pytest.raises(OfficeNotFound):
        ordered(world, elsewhere, publish=[{"day": FRIDAY, "times": times("09:00")}])
    others = slots_order(office="human_resources-440106", close=[{"day": FRIDAY, "reason": "检修"}])
    with pytest.raises(OfficeNotFound):
        order_slots(others, POLICE, by=None, deps=world.deps)


def test_a_time_that_somebody_booked_is_not_planned_away(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, FRIDAY, "09:00", "09:30")
    booked(world, case_id, at(FRIDAY))

    for starts in (times("09:30"), times("09:00", minutes=15)):
        with pytest.raises(SlotHasBookings):
            ordered(world, publish=[{"day": FRIDAY, "times": starts}])
    ordered(world, publish=[{"day": FRIDAY, "times": times("09:00", "11:00", capacity=3)}])

    assert comes(world, FRIDAY) == [f"09:00 {case_id}"]


def test_a_closed_day_tells_whoever_had_booked_and_sells_nothing_more(world: World) -> None:
    world.deps = replace(world.deps, notices=FakeNotices())
    first, second = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00", "09:30")
    publish(world, THURSDAY, "09:00")
    booked(world, first, at(FRIDAY))

    close(world, FRIDAY)
    sweep(world.deps)

    told = [one.key.partition("/")[0] for one in notices_of(world.ledger(first))]
    assert (state(world, first), told.count("called_off")) == (AppointmentState.CALLED_OFF, 1)
    assert all(not slot.left for slot in slot_day(OFFICE, CARD, day(FRIDAY), world.deps).slots)
    assert world.store.record(SLOT_CLOSING, f"{OFFICE}/{CARD}/{FRIDAY}") is None
    assert booked(world, first, at(THURSDAY), key="book-2").state is None
    assert state(world, second) is None


def test_some_times_are_closed_and_the_others_stand(world: World) -> None:
    first, second = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00", "09:30")
    booked(world, first, at(FRIDAY))
    booked(world, second, at(FRIDAY, "09:30"))

    close(world, FRIDAY, "09:30")

    assert (state(world, first), state(world, second)) == (None, AppointmentState.CALLED_OFF)
    with pytest.raises(UnknownSlot):
        close(world, FRIDAY, "15:00")


@pytest.mark.parametrize("last", [2, 3])
def test_what_whoever_closed_a_day_died_over_the_sweep_does(last: int) -> None:
    world, store = mortal_world()
    first, second = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00", capacity=2)
    for case_id in (first, second):
        booked(world, case_id, at(FRIDAY))
    store.last = last
    with pytest.raises(Killed):
        close(world, FRIDAY)
    store.last = None

    report, again = sweep(world.deps), sweep(world.deps)

    assert (report.repairs["CalledOff"], again.repairs["CalledOff"]) == (4 - last, 0)
    assert {state(world, first), state(world, second)} == {AppointmentState.CALLED_OFF}


def test_what_is_closed_while_the_closing_before_it_ends_stays_owed() -> None:
    world, store = mortal_world()
    case_id = expecting_visits(world)
    publish(world, FRIDAY, "09:00", "10:00")
    booked(world, case_id, at(FRIDAY, "10:00"))
    # Looked for and not found: nobody is left of the first closing. The second is written, and its process is gone.
    store.before_delete = lambda: dying(world, store, "10:00")
    close(world, FRIDAY, "09:00")

    report = sweep(world.deps)

    assert (report.repairs["CalledOff"], state(world, case_id)) == (1, AppointmentState.CALLED_OFF)


def owing(world: World, store: MortalStore, *days: str) -> list[str]:
    """Days closed by processes that are gone, and whoever had booked one each."""
    cases = [expecting_visits(world) for _ in days]
    for case_id, one in zip(cases, days, strict=True):
        publish(world, one, "09:00")
        booked(world, case_id, at(one))
        store.last, store.after = 1, True
        with pytest.raises(Killed):
            close(world, one)
        store.last = None
    return cases


def test_a_closing_that_cannot_be_worked_holds_up_none_behind_it() -> None:
    world, store = mortal_world()
    busy, other = owing(world, store, WEDNESDAY, FRIDAY)
    store.busy = frozenset({busy})

    report = sweep(world.deps)

    assert (state(world, other), report.repairs["CalledOff"]) == (AppointmentState.CALLED_OFF, 1)
    assert report.failures["StoreBusy"] >= 1
    assert world.store.record(SLOT_CLOSING, f"{OFFICE}/{CARD}/{WEDNESDAY}")


def test_a_sweep_tells_a_bounded_part_and_the_next_one_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    world, store = mortal_world()
    owing(world, store, WEDNESDAY, THURSDAY, FRIDAY)
    monkeypatch.setattr(calling_off, "_AT_MOST", 2)

    told = [calling_off.work_closings(world.deps)[0] for _ in range(3)]

    assert told == [2, 1, 0]


def test_who_did_not_come_is_noted_once_and_books_anew(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    publish(world, FRIDAY, "09:00")
    moment = booked(world, case_id, at(WEDNESDAY)).at
    place = Place(POLICE, case_id, CARD)
    with pytest.raises(NoAppointment):
        report_no_show(place, NoShow(at=moment), by=STAFF, deps=world.deps)

    later(world, days=1, hours=1)
    for _ in range(2):
        report_no_show(place, NoShow(at=moment), by=STAFF, deps=world.deps)

    assert booked(world, case_id, at(FRIDAY), key="book-2").missed == 1
    elsewhere = replace(STAFF, region="445200")
    with pytest.raises(ItemNotFound):
        report_no_show(place, NoShow(at=moment), by=elsewhere, deps=world.deps)


def test_who_is_noted_as_having_come_is_no_more_noted_as_missing(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    moment = booked(world, case_id, at(WEDNESDAY)).at
    later(world, days=1, hours=1)
    place = Place(POLICE, case_id, CARD)
    came = TodoDone(item=CARD, kind=TodoKind.VISIT)
    mark_at_office(place, came, by=STAFF, key="came-1", deps=world.deps)

    with pytest.raises(NoAppointment) as refused:
        report_no_show(place, NoShow(at=moment), by=STAFF, deps=world.deps)

    assert "已经登记到场" in refused.value.detail
    assert state(world, case_id) is None


def test_a_system_names_who_did_not_come_by_the_reference(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))
    later(world, days=1, hours=1)

    reference = world.ledger(case_id).case.reference
    ordered(world, None, missed=[{"reference": reference, "at": at(WEDNESDAY)}])

    assert state(world, case_id) is AppointmentState.MISSED


def test_an_order_that_names_one_wrongly_does_nothing_of_the_rest(world: World) -> None:
    came_not, never_booked = expecting_visits(world), expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, came_not, at(WEDNESDAY))
    later(world, days=1, hours=1)
    references = [world.ledger(case_id).case.reference for case_id in (came_not, never_booked)]

    with pytest.raises(NoAppointment):
        ordered(
            world,
            publish=[{"day": FRIDAY, "times": times("09:00")}],
            missed=[{"reference": one, "at": at(WEDNESDAY)} for one in references],
        )

    assert slot_day(OFFICE, CARD, day(FRIDAY), world.deps).slots == ()
    assert state(world, came_not) is None


def test_who_did_not_come_before_the_rest_of_the_day_was_closed_did_not_come(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))
    later(world, days=1, hours=1)

    reference = world.ledger(case_id).case.reference
    ordered(
        world,
        close=[{"day": WEDNESDAY, "reason": "停电"}],
        missed=[{"reference": reference, "at": at(WEDNESDAY)}],
    )

    assert state(world, case_id) is AppointmentState.MISSED


def test_the_list_of_a_day_goes_by_time_and_page(world: World) -> None:
    cases = [expecting_visits(world) for _ in range(3)]
    publish(world, FRIDAY, "09:00", "09:30", capacity=2)
    for case_id, start in zip(cases, ("09:30", "09:00", "09:00"), strict=True):
        booked(world, case_id, at(FRIDAY, start))

    first = bookings(PLACE, day(FRIDAY), limit=2, cursor=None, deps=world.deps)
    rest = bookings(PLACE, day(FRIDAY), limit=2, cursor=first.cursor, deps=world.deps)

    found = [one.listed.item.case_id for one in (*first.entries, *rest.entries)]
    assert (found, rest.cursor) == ([cases[1], cases[2], cases[0]], None)
    with pytest.raises(BadCursor):
        bookings(PLACE, day(FRIDAY), limit=2, cursor="x", deps=world.deps)
    place = replace(PLACE, by=Principal("v", Role.DEPARTMENT_STAFF, "440106", LABOUR))
    with pytest.raises(OfficeNotFound):
        bookings(place, day(FRIDAY), limit=2, cursor=None, deps=world.deps)


def test_a_case_that_cannot_be_read_is_named_beside_the_others_who_come() -> None:
    world, store = mortal_world()
    whole, damaged = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00", capacity=2)
    for case_id in (damaged, whole):
        booked(world, case_id, at(FRIDAY))
    store.damaged = frozenset({damaged})

    page = bookings(PLACE, day(FRIDAY), limit=50, cursor=None, deps=world.deps)

    assert [one.listed.item.case_id for one in page.entries] == [whole]
    assert page.unreadable == (damaged,)


def test_times_are_published_as_far_ahead_as_the_last_day_that_may_be_booked(world: World) -> None:
    last = day(TUESDAY) + timedelta(days=booking_rules().ahead_days)

    ordered(world, publish=[{"day": str(last), "times": times("09:00"), "on_day_off": True}])

    assert slot_day(OFFICE, CARD, last, world.deps).slots


def test_nobody_else_than_its_office_says_that_somebody_did_not_come(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))
    later(world, days=2)
    missed = [{"reference": world.ledger(case_id).case.reference, "at": at(WEDNESDAY)}]

    with pytest.raises(ItemNotFound):
        order_slots(slots_order(CARD, office=ELSEWHERE, missed=missed), POLICE, by=None, deps=world.deps)

    assert state(world, case_id) is None


def test_a_time_that_somebody_still_comes_at_is_not_freed_by_a_sweep_that_was_late(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))

    free_void(case_id, CARD, world.deps)

    assert state(world, case_id) is None
    assert comes(world, WEDNESDAY) == [f"09:00 {case_id}"]


def test_a_closing_that_cannot_be_read_is_a_failure_that_is_told_and_holds_up_no_other() -> None:
    world, store = mortal_world()
    owing(world, store, WEDNESDAY, FRIDAY)
    world.store.damage_record(SLOT_CLOSING, f"{OFFICE}/{CARD}/{WEDNESDAY}")

    told, failures = calling_off.work_closings(world.deps)

    assert (told, failures["RecordUnreadable"]) == (1, 1)
