"""Export to the national platform's tables, as JSON Lines; and who was given what."""

import json

from functions.api.route import Call, Reply, Route
from functions.domain.case.access import in_region
from functions.domain.errors import StaleWrite
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor, Forbidden
from functions.ports.case_store import Record
from functions.usecases.national.export import audits, export_national
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.national.export import ExportAuditPageView, ExportAuditView, ExportOrder

NDJSON = "application/x-ndjson"
_CURSOR, MORE, _BATCH = "Lianban-Cursor", "Lianban-More", "Lianban-Batch"
# The ids of cases that could not be read: nothing of them is told, now or by what follows.
UNREADABLE = "Lianban-Unreadable"
# Cases of one answer, however many were asked for. One of all twelve items, granted, is 78 KB of what a Lambda answers, which
# may be 6 MB; whose items were corrected and extended has more rows.
_MOST_CASES = 50


def export_rows(call: Call[None, ExportOrder]) -> Reply[str]:
    order = call.body.model_copy(update={"limit": min(call.body.limit, _MOST_CASES)})
    part = export_national(order, by=call.by, key=call.key, deps=call.deps)
    lines = (json.dumps({"table": table, **row}, ensure_ascii=False) for table, row in part.lines)
    headers = {_CURSOR: part.cursor, MORE: "true" if part.more else "false", _BATCH: part.batch}
    if part.unreadable:
        headers[UNREADABLE] = ",".join(part.unreadable)
    return Reply("".join(f"{line}\n" for line in lines), headers)


def list_exports(call: Call[PageQuery, None]) -> Reply[ExportAuditPageView]:
    """Of the whole province: an audit is for those who answer for all of it."""
    if not in_region(call.by.region, city="440000", county=None):
        raise Forbidden("只有省级运行管理员可以查看导出记录。")
    page = audits(limit=call.query.limit, cursor=call.query.cursor, deps=call.deps)
    entries = tuple(map(_audit, page.entries))
    return Reply(ExportAuditPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def _audit(record: Record) -> ExportAuditView:
    return ExportAuditView.model_validate_json(json.dumps(dict(record.body)))


ROUTES = (
    Route(
        method="POST",
        path="/v1/operator/exports",
        summary="运行管理：按国家平台办件表（up_pro_*）导出本辖区办件，JSON Lines；默认脱敏，须填理由，留痕",
        roles=OPERATORS,
        body=ExportOrder,
        response=str,
        handler=export_rows,
        media=NDJSON,
        idempotent=True,
        errors=(BadCursor, CityNotFound, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/operator/exports",
        summary="运行管理：办件表导出记录（省级）",
        roles=OPERATORS,
        query=PageQuery,
        response=ExportAuditPageView,
        handler=list_exports,
        errors=(BadCursor,),
    ),
)
