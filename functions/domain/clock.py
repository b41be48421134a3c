"""Deadlines (办理期限): pure arithmetic over a calendar that is handed in.

Every rule counts dates of Asia/Shanghai. The day a period begins on is day 0 and never counts (民法典 Art
201); a deadline stands at the end of its last day. Working days leave out statutory holidays (行政许可法 Art
82) and take in make-up workdays 调休上班日.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from schemas.catalogue.figures import Unit
from schemas.dates import date_text

# An offset, not a zone: China keeps no summer time, and no tz database is needed.
SHANGHAI = timezone(timedelta(hours=8))
# How far the clocks of two systems may differ.
TOLERANCE = timedelta(minutes=5)
_DAY_ENDS = time(23, 59, 59, tzinfo=SHANGHAI)
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """`known_until`: the last day settled by a published notice; after it the days off are an estimate."""

    days_off: frozenset[date]
    make_up_workdays: frozenset[date]
    known_until: date

    def is_working(self, day: date) -> bool:
        return day in self.make_up_workdays or (day.weekday() < _SATURDAY and day not in self.days_off)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`provisional`: it was counted over a day after `known_until`; count again with a newer calendar."""

    at: datetime
    provisional: bool


def deadline(start: datetime, value: int, unit: Unit, calendar: Calendar) -> Deadline:
    """The end of a period of `value` units that begins at `start`, an instant of any time zone.

    Hours are plain hours and never provisional, since they ask nothing of the calendar. Natural days and
    months that end on a day off end with the next working day (民法典 Art 203); a month that lacks the day
    ends on its last (Art 202).
    """
    if value < 0:
        raise ValueError("a period is never negative")
    if unit is Unit.HOUR:
        return Deadline(_in_shanghai(start) + timedelta(hours=value), provisional=False)
    first = shanghai_date(start)
    if unit is Unit.WORKING_DAY:
        last, _ = add_working_days(first, value, calendar)
    elif unit is Unit.MONTH:
        last = _on_or_after(_add_months(first, value), calendar)
    else:
        last = _on_or_after(first + value * _DAY, calendar)
    return _ending(last, calendar)


def minute_text(at: datetime) -> str:
    """2026年11月28日 14:05, in China's time."""
    here = _in_shanghai(at)
    return f"{date_text(here.date())} {here:%H:%M}"


def last_day_text(at: datetime) -> str:
    """2026年11月28日前（含当天）, in China's time: 前 alone leaves open whether the day itself still counts."""
    return f"{date_text(shanghai_date(at))}前（含当天）"


def add_working_days(day: date, n: int, calendar: Calendar) -> tuple[date, bool]:
    """The `n`th working day after `day`, and whether it is provisional; the 0th is `day` or the next one."""
    if n < 0:
        raise ValueError("working days are counted forward only")
    last = _on_or_after(day, calendar) if n == 0 else day
    for _ in range(n):
        last = _on_or_after(last + _DAY, calendar)
    return last, last > calendar.known_until


def working_day_before(day: date, calendar: Calendar) -> date:
    day -= _DAY
    while not calendar.is_working(day):
        day -= _DAY
    return day


def working_days_between(a: date, b: date, calendar: Calendar) -> int:
    """Working days after `a` up to and including `b`; negative when `b` is the earlier."""
    if b < a:
        return -working_days_between(b, a, calendar)
    return sum(calendar.is_working(a + n * _DAY) for n in range(1, (b - a).days + 1))


def suspended(
    deadline: Deadline, *, since: datetime, until: datetime, calendar: Calendar, unit: Unit
) -> Deadline:
    """特别程序 (行政许可法 Art 45): a clock that stood still gives back the time it stood.

    Given back are the working days (for natural days and months: the natural days) after the day of `since`
    up to and including the day of `until`: the day it stopped on was spent, the day it starts again on is a
    new day 0. In other words, the working days left on the day of `since` are left again on the day of
    `until`; if none was, the deadline is that day, or the next working day. Hours give back the exact time.

    Stopping and starting on one day gives back nothing. A deadline that had already passed at `since` stays:
    stopping late does not undo being late. One that had rolled over a holiday moves from where it rolled to.
    """
    if since > deadline.at or until <= since:
        return deadline
    if unit is Unit.HOUR:
        return replace(deadline, at=_in_shanghai(deadline.at) + (until - since))
    stopped, restarted, due = shanghai_date(since), shanghai_date(until), shanghai_date(deadline.at)
    if stopped == restarted:
        return deadline
    if unit is Unit.WORKING_DAY:
        last, _ = add_working_days(restarted, working_days_between(stopped, due, calendar), calendar)
    else:
        last = _on_or_after(due + (restarted - stopped), calendar)
    return _moved(deadline, last, calendar)


def extended(deadline: Deadline, days: int, calendar: Calendar, unit: Unit = Unit.WORKING_DAY) -> Deadline:
    """延长 (行政许可法 Art 42): so many days after the old deadline; none changes nothing."""
    if days == 0:
        return deadline
    due = shanghai_date(deadline.at)
    if unit is Unit.WORKING_DAY:
        last, _ = add_working_days(due, days, calendar)
    else:
        last = _on_or_after(due + days * _DAY, calendar)
    return _moved(deadline, last, calendar)


def shanghai_date(instant: datetime) -> date:
    return _in_shanghai(instant).date()


def known_for(calendar: Calendar, at: datetime) -> timedelta:
    """For how many days more a notice has settled which are off; less than none once they are an estimate."""
    return calendar.known_until - shanghai_date(at)


def _in_shanghai(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        # astimezone() would take it for the machine's own time zone.
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(SHANGHAI)


def _ending(last: date, calendar: Calendar) -> Deadline:
    # No rule counts over a day that lies after the last one.
    return Deadline(datetime.combine(last, _DAY_ENDS), last > calendar.known_until)


def _moved(old: Deadline, last: date, calendar: Calendar) -> Deadline:
    # What an estimate was once part of stays one, even where a newer calendar knows the last day.
    new = _ending(last, calendar)
    return replace(new, provisional=old.provisional or new.provisional)


def _on_or_after(day: date, calendar: Calendar) -> date:
    while not calendar.is_working(day):
        day += _DAY
    return day


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
