"""What an applicant books, moves and cancels; and what the sweep owes of it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import with_dispatch
from functions.domain.case.notices_owed import notices_of
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import AppointmentsClash, KeyReused, NoAppointment, NothingToBook
from functions.domain.errors import DepartmentUnavailable
from functions.domain.office.refusals import SlotNotFree
from functions.usecases.applicant import todos
from functions.usecases.applicant.appointments import book, cancel
from functions.usecases.applicant.free_times import free_times
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.office.slot_days import slot_day
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.applicant.appointments import AppointmentCancelling
from schemas.applicant.todos import TodoDone
from schemas.codes import EventKind, Role
from schemas.codes_citizen import AppointmentState, TodoKind
from tests.support.bookings import (
    CARD,
    FRIDAY,
    HOUSEHOLD,
    OFFICE,
    SOCIAL,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Killed,
    appointment_order,
    at,
    booked,
    close,
    expecting_visits,
    later,
    mortal_world,
    publish,
)
from tests.support.fakes.notices import FakeNotices
from tests.support.incidents import OPERATOR, act
from tests.support.world import APPLICANT, World

CLERK = Principal("clerk", Role.CLERK, "440106")
STRANGER = Principal("applicant-2", Role.APPLICANT)


@pytest.fixture
def world() -> World:
    return World()


def taken(world: World, day: str, item: str = CARD) -> dict[str, int]:
    found = slot_day(OFFICE, item, datetime.fromisoformat(day).date(), world.deps)
    return {slot.start: len(slot.taken) for slot in found.slots}


def notified(world: World) -> FakeNotices:
    notices = FakeNotices()
    world.deps = replace(world.deps, notices=notices)
    return notices


def keys_told(world: World, case_id: str) -> list[str]:
    return [one.key.partition("/")[0] for one in notices_of(world.ledger(case_id))]


def test_a_booked_time_is_nobody_elses(world: World) -> None:
    first, second = expecting_visits(world), expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, first, at(WEDNESDAY))

    with pytest.raises(SlotNotFree):
        booked(world, second, at(WEDNESDAY))

    assert world.item(second, CARD).todos.appointment is None


@pytest.mark.parametrize("moment", [at(WEDNESDAY, "09:10"), at(THURSDAY), at(TUESDAY, "10:00")])
def test_what_is_not_published_or_too_near_is_not_booked(world: World, moment: str) -> None:
    case_id = expecting_visits(world)
    publish(world, TUESDAY, "10:00")
    publish(world, WEDNESDAY, "09:00")

    with pytest.raises(SlotNotFree):
        booked(world, case_id, moment)


def test_moving_gives_the_old_time_back_once(world: World) -> None:
    case_id, other = expecting_visits(world), expecting_visits(world)
    publish(world, WEDNESDAY, "09:00", "09:30", capacity=2)
    publish(world, FRIDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))
    booked(world, other, at(WEDNESDAY))

    booked(world, case_id, at(FRIDAY), key="book-2")
    again = booked(world, case_id, at(FRIDAY), key="book-2")

    assert taken(world, WEDNESDAY) == {"09:00": 1, "09:30": 0}
    assert (taken(world, FRIDAY), again.at) == ({"09:00": 1}, datetime.fromisoformat(at(FRIDAY)))


@pytest.mark.parametrize(("after", "places"), [(False, (1, 0)), (True, (0, 1))])
def test_whoever_dies_while_moving_has_the_old_time_or_the_new_one(
    after: bool, places: tuple[int, int]
) -> None:
    world, store = mortal_world()
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00", "09:30")
    booked(world, case_id, at(WEDNESDAY))
    store.last, store.after = 1, after

    with pytest.raises(Killed):
        booked(world, case_id, at(WEDNESDAY, "09:30"), key="book-2")
    store.last = None

    assert tuple(taken(world, WEDNESDAY).values()) == places
    booked(world, case_id, at(WEDNESDAY, "09:30"), key="book-2")
    assert taken(world, WEDNESDAY) == {"09:00": 0, "09:30": 1}


def test_a_cancelled_time_is_free_again(world: World) -> None:
    case_id, other = expecting_visits(world), expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    booked(world, case_id, at(WEDNESDAY))

    given = AppointmentCancelling(item=CARD)
    for _ in range(2):
        cancel(case_id, given, by=APPLICANT, key="cancel", deps=world.deps)

    assert booked(world, other, at(WEDNESDAY)).state is None
    found = world.item(case_id, CARD).todos.appointment
    assert found
    assert found.state is AppointmentState.CANCELLED


def test_nothing_is_cancelled_that_is_not_booked_or_has_begun(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")
    given = AppointmentCancelling(item=CARD)

    with pytest.raises(NoAppointment):
        cancel(case_id, given, by=APPLICANT, key="cancel-1", deps=world.deps)
    booked(world, case_id, at(WEDNESDAY))
    later(world, days=1)
    with pytest.raises(NoAppointment):
        cancel(case_id, given, by=APPLICANT, key="cancel-2", deps=world.deps)


def test_a_clerk_books_for_the_applicant_and_the_history_says_who(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")

    booked(world, case_id, at(WEDNESDAY), by=CLERK)

    events = world.store.events(case_id, limit=1000).entries
    [event] = [one for one in events if one.kind is EventKind.APPOINTED]
    assert (event.actor, event.detail["clerk"], event.detail["office"]) == ("clerk", "clerk", "440106")


def test_nobody_books_for_a_case_that_is_not_theirs(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")

    for by in (STRANGER, Principal("far", Role.CLERK, "445200")):
        with pytest.raises(CaseNotFound):
            booked(world, case_id, at(WEDNESDAY), by=by)


def test_nobody_comes_before_the_office_has_accepted_nor_after_the_outcome(world: World) -> None:
    case_id = world.submitted(HOUSEHOLD, "discharge_report")
    publish(world, WEDNESDAY, "09:00", item=HOUSEHOLD)
    with pytest.raises(NothingToBook):
        booked(world, case_id, at(WEDNESDAY), item=HOUSEHOLD)
    world.granted(case_id, "service_check", "discharge_report", HOUSEHOLD)
    with pytest.raises(NothingToBook):
        booked(world, case_id, at(WEDNESDAY), item=HOUSEHOLD, key="book-2")


def test_a_key_that_booked_something_else_books_nothing(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00", "09:30")
    booked(world, case_id, at(WEDNESDAY))

    with pytest.raises(KeyReused):
        booked(world, case_id, at(WEDNESDAY, "09:30"))


def test_all_of_an_order_is_booked_or_nothing(world: World) -> None:
    case_id = expecting_visits(world, HOUSEHOLD, SOCIAL)
    publish(world, THURSDAY, "09:00", item=HOUSEHOLD)
    publish(world, THURSDAY, "09:15", item=SOCIAL)

    clashing = appointment_order((HOUSEHOLD, at(THURSDAY)), (SOCIAL, at(THURSDAY, "09:15")))
    with pytest.raises(AppointmentsClash):
        book(case_id, clashing, by=APPLICANT, key="both", deps=world.deps)
    half = appointment_order((HOUSEHOLD, at(THURSDAY)), (SOCIAL, at(FRIDAY)))
    with pytest.raises(SlotNotFree):
        book(case_id, half, by=APPLICANT, key="other", deps=world.deps)

    assert taken(world, THURSDAY, HOUSEHOLD) == {"09:00": 0}


def test_the_applicant_is_reminded_once_on_the_working_day_before(world: World) -> None:
    notified(world)
    case_id = expecting_visits(world)
    publish(world, "2026-11-30", "09:00")
    booked(world, case_id, at("2026-11-30"))
    sweep(world.deps)
    before = keys_told(world, case_id)

    later(world, days=3, minutes=1)
    sweep(world.deps)
    sweep(world.deps)

    assert "appointment" not in before
    assert keys_told(world, case_id).count("appointment") == 1


def test_whoever_booked_where_the_item_is_no_more_is_told_not_to_go_and_of_the_office_that_takes_it_up(
    world: World,
) -> None:
    notices = notified(world)
    case_id = expecting_visits(world)
    publish(world, "2026-11-30", "09:00")
    booked(world, case_id, at("2026-11-30"))
    later(world, minutes=10)
    sweep(world.deps)

    world.answered(case_id, CARD, "problem")
    order = act("reroute", office="public_security-440300")
    resolve(case_id, CARD, order, by=OPERATOR, key="reroute", deps=world.deps)
    world.gateway.script(CARD, [DepartmentUnavailable()] * 9)
    later(world, minutes=2)
    sweep(world.deps)
    gone = keys_told(world, case_id)
    world.gateway.script(CARD, [])
    world.dispatched(case_id, CARD, token="there")
    world.answered(case_id, CARD, "accepted")
    later(world, days=3, hours=1)
    sweep(world.deps)

    told = [key.removeprefix(f"{case_id}/notice/") for key in notices.arrived]
    assert "moved" in gone
    assert [key for key in told if key.startswith("visit/")] == [f"visit/{CARD}", f"visit/{CARD}/1"]
    assert not [key for key in told if key.startswith("appointment/")]
    assert taken(world, "2026-11-30") == {"09:00": 0}


def test_whoever_asks_the_item_back_gives_the_time_to_others_and_is_not_told_to_come(world: World) -> None:
    notified(world)
    case_id = expecting_visits(world)
    publish(world, "2026-11-30", "09:00")
    booked(world, case_id, at("2026-11-30"))
    order = WithdrawalOrder(items=(CARD,), reason="先不办了")
    withdraw(case_id, order, by=APPLICANT, key="key-back", deps=world.deps)

    sweep(world.deps)
    free = taken(world, "2026-11-30")
    later(world, days=3, minutes=1)
    sweep(world.deps)

    assert free == {"09:00": 0}
    assert world.kinds(case_id).count("appointment_void") == 1
    assert "appointment" not in keys_told(world, case_id)


def test_a_time_that_is_closed_again_after_it_was_booked_again_is_told_again(world: World) -> None:
    notices = notified(world)
    case_id = expecting_visits(world)
    for number in range(2):
        publish(world, FRIDAY, "09:00")
        booked(world, case_id, at(FRIDAY), key=f"book-{number}")
        later(world, minutes=10)
        close(world, FRIDAY, "09:00")
        later(world, minutes=10)
        sweep(world.deps)
        sweep(world.deps)

    assert len([key for key in notices.arrived if "/called_off/" in key]) == 2


def test_who_is_told_by_phone_that_a_time_is_void_reads_of_the_office_where_it_was(world: World) -> None:
    notices = notified(world)
    case_id = expecting_visits(world)
    ledger = world.ledger(case_id)
    world.store.commit(Change(case=replace(ledger.case, applicant="window/440106")))
    publish(world, "2026-11-30", "09:00")
    booked(world, case_id, at("2026-11-30"), by=CLERK)
    item = world.item(case_id, CARD)
    moved = with_dispatch(item, office="mobilization-440300")
    world.store.commit(Change(items=(moved,)))
    later(world, minutes=2)
    sweep(world.deps)

    (text,) = [message.text or "" for key, message in notices.effects.items() if f"/moved/{CARD}/" in key]
    assert "请不要前往" in text
    assert "到公安（测试）的预约取消" in text


def test_a_case_without_an_appointment_has_no_row_more(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, WEDNESDAY, "09:00")

    assert world.item(case_id, CARD).check_at is None


@pytest.mark.parametrize("how", ["granted", "refused"])
def test_a_time_that_nobody_need_come_at_is_given_to_others(world: World, how: str) -> None:
    case_id, other = expecting_visits(world), expecting_visits(world)
    publish(world, FRIDAY, "09:00")
    booked(world, case_id, at(FRIDAY))
    world.answered(case_id, CARD, how)

    report = sweep(world.deps)
    again = sweep(world.deps)

    assert (report.repairs["FreeAppointment"], again.repairs["FreeAppointment"]) == (1, 0)
    assert booked(world, other, at(FRIDAY)).state is None


def test_who_has_been_there_keeps_no_later_time(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, FRIDAY, "09:00")
    booked(world, case_id, at(FRIDAY))

    todos.mark(case_id, TodoDone(item=CARD, kind=TodoKind.VISIT), by=APPLICANT, key="m", deps=world.deps)
    sweep(world.deps)

    assert taken(world, FRIDAY) == {"09:00": 0}


def test_a_day_published_again_still_tells_who_was_called_off_why(world: World) -> None:
    case_id = expecting_visits(world)
    publish(world, FRIDAY, "09:00")
    booked(world, case_id, at(FRIDAY))
    close(world, FRIDAY)

    publish(world, FRIDAY, "09:00", "10:00")

    found = free_times(case_id, CARD, by=APPLICANT, limit=9, cursor=None, deps=world.deps)
    assert (found.reason, [len(day.slots) for day in found.days]) == ("设备检修", [2])
    assert slot_day(OFFICE, CARD, date.fromisoformat(FRIDAY), world.deps).closed_for is None
