"""Numbers (统计) as interface, files and pages show them."""

from collections.abc import Iterable, Iterator

from functions.domain.errors import RecordUnreadable
from functions.domain.numbers.figures import COUNTED, ROW_NAMES, FigureOf, measures_of, row_figures
from functions.domain.numbers.hiding import LEAST_TOLD, POPULATION, Cell, Cells, summed_over
from functions.domain.tables import spreadsheet
from functions.shapes.words import item_name, region_name
from functions.usecases.numbers.looking import Looked, NumbersRow
from functions.usecases.numbers.recounts import CityRecount
from schemas.catalogue.edition import Edition
from schemas.numbers import (
    CountDifferenceView,
    FigureMeantView,
    NumbersRowView,
    NumbersView,
    RecountListView,
    RecountView,
)

UNSEEN = "隐去"


def row_name(row: str, edition: Edition) -> str:
    return ROW_NAMES.get(row) or (item_name(edition, row) if edition.has(row) else row)


def figures_meant() -> tuple[FigureMeantView, ...]:
    return tuple(
        FigureMeantView(code=code, term=one.term, meaning=one.meaning, unit=one.unit)
        for code, one in COUNTED.items()
    )


def numbers_view(
    looked: Looked, rows: Iterable[NumbersRow], cursor: str | None, edition: Edition
) -> NumbersView:
    """`rows`: those of this page."""
    return NumbersView(
        first=looked.span.first,
        last=looked.span.last,
        counted_until=looked.until,
        hidden_below=None if looked.whole else LEAST_TOLD,
        being_counted=looked.being_counted,
        figures=figures_meant(),
        rows=tuple(_row(one, edition) for one in rows),
        cursor=cursor,
        unreadable=looked.unreadable,
    )


def _row(one: NumbersRow, edition: Edition) -> NumbersRowView:
    return NumbersRowView(
        city=one.city,
        city_name=region_name(edition, one.city) if one.city else None,
        month=one.month,
        row=one.row,
        row_name=row_name(one.row, edition),
        population=_value(one.cells[POPULATION]),
        values={code: _value(one.cells[code]) for code in row_figures(one.row)},
        bases={code: _value(one.cells[summed_over(code)]) for code in measures_of(one.row)},
        partial=tuple(
            code for code in row_figures(one.row) if one.cells[code].hidden and one.cells[code].value
        ),
    )


def _value(cell: Cell) -> int | None:
    return None if cell.hidden and not cell.value else cell.value


def figure_told(cell: Cell) -> str:
    """As people read it."""
    if not cell.hidden:
        return str(cell.value)
    return f"{cell.value}（不含隐去的）" if cell.value else UNSEEN


def average(cells: Cells, measure: str) -> str:
    """To one decimal; of those of whom the measure is shown."""
    several, whole = cells.get(summed_over(measure), Cell()), cells.get(measure, Cell())
    if not several.value:
        return UNSEEN if several.hidden else "－"
    return f"{whole.value / several.value:.1f}"


def share(cells: Cells, codes: tuple[str, ...], of: tuple[str, ...]) -> str:
    """In percent; nothing is said where one of them is hidden."""
    whole = [cells.get(code, Cell()) for code in of]
    if any(cell.hidden for cell in whole):
        return UNSEEN
    several = sum(cell.value for cell in whole)
    return f"{sum(cells[code].value for code in codes) / several:.0%}" if several else "－"


def numbers_csv(looked: Looked, edition: Edition) -> str:
    """A line each; a figure that a row does not have is empty. The definitions stand at its end.

    Raises RecordUnreadable where a month is missing, for which a table has no place.
    """
    if looked.unreadable:
        raise RecordUnreadable
    heads = ("地市", "月份", "事项", "总数", *map(_head, COUNTED.values()))
    meant = ((one.term, one.meaning, one.unit) for one in COUNTED.values())
    return spreadsheet([heads, *(_line(one, edition) for one in looked.rows), (), *meant])


def _head(one: FigureOf) -> str:
    return one.term if one.term.endswith(f"{one.unit}）") else f"{one.term}（{one.unit}）"


def _line(one: NumbersRow, edition: Edition) -> Iterator[str]:
    own = frozenset(row_figures(one.row))
    yield region_name(edition, one.city) if one.city else "合计"
    yield one.month or "合计"
    yield row_name(one.row, edition)
    yield figure_told(one.cells[POPULATION])
    yield from (figure_told(one.cells.get(code, Cell())) if code in own else "" for code in COUNTED)


def recount_list(cities: Iterable[CityRecount], edition: Edition, *, whole: bool) -> RecountListView:
    return RecountListView(cities=tuple(recount_view(one, edition, whole=whole) for one in cities))


def recount_view(one: CityRecount, edition: Edition, *, whole: bool) -> RecountView:
    """`whole`: with the single figures that differed, which may be small ones."""
    checked = one.checked
    return RecountView(
        city=one.city,
        city_name=region_name(edition, one.city),
        wanted_by=one.wanted.by if one.wanted else None,
        wanted_reason=one.wanted.reason if one.wanted else None,
        cases_so_far=one.cases_so_far,
        by=checked.order.by if checked else None,
        reason=checked.order.reason if checked else None,
        at=checked.at if checked else None,
        until=checked.until if checked else None,
        cases=checked.cases if checked else None,
        unreadable=checked.unreadable if checked else None,
        differing=checked.differing if checked else None,
        differences=tuple(_difference(each, edition) for each in checked.differences)
        if checked and whole
        else (),
    )


def _difference(each: tuple[str, str, str, int, int], edition: Edition) -> CountDifferenceView:
    month, row, figure, kept, found = each
    return CountDifferenceView(
        month=month,
        row=row,
        row_name=row_name(row, edition),
        figure=figure,
        term=COUNTED[figure].term if figure in COUNTED else figure,
        kept=kept,
        found=found,
    )
