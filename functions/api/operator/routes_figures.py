"""What places set of the catalogue without a new release (各地核定): proposed, checked by a second person, compared."""

from typing import Annotated

from pydantic import Field

from functions.api.route import OF_LISTS, Call, Reply, Route
from functions.domain.conflicts import SecondCheckNeeded, VersionChanged
from functions.domain.guide.refusals import FigureNotWaiting, InvalidFigure, PlaceNotFound, StateNotFound
from functions.domain.national.item_fields import COLUMNS, ItemColumn
from functions.domain.refusals import BadCursor
from functions.shapes.operator.place_figures import comparison_view, place_figures_view, waiting_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import place_figures
from functions.usecases.operator.figure_files import item_table
from functions.usecases.operator.place_figures import PlaceSet
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.catalogue.place_figures import FigureDecision, FigureProposal, PlaceKey
from schemas.operator.views_figures import (
    FigureComparisonView,
    ItemColumnView,
    ItemTableView,
    PlaceFiguresView,
    WaitingFiguresView,
)
from schemas.wire import Wire

_Place = Annotated[
    PlaceKey,
    Field(description="地方：省 440000、市、县（区）、镇街或者功能区的代码，或者办理机构编号。"),
]


class PlaceQuery(Wire):
    place: _Place


class StatesQuery(Wire):
    place: _Place
    before: Annotated[int, Field(ge=0, le=99_999_999, description="较早的版本；0：什么都没有设。")]
    after: Annotated[int, Field(ge=0, le=99_999_999, description="较晚的版本。")]


def show_place_figures(call: Call[PlaceQuery, None]) -> Reply[PlaceFiguresView]:
    return _shown(place_figures.place_set(call.query.place, by=call.by, deps=call.deps), call)


def propose_figures(call: Call[None, FigureProposal]) -> Reply[PlaceFiguresView]:
    return _shown(place_figures.propose(call.body, by=call.by, deps=call.deps), call)


def decide_figures(call: Call[None, FigureDecision]) -> Reply[PlaceFiguresView]:
    return _shown(place_figures.decide(call.body, by=call.by, deps=call.deps), call)


def _shown(
    found: PlaceSet, call: Call[PlaceQuery, None] | Call[None, FigureProposal] | Call[None, FigureDecision]
) -> Reply[PlaceFiguresView]:
    changes = place_figures.place_changes(found.place.key, by=call.by, deps=call.deps)
    return Reply(place_figures_view(found, changes, guide(call.deps)))


def list_waiting_figures(call: Call[PageQuery, None]) -> Reply[WaitingFiguresView]:
    given = call.query
    page = place_figures.waiting_places(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(waiting_view(page, guide(call.deps)))


def compare_figures(call: Call[StatesQuery, None]) -> Reply[FigureComparisonView]:
    asked = call.query
    found = place_figures.compared_states(asked.place, asked.before, asked.after, by=call.by, deps=call.deps)
    return Reply(comparison_view(asked.place, asked.before, asked.after, found, guide(call.deps)))


def list_item_fields(call: Call[PlaceQuery, None]) -> Reply[ItemTableView]:
    rows = item_table(call.query.place, by=call.by, deps=call.deps)
    return Reply(ItemTableView(columns=tuple(_column(one) for one in COLUMNS), rows=rows))


def _column(one: ItemColumn) -> ItemColumnView:
    return ItemColumnView(name=one.name, title=one.title, public=one.public)


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/figures/items",
        summary="运行管理：一个地方今天执行的事项，按事项管理系统的字段；没有查到公开字段名的列写明待核定",
        roles=OPERATORS,
        query=PlaceQuery,
        response=ItemTableView,
        handler=list_item_fields,
        errors=(PlaceNotFound,),
    ),
    Route(
        method="GET",
        path="/v1/operator/figures",
        summary="运行管理：一个地方或者办理机构核定的目录数值：今天执行的、已核定的、等另一人核定的，及变更记录",
        roles=OPERATORS,
        query=PlaceQuery,
        response=PlaceFiguresView,
        handler=show_place_figures,
        errors=(PlaceNotFound,),
    ),
    Route(
        method="POST",
        path="/v1/operator/figures/proposals",
        summary="运行管理：提议一个地方的目录数值，写明来源和生效日期；由另一人核定后，自生效日起的新办件执行",
        roles=OPERATORS,
        body=FigureProposal,
        bounds=OF_LISTS,
        response=PlaceFiguresView,
        handler=propose_figures,
        idempotent=True,
        errors=(PlaceNotFound, InvalidFigure, VersionChanged),
    ),
    Route(
        method="POST",
        path="/v1/operator/figures/decisions",
        summary="运行管理：核定他人提议的数值，或者退回",
        roles=OPERATORS,
        body=FigureDecision,
        response=PlaceFiguresView,
        handler=decide_figures,
        idempotent=True,
        errors=(PlaceNotFound, FigureNotWaiting, SecondCheckNeeded, InvalidFigure, VersionChanged),
    ),
    Route(
        method="GET",
        path="/v1/operator/figures/waiting",
        summary="运行管理：本辖区等另一人核定的目录数值",
        roles=OPERATORS,
        query=PageQuery,
        response=WaitingFiguresView,
        handler=list_waiting_figures,
        errors=(BadCursor,),
    ),
    Route(
        method="GET",
        path="/v1/operator/figures/comparison",
        summary="运行管理：一个地方核定的数值，两个版本之间哪些不同",
        roles=OPERATORS,
        query=StatesQuery,
        response=FigureComparisonView,
        handler=compare_figures,
        errors=(PlaceNotFound, StateNotFound),
    ),
)
