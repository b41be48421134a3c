"""The times that are free for a visit, and the days on which several visits may be put together."""

import pytest

from functions.domain.refusals import BadCursor
from functions.usecases.applicant.appointments import book
from functions.usecases.applicant.free_times import free_times, same_days
from tests.support.bookings import (
    CARD,
    FRIDAY,
    HOUSEHOLD,
    SOCIAL,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    appointment_order,
    at,
    booked,
    close,
    expecting_visits,
    publish,
)
from tests.support.world import APPLICANT, World


@pytest.fixture
def world() -> World:
    return World()


def offered(world: World, case_id: str, item: str = CARD, limit: int = 20) -> list[str]:
    found = free_times(case_id, item, by=APPLICANT, limit=limit, cursor=None, deps=world.deps)
    return [f"{day.day} {slot.start}" for day in found.days for slot in day.slots]


def test_free_times_leave_out_what_is_past_near_full_or_closed(world: World) -> None:
    case_id, other = expecting_visits(world), expecting_visits(world)
    publish(world, TUESDAY, "08:00", "10:30", "11:00")
    publish(world, WEDNESDAY, "09:00", "09:30", "10:00")
    booked(world, other, at(WEDNESDAY))
    close(world, WEDNESDAY, "09:30")

    assert offered(world, case_id) == [f"{TUESDAY} 11:00", f"{WEDNESDAY} 10:00"]


def test_free_times_come_page_by_page(world: World) -> None:
    case_id = expecting_visits(world)
    for day in (WEDNESDAY, THURSDAY, FRIDAY):
        publish(world, day, "09:00")

    first = free_times(case_id, CARD, by=APPLICANT, limit=2, cursor=None, deps=world.deps)
    rest = free_times(case_id, CARD, by=APPLICANT, limit=2, cursor=first.cursor, deps=world.deps)

    days = [str(day.day) for page in (first, rest) for day in page.days]
    assert (days, rest.cursor) == ([WEDNESDAY, THURSDAY, FRIDAY], None)


def test_several_visits_are_offered_on_one_day_and_booked_together(world: World) -> None:
    case_id = expecting_visits(world, HOUSEHOLD, SOCIAL)
    publish(world, WEDNESDAY, "09:00", item=HOUSEHOLD)
    publish(world, THURSDAY, "09:00", "11:00", item=HOUSEHOLD)
    publish(world, THURSDAY, "09:45", "15:00", item=SOCIAL)

    found = same_days(case_id, by=APPLICANT, cursor=None, deps=world.deps)

    [choice] = found.choices
    assert [(one.item, one.at.isoformat()) for one in choice] == [
        (SOCIAL, at(THURSDAY, "09:45")),
        (HOUSEHOLD, at(THURSDAY, "11:00")),
    ]
    order = appointment_order(*((one.item, one.at.isoformat()) for one in choice))
    ledger = book(case_id, order, by=APPLICANT, key="both", deps=world.deps)
    assert all(ledger.item(code).todos.appointment for code in (HOUSEHOLD, SOCIAL))
    for cursor in ("soon", "9999-12-31"):
        with pytest.raises(BadCursor):
            same_days(case_id, by=APPLICANT, cursor=cursor, deps=world.deps)


def test_days_for_several_visits_come_five_at_a_time_and_none_is_left_out(world: World) -> None:
    case_id = expecting_visits(world, HOUSEHOLD, SOCIAL)
    days = [f"2026-12-{number:02}" for number in (1, 2, 3, 4, 7, 8, 9)]
    for one in days:
        publish(world, one, "09:00", item=HOUSEHOLD)
        publish(world, one, "11:00", item=SOCIAL)

    first = same_days(case_id, by=APPLICANT, cursor=None, deps=world.deps)
    rest = same_days(case_id, by=APPLICANT, cursor=first.cursor, deps=world.deps)

    found = [[str(choice[0].at.date()) for choice in page.choices] for page in (first, rest)]
    assert (found, rest.cursor) == ([days[:5], days[5:]], None)
