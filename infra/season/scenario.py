"""When cases come and when offices work, minute by minute: drawn once from a seed, the same every time."""

import math
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from functions.domain.clock import Calendar

_FILE = Path(__file__).with_name("season.toml")
DAY_MINUTES, HOUR_MINUTES = 24 * 60, 60
WEEK_DAYS = 7


@cache
def season_file() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@dataclass(frozen=True)
class Hours:
    """`open_minutes`: the minutes from the season's first midnight in which offices work, in order."""

    begins: date
    open_minutes: tuple[int, ...]

    def next_open(self, minute: int) -> int:
        """The number of the first open minute that is not before this one."""
        low, high = 0, len(self.open_minutes)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.open_minutes[middle] < minute else (low, middle)
        return low


def hours_of(begins: date, days: int, calendar: Calendar, windows: list[list[int]]) -> Hours:
    found = [
        day * DAY_MINUTES + minute
        for day in range(days)
        if calendar.is_working(begins + timedelta(days=day))
        for opens, closes in windows
        for minute in range(opens * HOUR_MINUTES, closes * HOUR_MINUTES)
    ]
    return Hours(begins, tuple(found))


def arrivals(season: Mapping[str, Any], assumed: Mapping[str, Any], hours: Hours, *, seed: int) -> list[int]:
    """Cases in each minute of the season; in all exactly as many as it has."""
    expected = _expected(season, assumed, hours)
    drawn = list(_drawn(expected, random.Random(seed)))
    short = season["cases"] - sum(drawn)
    # What chance left over or took too much of is spread over the busiest minutes.
    busiest = sorted(range(len(drawn)), key=lambda minute: -expected[minute])
    for turn in range(abs(short)):
        minute = busiest[turn % max(1, len(busiest) // 10)]
        drawn[minute] += 1 if short > 0 else -1 if drawn[minute] else 0
    return drawn


def _expected(season: Mapping[str, Any], assumed: Mapping[str, Any], hours: Hours) -> list[float]:
    minutes = season["days"] * DAY_MINUTES
    rush = _rush(assumed, hours)
    share, rest = season["cases"] * season["first_week_share"], minutes - len(rush)
    others = (season["cases"] - share) / rest
    whole = sum(rush.values())
    return [share * rush[minute] / whole if minute in rush else others for minute in range(minutes)]


def _rush(assumed: Mapping[str, Any], hours: Hours) -> dict[int, float]:
    """The weight of each of the first week's open minutes."""
    first = [minute for minute in hours.open_minutes if minute < WEEK_DAYS * DAY_MINUTES]
    days = sorted({minute // DAY_MINUTES for minute in first})
    hour_of = [hour for opens, closes in assumed["office_hours"] for hour in range(opens, closes)]
    return {
        minute: assumed["day_weights"][days.index(minute // DAY_MINUTES)]
        * assumed["hour_weights"][hour_of.index(minute % DAY_MINUTES // HOUR_MINUTES)]
        for minute in first
    }


def _drawn(expected: list[float], draw: random.Random) -> Iterator[int]:
    """About Poisson's: of many it is the normal curve, of few it is counted out."""
    for mean in expected:
        if mean > 50:
            yield max(0, round(draw.gauss(mean, math.sqrt(mean))))
            continue
        bound, product, number = math.exp(-mean), draw.random(), 0
        while product > bound:
            product *= draw.random()
            number += 1
        yield number
