import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from holidays import country_holidays

from functions.adapters.calendar import estimated_days_off, working_calendar
from functions.domain.clock import working_days_between
from tests.support.each import each

# What the pinned library holds of the State Council's notices; a newer pin may only know more.
OFFICIAL_YEARS = (2024, 2025, 2026)
ESTIMATED_YEARS = (2027, 2028, 2029, 2030)


def _year(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


@pytest.mark.slow
@each("year", OFFICIAL_YEARS)
def test_two_independent_libraries_agree_on_every_day_of_an_official_year(year: int) -> None:
    calendar, other = working_calendar(), country_holidays("CN", years=year)

    differing = [day for day in _year(year) if calendar.is_working(day) != other.is_working_day(day)]

    assert differing == []


def test_the_year_2026_has_248_working_days_of_which_six_are_made_up() -> None:
    calendar = working_calendar()
    made_up = sorted(day for day in calendar.make_up_workdays if day.year == 2026)

    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31), calendar) == 248
    assert [f"{day:%m-%d}" for day in made_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert all(calendar.is_working(day) for day in made_up)


def test_the_calendar_is_known_to_the_end_of_the_last_year_with_a_notice() -> None:
    known_until = working_calendar().known_until

    assert known_until >= date(2026, 12, 31)
    assert (known_until.month, known_until.day) == (12, 31)


@each("year", ESTIMATED_YEARS)
def test_the_estimate_of_a_year_without_notice_agrees_with_another_library(year: int) -> None:
    other = country_holidays("CN", years=year)
    estimate = estimated_days_off(year)

    differing = [
        day for day in _year(year) if (day.weekday() < 5 and day not in estimate) != other.is_working_day(day)
    ]

    assert differing == []


def test_the_calendar_uses_the_estimate_of_every_year_without_notice() -> None:
    calendar = working_calendar()
    unknown = [year for year in ESTIMATED_YEARS if year > calendar.known_until.year]

    assert all(estimated_days_off(year) <= calendar.days_off for year in unknown)


def test_past_the_almanac_only_weekends_are_off() -> None:
    calendar = working_calendar()

    assert all(calendar.is_working(day) == (day.weekday() < 5) for day in _year(2040))


def test_the_calendar_is_built_once() -> None:
    assert working_calendar() is working_calendar()


@pytest.mark.slow
def test_importing_the_adapter_does_not_load_the_holiday_tables() -> None:
    program = "import sys, functions.adapters.calendar; sys.exit('chinese_calendar' in sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)

    assert loaded.returncode == 0
