"""放假安排 of a year, as 国务院办公厅关于…年部分节假日安排的通知 gives it: a table, holidays.toml, beside a deployment's
routes, for a year that the program does not know yet, or whose notice was changed.

[2027]
source = "国办发明电〔2026〕…号"
days_off = [[2027-01-01, 2027-01-03], [2027-02-05, 2027-02-11]]    # 放假, from and to, both included
workdays = [2027-01-31]                                            # 周六、周日上班
"""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from functions.adapters.calendar import WEEKEND, NoticedYear, days_by_law, working_calendar
from functions.domain.clock import Calendar
from schemas.wire import Wire, faults_text

HOLIDAYS_FILE = "holidays.toml"
# 全国年节及纪念日放假办法 (国务院令第795号) is in force since 2025: what is looked for here is of its years.
_FIRST_YEAR, _LAST_YEAR = 2025, 2100
_LONGEST = timedelta(days=15)
_DAY = timedelta(days=1)


class BadHolidays(Exception):
    """A table that cannot be used: a fault of the configuration, found when it is loaded. Names the year."""


_Span = Annotated[list[date], Field(min_length=2, max_length=2)]


class _Year(Wire):
    source: Annotated[str, StringConstraints(min_length=4, max_length=100)]
    days_off: Annotated[list[_Span], Field(min_length=1, max_length=20)]
    workdays: Annotated[list[date], Field(max_length=30)]


def calendar_beside(routes: Path) -> Calendar:
    """By the table that lies beside a deployment's routes; without one, what the library knows. Raises BadHolidays."""
    path = routes.with_name(HOLIDAYS_FILE)
    if not path.exists():
        return working_calendar()
    noticed = load_holidays(path.read_text("utf-8"))
    calendar = working_calendar(noticed)
    if behind := [one.year for one in noticed if one.year > calendar.known_until.year]:
        raise BadHolidays(f"[{behind[0]}] 之前还缺 {calendar.known_until.year + 1} 年的放假安排")
    return calendar


def load_holidays(text: str) -> tuple[NoticedYear, ...]:
    """Raises BadHolidays."""
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise BadHolidays(f"{HOLIDAYS_FILE}: {error}") from error
    return tuple(_noticed(name, document[name]) for name in sorted(document))


def _noticed(name: str, raw: object) -> NoticedYear:
    if not (name.isascii() and name.isdigit() and _FIRST_YEAR <= int(name) <= _LAST_YEAR):
        raise BadHolidays(f"{HOLIDAYS_FILE}: 只能有 [2027] 这样的年份，不能有 {name}")
    try:
        given = _Year.model_validate(raw)
    except ValidationError as error:
        raise BadHolidays(f"[{name}] {faults_text(error)}") from error
    found = NoticedYear(int(name), frozenset(_days(given, name)), frozenset(given.workdays))
    if fault := next(_faults(found), None):
        raise BadHolidays(f"[{name}] {fault}")
    return found


def _days(given: _Year, name: str) -> Iterator[date]:
    for first, last in given.days_off:
        if not timedelta() <= last - first <= _LONGEST:
            raise BadHolidays(f"[{name}] days_off: {first} 至 {last} 不是一段假期")
        yield from (first + n * _DAY for n in range((last - first).days + 1))


def _faults(given: NoticedYear) -> Iterator[str]:
    """What a slip of the pen leaves behind: a day of another year, a legal holiday left out, a day that is both."""
    first = date(given.year - 1, 12, 1)
    for day in sorted(given.days_off | given.workdays):
        if not first <= day <= date(given.year, 12, 31):
            yield f"{day} 不是这一年的"
    for day in sorted(days_by_law(given.year) - given.days_off):
        yield f"days_off: 少了节假日 {day}"
    for day in sorted(given.workdays):
        if day in given.days_off:
            yield f"workdays: {day} 已是放假日"
        if day.weekday() not in WEEKEND:
            yield f"workdays: {day} 不是周六、周日"
