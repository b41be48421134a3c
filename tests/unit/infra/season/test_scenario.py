"""Cases come as the season says: all of them, most in the first week's office hours, the same from the same seed."""

from datetime import date
from functools import cache
from typing import Any

from functions.adapters.calendar import working_calendar
from infra.season.scenario import DAY_MINUTES, Hours, arrivals, hours_of, season_file

MONDAY = date(2026, 9, 7)
SEASON: dict[str, Any] = {**season_file()["season"], "cases": 20_000}
ASSUMED: dict[str, Any] = dict(season_file()["assumed"])


def hours(days: int = 40) -> Hours:
    return hours_of(MONDAY, days, working_calendar(), ASSUMED["office_hours"])


@cache
def come(seed: int = 1) -> list[int]:
    return arrivals(SEASON, ASSUMED, hours(), seed=seed)


def test_exactly_as_many_come_as_the_season_has() -> None:
    assert sum(come()) == SEASON["cases"]
    assert len(come()) == SEASON["days"] * DAY_MINUTES
    assert min(come()) >= 0


def test_most_come_in_the_first_weeks_office_hours() -> None:
    first = [minute for minute in hours().open_minutes if minute < 7 * DAY_MINUTES]

    share = sum(come()[minute] for minute in first) / SEASON["cases"]

    assert abs(share - SEASON["first_week_share"]) < 0.01


def test_the_same_seed_gives_the_same_season_and_another_another() -> None:
    assert arrivals(SEASON, ASSUMED, hours(), seed=1) == come()
    assert come(2) != come()


def test_offices_are_closed_at_night_at_noon_at_weekends_and_in_the_holidays() -> None:
    opened = set(hours().open_minutes)

    assert 9 * 60 in opened
    assert not {8 * 60 + 59, 12 * 60, 13 * 60 + 59, 17 * 60} & opened
    assert not any(minute // DAY_MINUTES in (5, 6) for minute in opened)
    assert (date(2026, 10, 1) - MONDAY).days not in {minute // DAY_MINUTES for minute in opened}


def test_what_comes_at_night_is_for_the_next_morning() -> None:
    week = hours()

    assert week.open_minutes[week.next_open(0)] == 9 * 60
    assert week.open_minutes[week.next_open(9 * 60)] == 9 * 60
    assert week.open_minutes[week.next_open(17 * 60)] == DAY_MINUTES + 9 * 60
    assert week.next_open(10_000_000) == len(week.open_minutes)
