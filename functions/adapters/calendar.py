"""The working calendar: the State Council's yearly notices; for years without one, the law's own holidays."""

from datetime import date, timedelta
from functools import lru_cache

from functions.domain.clock import Calendar

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)

# 春节, 清明节, 端午节, 中秋节 of years whose notice may not be published yet: the almanac fixes these days
# long before a notice does. A year that the library knows is never read from here.
_ALMANAC: dict[int, tuple[date, date, date, date]] = {
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
}


@lru_cache
def working_calendar() -> Calendar:
    """Official as far as the library reaches; estimated for the almanac's later years; then weekends only."""
    # Imported on first use, so that a cold start without a deadline does not pay.
    from chinese_calendar.constants import holidays, workdays

    official = max(holidays).year
    later = (estimated_days_off(year) for year in _ALMANAC if year > official)
    return Calendar(
        days_off=frozenset(holidays).union(*later),
        make_up_workdays=frozenset(workdays),
        # A notice settles the whole year, also its days after the last holiday.
        known_until=date(official, 12, 31),
    )


def estimated_days_off(year: int) -> frozenset[date]:
    """What 全国年节及纪念日放假办法 (国务院令第795号) gives by itself.

    Thirteen days, and for each that falls on a weekend the next workday. Which weekends are worked in
    exchange for longer holidays, only the year's notice says.
    """
    spring, qingming, dragon_boat, mid_autumn = _ALMANAC[year]
    by_law = {
        date(year, 1, 1),
        *(spring + n * _DAY for n in range(-1, 3)),
        qingming,
        *(date(year, 5, n) for n in (1, 2)),
        dragon_boat,
        mid_autumn,
        *(date(year, 10, n) for n in (1, 2, 3)),
    }
    days_off = set(by_law)
    for day in sorted(by_law):
        if day.weekday() in _WEEKEND:
            days_off.add(_next_workday(day, days_off))
    return frozenset(days_off)


def _next_workday(day: date, days_off: set[date]) -> date:
    while day in days_off or day.weekday() in _WEEKEND:
        day += _DAY
    return day
