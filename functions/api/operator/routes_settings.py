"""What operators set without a new release: which office works a region's items, and what is open where."""

from typing import Annotated

from pydantic import Field

from functions.api.route import OF_LISTS, Call, Reply, Route
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import VersionChanged
from functions.domain.guide.refusals import CityNotFound, InvalidRollout
from functions.domain.office.refusals import InvalidRoute, OfficeNotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.shapes.operator.settings import change_view, lost_versions, rollout_view, route_view
from functions.usecases.guide import rollout
from functions.usecases.guide.advise import guide
from functions.usecases.office import routes
from functions.usecases.settings import NO_CHANGES
from functions.web.requests import matches
from functions.web.roles import OPERATORS
from schemas.codes import Department
from schemas.guide.rollout import RolloutChange
from schemas.office.routes import RouteChange
from schemas.operator.views_settings import RolloutView, RouteListView, RouteView
from schemas.wire import City, RegionCode, Wire


class RoutesQuery(Wire):
    department: Annotated[Department, Field(description="部门。")]
    region: Annotated[
        RegionCode | None, Field(description="行政区划代码：省 440000、市或者县；给出时也列出其变更记录。")
    ] = None


class RolloutQuery(Wire):
    city: Annotated[City, Field(description="地级以上市代码（GB/T 2260）。")]


def list_routes(call: Call[RoutesQuery, None]) -> Reply[RouteListView]:
    """With a region, its ETag: what a change of exactly this region's route names in If-Match."""
    asked, edition = call.query, guide(call.deps)
    lines = routes.routes_of(call.by, asked.department, asked.region, call.deps)
    entries = tuple(route_view(line, edition) for line in lines)
    if asked.region is None:
        return Reply(RouteListView(entries=entries, changes=()))
    changes = routes.route_changes(call.by, asked.department, asked.region, call.deps)
    tag = next(entry.etag for entry in entries if entry.region == asked.region)
    return Reply(
        RouteListView(
            entries=entries,
            changes=tuple(map(change_view, changes.entries)),
            unreadable_changes=lost_versions(changes),
        ),
        {"ETag": tag},
    )


def put_route(call: Call[None, RouteChange]) -> Reply[RouteView]:
    change, edition = call.body, guide(call.deps)
    present = routes.route_at(call.by, change.department, change.region, call.deps)
    if not matches(call.headers, route_view(present, edition).etag):
        raise VersionChanged
    line = routes.set_route(change, expected=present.version, by=call.by, deps=call.deps)
    view = route_view(line, edition)
    return Reply(view, {"ETag": view.etag})


def show_rollout(call: Call[RolloutQuery, None]) -> Reply[RolloutView]:
    return _rollout(rollout.rollout_of(call.query.city, by=call.by, deps=call.deps), call)


def put_rollout(call: Call[None, RolloutChange]) -> Reply[RolloutView]:
    present = rollout.rollout_of(call.body.city, by=call.by, deps=call.deps)
    if not matches(call.headers, _tag(present, call.deps)):
        raise VersionChanged
    return _rollout(
        rollout.set_rollout(call.body, expected=present.version, by=call.by, deps=call.deps), call
    )


def _rollout(
    record: Record, call: Call[RolloutQuery, None] | Call[None, RolloutChange]
) -> Reply[RolloutView]:
    changes = rollout.rollout_changes(record.key, by=call.by, deps=call.deps)
    view = rollout_view(record, changes, guide(call.deps), shanghai_date(call.deps.clock()))
    return Reply(view, {"ETag": view.etag})


def _tag(record: Record, deps: Deps) -> str:
    return rollout_view(record, NO_CHANGES, guide(deps), shanghai_date(deps.clock())).etag


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/routes",
        summary="运行管理：一个部门各行政区划的路由（办理机构、方式、地址、密钥名称）及变更记录",
        roles=OPERATORS,
        query=RoutesQuery,
        response=RouteListView,
        handler=list_routes,
        errors=(OfficeNotFound,),
        headers=("ETag",),
    ),
    Route(
        method="PUT",
        path="/v1/operator/routes",
        summary="运行管理：设置或者收回一个部门在一个行政区划的路由，自下一次分发起生效",
        roles=OPERATORS,
        body=RouteChange,
        response=RouteView,
        handler=put_route,
        guarded=True,
        errors=(OfficeNotFound, InvalidRoute),
        headers=("ETag",),
    ),
    Route(
        method="GET",
        path="/v1/operator/rollout",
        summary="运行管理：一个市的上线范围（事项、渠道、起止日期）及变更记录",
        roles=OPERATORS,
        query=RolloutQuery,
        response=RolloutView,
        handler=show_rollout,
        errors=(CityNotFound,),
        headers=("ETag",),
    ),
    Route(
        method="PUT",
        path="/v1/operator/rollout",
        summary="运行管理：设置一个市的上线范围，整体替换；没有列出的事项和渠道视为已开通",
        roles=OPERATORS,
        body=RolloutChange,
        bounds=OF_LISTS,
        response=RolloutView,
        handler=put_rollout,
        guarded=True,
        errors=(CityNotFound, InvalidRollout),
        headers=("ETag",),
    ),
)
