"""What may become of a day's times that somebody has booked."""

from datetime import date

import pytest

from functions.domain.office.refusals import SlotHasBookings
from functions.domain.office.slots import SlotDay, TimeSlot, published, slot_moment
from schemas.office.slots import SlotDayPlan, SlotTime
from tests.support.each import each

DAY = date(2026, 11, 27)
BOOKED = SlotDay(DAY, (TimeSlot(slot_moment(DAY, "09:00"), 30, 3, taken=("case-1", "case-2")),))


def plan(start: str, minutes: int, capacity: int) -> SlotDayPlan:
    return SlotDayPlan(day=DAY, times=(SlotTime(start=start, minutes=minutes, capacity=capacity),))


@each("wanted", [("10:00", 30, 3), ("09:00", 20, 3), ("09:00", 30, 1)], ids=["gone", "shorter", "fewer"])
def test_a_time_that_somebody_comes_at_stays_as_long_and_for_as_many(wanted: tuple[str, int, int]) -> None:
    with pytest.raises(SlotHasBookings):
        published(BOOKED, plan(*wanted))


def test_it_may_be_for_just_those_who_have_booked() -> None:
    (slot,) = published(BOOKED, plan("09:00", 30, 2)).slots

    assert (slot.taken, slot.left) == (("case-1", "case-2"), 0)
