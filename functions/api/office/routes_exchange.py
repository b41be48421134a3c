"""Offices behind an air gap exchange signed files; every office's manifest is compared with the ledger day by day."""

from typing import Annotated

from pydantic import Field

from functions.api.route import OF_LISTS, Access, Call, Reply, Route
from functions.domain.conflicts import (
    BatchOutdated,
    FileOutOfSequence,
    FileReplayed,
    ManifestAlreadyTaken,
    NothingToExport,
)
from functions.domain.errors import StaleWrite
from functions.domain.office.manifest import Believed
from functions.domain.office.refusals import FileRefused, OfficeNotFound
from functions.domain.refusals import BadCursor
from functions.usecases.office.export import export
from functions.usecases.office.import_ import RefusedLine, import_answers
from functions.usecases.office.manifest import believed, take_manifest
from functions.web.paging import PageQuery
from functions.web.roles import STAFF_AND_OPERATORS
from schemas.codes import CHINESE, Department
from schemas.office.exchange import Export, ImportView, RefusedLineView, SignedFile
from schemas.office.manifest import (
    BelievedItemView,
    BelievedView,
    DifferenceView,
    Manifest,
    ManifestReplyView,
)
from schemas.wire import OfficeId


class BelievedQuery(PageQuery):
    office: Annotated[OfficeId, Field(description="办理机构编号。")]


def export_file(call: Call[None, Export]) -> Reply[SignedFile]:
    department = Department(call.path["department"])
    return Reply(export(department, call.body, by=call.by, key=call.key, deps=call.deps))


def import_file(call: Call[None, SignedFile]) -> Reply[ImportView]:
    department = Department(call.path["department"])
    done = import_answers(department, call.body, by=call.by, deps=call.deps)
    view = ImportView(
        office=done.office,
        sequence=done.sequence,
        applied=done.applied,
        refused=tuple(map(_refused, done.refused)),
    )
    return Reply(view)


def _refused(line: RefusedLine) -> RefusedLineView:
    return RefusedLineView(
        line=line.line,
        reference=line.answer.reference,
        item=line.answer.item,
        code=line.error.code,
        detail=line.error.detail,
    )


def receive_manifest(call: Call[None, Manifest]) -> Reply[ManifestReplyView]:
    given = call.body
    found = take_manifest(Department(call.path["department"]), given, call.deps)
    view = ManifestReplyView(
        office=given.office,
        day=given.day,
        compared=found.compared,
        total=found.total,
        differences=tuple(DifferenceView(**one) for one in found.differences),
    )
    return Reply(view)


def show_believed(call: Call[BelievedQuery, None]) -> Reply[BelievedView]:
    given, department = call.query, Department(call.path["department"])
    page = believed(
        given.office, department, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps
    )
    items = tuple(map(_believed_item, page.entries))
    return Reply(BelievedView(office=given.office, at=call.deps.clock(), items=items, cursor=page.cursor))


def _believed_item(one: Believed) -> BelievedItemView:
    item = one.item
    return BelievedItemView(
        reference=one.reference,
        item=item.code,
        round=item.dispatch.round,
        status=item.status,
        status_text=CHINESE[item.status],
        since=item.since,
        heard_at=item.clock.heard_at,
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/departments/{department}/exchange/export",
        summary="交换文件：导出下一批分发，或按序号再次导出",
        roles=STAFF_AND_OPERATORS,
        body=Export,
        response=SignedFile,
        handler=export_file,
        idempotent=True,
        errors=(OfficeNotFound, NothingToExport, BatchOutdated, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/exchange/import",
        summary="交换文件：导入部门答复，有一处不符则整份不导入",
        roles=STAFF_AND_OPERATORS,
        body=SignedFile,
        bounds=OF_LISTS,
        response=ImportView,
        handler=import_file,
        idempotent=True,
        errors=(OfficeNotFound, FileRefused, FileReplayed, FileOutOfSequence, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/manifests",
        summary="每日清单：与台账比对，列出不一致之处",
        roles=Access.SIGNED,
        body=Manifest,
        bounds=OF_LISTS,
        response=ManifestReplyView,
        handler=receive_manifest,
        errors=(OfficeNotFound, ManifestAlreadyTaken, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/manifests",
        summary="每日清单：台账中该机构在办的事项",
        roles=STAFF_AND_OPERATORS,
        query=BelievedQuery,
        response=BelievedView,
        handler=show_believed,
        errors=(OfficeNotFound, BadCursor),
    ),
)
