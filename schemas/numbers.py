"""Numbers (统计) of closed cases: by city, month and item, with the definition of each figure; and their recounts."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.wire import City, Instant, ReasonText, Wire

MonthCode = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class FigureMeantView(Wire):
    """What a figure is called, what it counts, and in which unit."""

    code: str
    term: str
    meaning: str
    unit: str


class NumbersRowView(Wire):
    """`values`: by figure; null is hidden. `bases`: of a sum, of how many it is one, for its average. `partial`: figures
    whose value leaves out what is hidden in it."""

    city: str | None
    city_name: str | None
    month: MonthCode | None
    row: str
    row_name: str
    population: int | None
    values: dict[str, int | None]
    bases: dict[str, int | None]
    partial: tuple[str, ...] = ()


class NumbersView(Wire):
    """`hidden_below`: numbers from 1 on that are smaller are hidden from this reader; null: nothing is. `being_counted`:
    cities that are counted anew just now, whose numbers may lack some. `unreadable`: months that are damaged and in
    no number, each with its city before it."""

    first: MonthCode
    last: MonthCode
    counted_until: Instant | None
    hidden_below: int | None
    being_counted: tuple[str, ...]
    figures: tuple[FigureMeantView, ...]
    rows: tuple[NumbersRowView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class RecountOrderBody(Wire):
    """重新清点: the numbers of a city are counted anew from the ledger; what differs is told, and put right."""

    city: City
    reason: ReasonText


class CountDifferenceView(Wire):
    month: str
    row: str
    row_name: str
    figure: str
    term: str
    kept: int
    found: int


class RecountView(Wire):
    """Of a city: the recount that is wanted or on its way (`wanted_by`, `cases_so_far`), and what the last one found.
    `differences`: for the province only, for they may be small."""

    city: str
    city_name: str
    wanted_by: str | None
    wanted_reason: str | None
    cases_so_far: int | None
    by: str | None
    reason: str | None
    at: Instant | None
    until: Instant | None
    cases: int | None
    unreadable: int | None
    differing: int | None
    differences: tuple[CountDifferenceView, ...] = ()


class RecountListView(Wire):
    cities: tuple[RecountView, ...]
