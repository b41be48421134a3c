"""The directory of offices: operators read, set and bring it in."""

from typing import Annotated

from pydantic import Field

from functions.api.route import OF_LISTS, Call, Reply, Route
from functions.domain.conflicts import VersionChanged
from functions.domain.office.refusals import InvalidEntry, OfficeNotFound
from functions.domain.refusals import BadCursor
from functions.shapes.operator.directory import directory_place_view
from functions.usecases.guide.advise import guide
from functions.usecases.office import directory
from functions.web.paging import PageQuery
from functions.web.requests import matches
from functions.web.roles import OPERATORS
from schemas.office.directory import (
    DirectoryChange,
    DirectoryImport,
    DirectoryPlacesView,
    DirectoryPlaceView,
    ImportedEntryView,
    ImportedView,
)
from schemas.wire import City, RegionCode, Wire


class DirectoryQuery(Wire):
    region: Annotated[RegionCode, Field(description="行政区划代码：省 440000、市或者县。")]


class DirectoriesQuery(PageQuery):
    city: Annotated[City, Field(description="地级以上市代码（GB/T 2260）；440000 为全省通用的。")]


def show_directory(call: Call[DirectoryQuery, None]) -> Reply[DirectoryPlaceView]:
    region, deps = call.query.region, call.deps
    place = directory.directory_at(region, by=call.by, deps=deps)
    changes = directory.directory_changes(region, by=call.by, deps=deps)
    view = directory_place_view(place, guide(deps), changes)
    return Reply(view, {"ETag": view.etag})


def list_directories(call: Call[DirectoriesQuery, None]) -> Reply[DirectoryPlacesView]:
    given, deps = call.query, call.deps
    page = directory.directory_in(given.city, by=call.by, limit=given.limit, cursor=given.cursor, deps=deps)
    places = tuple(directory_place_view(one, guide(deps)) for one in page.entries)
    return Reply(DirectoryPlacesView(entries=places, cursor=page.cursor, unreadable=page.unreadable))


def put_directory(call: Call[None, DirectoryChange]) -> Reply[DirectoryPlaceView]:
    change, deps = call.body, call.deps
    present = directory.directory_at(change.region, by=call.by, deps=deps)
    if not matches(call.headers, directory_place_view(present, guide(deps)).etag):
        raise VersionChanged
    place = directory.put_entry(change, expected=present.version, by=call.by, deps=deps)
    view = directory_place_view(place, guide(deps))
    return Reply(view, {"ETag": view.etag})


def import_directory(call: Call[None, DirectoryImport]) -> Reply[ImportedView]:
    written = directory.import_entries(call.body, by=call.by, deps=call.deps)
    entries = tuple(
        ImportedEntryView(department=one.department, region=one.region, changed=changed)
        for one, changed in written
    )
    return Reply(ImportedView(entries=entries))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/directories",
        summary="运行管理：机构名录，一个市里有名录内容的各地",
        roles=OPERATORS,
        query=DirectoriesQuery,
        response=DirectoryPlacesView,
        handler=list_directories,
        errors=(OfficeNotFound, BadCursor),
    ),
    Route(
        method="GET",
        path="/v1/operator/directory",
        summary="运行管理：机构名录，一个地方各部门的地址、时间、电话、救济途径及变更记录",
        roles=OPERATORS,
        query=DirectoryQuery,
        response=DirectoryPlaceView,
        handler=show_directory,
        errors=(OfficeNotFound,),
        headers=("ETag",),
    ),
    Route(
        method="PUT",
        path="/v1/operator/directory",
        summary="运行管理：设置或者撤下一个部门在一个地方的名录内容，整条替换",
        roles=OPERATORS,
        body=DirectoryChange,
        bounds=OF_LISTS,
        response=DirectoryPlaceView,
        handler=put_directory,
        guarded=True,
        errors=(OfficeNotFound, InvalidEntry),
        headers=("ETag",),
    ),
    Route(
        method="PUT",
        path="/v1/operator/directories",
        summary="运行管理：成批写入名录；全部校验通过才写入，内容没有变化的不动，重复发送不重复写",
        roles=OPERATORS,
        body=DirectoryImport,
        bounds=OF_LISTS,
        response=ImportedView,
        handler=import_directory,
        errors=(OfficeNotFound, InvalidEntry, VersionChanged),
    ),
)
