"""The console's numbers as they stand on their page: averages, drawn as bars and as the same table."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.numbers.contribution import month_number, nth_month
from functions.domain.numbers.figures import CASE_ROW, COUNTED
from functions.domain.numbers.hiding import POPULATION, Cell, Cells, summed_over
from functions.drawing.bars import BarChart, BarGroup, bar_chart
from functions.shapes.numbers import average, figure_told, row_name, share
from functions.usecases.numbers.looking import Looked, NumbersRow
from schemas.catalogue.edition import Edition

_Rows = tuple[tuple[str, ...], ...]
_IN, _OVER = ("in_statute", "in_promise"), ("over_statute", "over_promise")
_GOOD = ("very_satisfied", "satisfied", "neutral")
_RATED = (*_GOOD, "dissatisfied", "very_dissatisfied")
_DAYS = ("elapsed", "path", "item_days")
MONTH_HEADS = (
    "月份",
    "办件",
    "网上提交",
    *(f"{COUNTED[code].term}（平均）" for code in _DAYS),
    "到场和到窗口（平均）",
)
ITEM_HEADS = (
    "事项",
    "总数",
    "办结",
    "实际用时（平均）",
    "时限内",
    "要求过补正",
    "出现过异常",
    "上传 / 已核验 / 待核验（材料）",
    "满意",
)


@dataclass(frozen=True, slots=True)
class Charted:
    """`series`: what each bar of a group is, in their order."""

    title: str
    series: tuple[str, ...]
    chart: BarChart
    heads: tuple[str, ...]
    rows: _Rows


def by_month(looked: Looked) -> Charted:
    rows = [one for one in looked.rows if one.row == CASE_ROW]
    groups = [BarGroup(one.month or "", tuple(_bar(one.cells, code) for code in _DAYS)) for one in rows]
    series = tuple(COUNTED[code].term for code in _DAYS)
    lines = tuple(_month_line(one) for one in rows)
    return Charted("整件平均用时，按月（工作日）", series, bar_chart(groups), MONTH_HEADS, lines)


def _month_line(one: NumbersRow) -> tuple[str, ...]:
    cells = one.cells
    return (
        one.month or "",
        figure_told(cells[POPULATION]),
        share(cells, ("online",), ("online", "window")),
        *(average(cells, code) for code in _DAYS),
        average(cells, "trips"),
    )


def by_item(looked: Looked, edition: Edition) -> Charted:
    """In the order of the catalogue; what an earlier edition had comes last."""
    order = [edition.service_check.code, *(item.code for item in edition.items)]
    rows = sorted(
        (one for one in looked.rows if one.row != CASE_ROW),
        key=lambda one: (order.index(one.row) if one.row in order else len(order), one.row),
    )
    groups = [BarGroup(row_name(one.row, edition), (_bar(one.cells, "days"),)) for one in rows]
    lines = tuple(_item_line(one, edition) for one in rows)
    return Charted("各事项平均实际用时（工作日）", ("实际用时",), bar_chart(groups), ITEM_HEADS, lines)


def _item_line(one: NumbersRow, edition: Edition) -> tuple[str, ...]:
    cells = one.cells
    materials = " / ".join(figure_told(cells[code]) for code in ("uploaded", "verified", "awaiting"))
    return (
        row_name(one.row, edition),
        figure_told(cells[POPULATION]),
        figure_told(cells["granted"]),
        average(cells, "days"),
        share(cells, _IN, (*_IN, *_OVER)),
        figure_told(cells["corrected"]),
        figure_told(cells["troubled"]),
        materials,
        share(cells, _GOOD, _RATED),
    )


def _bar(cells: Cells, code: str) -> tuple[float | None, str]:
    several = cells.get(summed_over(code), Cell()).value
    return (cells[code].value / several if several else None), average(cells, code)


def headline(looked: Looked) -> tuple[tuple[str, str], ...]:
    """Of the whole span; nothing where no case was closed."""
    cells: Mapping[str, Cell] = next((one.cells for one in looked.rows if one.row == CASE_ROW), {})
    if not cells:
        return ()
    return (
        ("办件", figure_told(cells[POPULATION])),
        *((f"{COUNTED[code].term}，平均（工作日）", average(cells, code)) for code in _DAYS),
        ("上传材料，平均（件）", average(cells, "uploaded")),
        ("到场和到窗口，平均（次）", average(cells, "trips")),
        ("网上提交", share(cells, ("online",), ("online", "window"))),
        ("全部办成", share(cells, ("whole",), ("whole", "partly"))),
    )


def definitions() -> _Rows:
    return tuple((one.term, one.meaning, one.unit) for one in COUNTED.values())


def latest_months(now_month: str, several: int) -> tuple[str, ...]:
    """The latest first."""
    latest = month_number(now_month)
    return tuple(map(nth_month, range(latest, latest - several, -1)))
