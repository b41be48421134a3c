"""What somebody of a region reads of the numbers: by city and month, small ones hidden from all but the province."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from functions.domain.case.access import Principal, in_region
from functions.domain.numbers.contribution import month_number, month_of, nth_month
from functions.domain.numbers.hiding import Cell, Cells, cells_of, total_of
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.lists import cities_within
from functions.usecases.numbers.kept import CountedMonth, counting_now, months_of
from schemas.wire import PROVINCE

Each = Literal["item", "month", "city", "cell"]
# Of a span where none is given, and at most.
SHOWN_MONTHS, MOST_MONTHS = 12, 36
SPAN_WORDS = f"结束月份应不早于开始月份，最多 {MOST_MONTHS} 个月。"


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Months as "2026-11", both of them included."""

    first: str
    last: str

    @property
    def months(self) -> int:
        return month_number(self.last) - month_number(self.first) + 1

    @property
    def can_be_asked(self) -> bool:
        return 1 <= self.months <= MOST_MONTHS


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """`city`, `month`: None where the row is one of several."""

    city: str | None
    month: str | None
    row: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Looked:
    """`until`: nothing later is counted; None before the first time. `being_counted`: cities whose numbers may lack some.
    `unreadable`: the months, each with its city before it, of which nothing can be told."""

    span: MonthSpan
    whole: bool
    until: datetime | None
    being_counted: tuple[str, ...]
    rows: tuple[NumbersRow, ...]
    unreadable: tuple[str, ...] = ()


def is_of_province(by: Principal) -> bool:
    return in_region(by.region, city=PROVINCE, county=None)


def span_of(first: str | None, last: str | None, now: datetime) -> MonthSpan:
    """A year until now, where nothing else is said."""
    ends = last or (max(first, month_of(now)) if first else month_of(now))
    return MonthSpan(first or nth_month(month_number(ends) - SHOWN_MONTHS + 1), ends)


def numbers(
    each: Each, span: MonthSpan, *, city: str | None, row: str | None, by: Principal, deps: Deps
) -> Looked:
    """Raises CityNotFound."""
    cities = cities_within(by.region, (city,) if city else (), deps)
    whole, counting = is_of_province(by), counting_now(deps)
    found = deps.at_once([partial(_months, one, span, deps) for one in cities])
    cells = [
        (month.city, month.month, cells_of(month.rows, whole=whole))
        for months in found
        for month in months.entries
    ]
    rows = (one for one in _grouped(each, cells) if row in (None, one.row))
    wanted = counting.wanted if counting else {}
    return Looked(
        span,
        whole,
        counting.until if counting else None,
        tuple(one for one in cities if one in wanted),
        tuple(rows),
        tuple(lost for months in found for lost in months.unreadable),
    )


def _months(city: str, span: MonthSpan, deps: Deps) -> Page[CountedMonth]:
    found = months_of(city, deps)
    lost = tuple(f"{city}/{month}" for month in found.unreadable if span.first <= month <= span.last)
    return Page(tuple(one for one in found.entries if span.first <= one.month <= span.last), None, lost)


_Key = tuple[str | None, str | None]
_KEYS: Mapping[Each, Callable[[str, str], _Key]] = {
    "item": lambda _city, _month: (None, None),
    "month": lambda _city, month: (None, month),
    "city": lambda city, _month: (city, None),
    "cell": lambda city, month: (city, month),
}


def _grouped(each: Each, cells: Sequence[tuple[str, str, Mapping[str, Cells]]]) -> Iterator[NumbersRow]:
    keys = [_KEYS[each](city, month) for city, month, _ in cells]
    for city, month in sorted(dict.fromkeys(keys), key=lambda key: (key[0] or "", key[1] or "")):
        own = (rows for key, (*_, rows) in zip(keys, cells, strict=True) if key == (city, month))
        for row, found in total_of(own).items():
            yield NumbersRow(city, month, row, found)
