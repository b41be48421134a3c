import json
from datetime import date
from typing import Any

from functions.domain.clock import Calendar
from functions.domain.office.slot_plans import planned_days
from schemas.office.slots import MOST_DAYS, SlotPattern

CALENDAR = Calendar(frozenset({date(2026, 12, 2)}), frozenset({date(2026, 12, 5)}), date(2026, 12, 31))


def pattern(**changes: Any) -> SlotPattern:
    whole = {
        "first": "2026-12-01",
        "last": "2026-12-06",
        "begins": "09:00",
        "ends": "12:00",
        "minutes": 60,
        "capacity": 2,
    }
    return SlotPattern.model_validate_json(json.dumps(whole | changes))


def test_every_working_day_of_the_span_has_the_times_and_no_day_off() -> None:
    days = planned_days(pattern(), CALENDAR)

    assert [one.day.day for one in days] == [1, 3, 4, 5]
    assert [one.start for one in days[0].times] == ["09:00", "10:00", "11:00"]


def test_no_time_reaches_into_the_pause() -> None:
    [day, *_] = planned_days(
        pattern(ends="16:30", pause_from="11:30", pause_until="14:00", minutes=60), CALENDAR
    )

    assert [one.start for one in day.times] == ["09:00", "10:00", "14:00", "15:00"]


def test_too_many_days_are_told_and_not_made() -> None:
    days = planned_days(pattern(last="2199-12-31"), CALENDAR)

    assert len(days) == MOST_DAYS + 1
