"""The working calendar: the State Council's yearly notices, as the library or a place's own table (holidays.py) has them; for
years without one, the law's own holidays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from functions.domain.clock import Calendar

_DAY = timedelta(days=1)
# Saturday and Sunday, as `date.weekday` counts.
WEEKEND = (5, 6)

# 春节, 清明节, 端午节, 中秋节 of years whose notice may not be published yet: the almanac fixes these days
# long before a notice does. A year that the library knows is never read from here.
_ALMANAC: dict[int, tuple[date, date, date, date]] = {
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
}


@dataclass(frozen=True, slots=True)
class NoticedYear:
    """What one notice says of its year; it may give days of the December before."""

    year: int
    days_off: frozenset[date]
    workdays: frozenset[date]


@lru_cache
def working_calendar(noticed: tuple[NoticedYear, ...] = ()) -> Calendar:
    """Official as far as the library and `noticed` reach, of which the latter is believed; estimated for the almanac's later
    years; then weekends only.
    """
    # Imported on first use, so that a cold start without a deadline does not pay.
    from chinese_calendar.constants import holidays, workdays

    own = {one.year: one for one in noticed}
    official = max(holidays).year
    while official + 1 in own:
        official += 1
    later = (estimated_days_off(year) for year in _ALMANAC if year > official)
    return Calendar(
        days_off=_kept(holidays, own).union(*(one.days_off for one in noticed), *later),
        make_up_workdays=_kept(workdays, own).union(*(one.workdays for one in noticed)),
        # A notice settles the whole year, also its days after the last holiday.
        known_until=date(official, 12, 31),
    )


def _kept(days: Mapping[date, str], own: Mapping[int, NoticedYear]) -> frozenset[date]:
    return frozenset(day for day in days if day.year not in own)


def estimated_days_off(year: int) -> frozenset[date]:
    """What 全国年节及纪念日放假办法 (国务院令第795号) gives by itself.

    Thirteen days, and for each that falls on a weekend the next workday. Which weekends are worked in
    exchange for longer holidays, only the year's notice says.
    """
    by_law = days_by_law(year)
    days_off = set(by_law)
    for day in sorted(by_law):
        if day.weekday() in WEEKEND:
            days_off.add(_next_workday(day, days_off))
    return frozenset(days_off)


def days_by_law(year: int) -> frozenset[date]:
    """Of a year that the almanac above does not have, those that are the same in every year."""
    fixed = frozenset(
        date(year, month, n) for month, n in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    )
    if year not in _ALMANAC:
        return fixed
    spring, *others = _ALMANAC[year]
    return fixed.union(others, (spring + n * _DAY for n in range(-1, 3)))


def _next_workday(day: date, days_off: set[date]) -> date:
    while day in days_off or day.weekday() in WEEKEND:
        day += _DAY
    return day
