"""Numbers (统计) of closed cases of the operator's region, as JSON and as CSV; and recounts of them."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.errors import FieldProblem, StaleWrite
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor, UnknownFilter
from functions.shapes.numbers import numbers_csv, numbers_view, recount_list, recount_view
from functions.usecases.guide.advise import guide
from functions.usecases.numbers.looking import (
    SPAN_WORDS,
    Each,
    Looked,
    is_of_province,
    numbers,
    span_of,
)
from functions.usecases.numbers.recounts import recount, recounts
from functions.web.filters import CityFilter
from functions.web.paging import Cursor
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.numbers import MonthCode, NumbersView, RecountListView, RecountOrderBody, RecountView
from schemas.wire import ItemCode, Wire

CSV_TEXT = "text/csv; charset=utf-8"
_EACH = "一行是什么：item 每个事项（各市各月合计），month 每个月每个事项，city 每个市每个事项，cell 每个市每个月每个事项。"
_ROW = "只要这一行：事项代码，service_check 入伍信息核查，case 整件。"


class _SpanQuery(Wire):
    city: CityFilter = None
    first: Annotated[
        MonthCode | None, Field(description="从哪个月起（办件关闭的月份，北京时间），如 2026-01。")
    ] = None
    last: Annotated[
        MonthCode | None, Field(description="到哪个月止（含）；不填到本月，两个都不填是最近 12 个月。")
    ] = None
    each: Annotated[Each, Field(description=_EACH)] = "item"
    row: Annotated[ItemCode | None, Field(description=_ROW)] = None


class NumbersQuery(_SpanQuery):
    limit: Annotated[int, Field(ge=1, le=500, description="每页行数，1 至 500。")] = 100
    cursor: Cursor | None = None


def show_numbers(call: Call[NumbersQuery, None]) -> Reply[NumbersView]:
    looked, given = _looked(call.query, call), call.query
    begins = _place(given.cursor)
    rows, ends = looked.rows[begins : begins + given.limit], begins + given.limit
    cursor = str(ends) if ends < len(looked.rows) else None
    return Reply(numbers_view(looked, rows, cursor, guide(call.deps)))


def show_numbers_csv(call: Call[_SpanQuery, None]) -> Reply[str]:
    looked = _looked(call.query, call)
    name = f"lianban-numbers-{looked.span.first}-{looked.span.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Reply(numbers_csv(looked, guide(call.deps)), headers)


def _looked(given: _SpanQuery, call: Call[NumbersQuery, None] | Call[_SpanQuery, None]) -> Looked:
    span = span_of(given.first, given.last, call.deps.clock())
    if not span.can_be_asked:
        raise UnknownFilter(problems=(FieldProblem("/last" if given.last else "/first", SPAN_WORDS),))
    return numbers(given.each, span, city=given.city, row=given.row, by=call.by, deps=call.deps)


def _place(cursor: str | None) -> int:
    """Rows are made of what is kept each time, and stand in one order."""
    if cursor is None:
        return 0
    if (place := number_or(None, cursor, digits=6)) is None:
        raise BadCursor
    return place


def list_recounts(call: Call[None, None]) -> Reply[RecountListView]:
    found = recounts(by=call.by, deps=call.deps)
    return Reply(recount_list(found, guide(call.deps), whole=is_of_province(call.by)))


def order_city_recount(call: Call[None, RecountOrderBody]) -> Reply[RecountView]:
    found = recount(call.body.city, call.body.reason, by=call.by, deps=call.deps)
    return Reply(recount_view(found, guide(call.deps), whole=is_of_province(call.by)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/numbers",
        summary="运行管理：本辖区办结情况的统计，按地市、月份、事项；省级以外小于 5 的数隐去",
        roles=OPERATORS,
        query=NumbersQuery,
        response=NumbersView,
        handler=show_numbers,
        errors=(BadCursor, CityNotFound),
    ),
    Route(
        method="GET",
        path="/v1/operator/numbers/csv",
        summary="运行管理：同样的统计，CSV 文件，附每个指标的口径",
        roles=OPERATORS,
        query=_SpanQuery,
        response=str,
        handler=show_numbers_csv,
        media=CSV_TEXT,
        headers=("Content-Disposition",),
        errors=(CityNotFound,),
    ),
    Route(
        method="GET",
        path="/v1/operator/numbers/recounts",
        summary="运行管理：各市的统计上一次重新清点的结果，和正在清点的",
        roles=OPERATORS,
        response=RecountListView,
        handler=list_recounts,
    ),
    Route(
        method="POST",
        path="/v1/operator/numbers/recounts",
        summary="运行管理：从台账重新清点一个市的统计，差异会列出并更正；由巡检分批进行",
        roles=OPERATORS,
        body=RecountOrderBody,
        response=RecountView,
        handler=order_city_recount,
        status=202,
        idempotent=True,
        errors=(CityNotFound, StaleWrite),
    ),
)
