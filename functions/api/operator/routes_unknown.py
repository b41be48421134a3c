"""What offices have and we do not know: after a restore, what the backup lacks."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.office.refusals import OfficeNotFound
from functions.domain.refusals import BadCursor
from functions.ports.page import Page
from functions.shapes.operator.unknown import unknown_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.unknown_here import MOST_KEPT, last_restoration, unknown_at, unknown_here
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.operator.views_unknown import UnknownPageView
from schemas.wire import OfficeId


class UnknownQuery(PageQuery):
    office: Annotated[OfficeId | None, Field(description="只看这个机构的（机构编号），列出的事项更多。")] = (
        None
    )


def list_unknown(call: Call[UnknownQuery, None]) -> Reply[UnknownPageView]:
    given, deps = call.query, call.deps
    restored, edition = last_restoration(deps), guide(deps)
    if given.office:
        one = Page((unknown_at(given.office, by=call.by, deps=deps),))
        return Reply(unknown_page(one, restored, edition, most=MOST_KEPT))
    page = unknown_here(by=call.by, limit=given.limit, cursor=given.cursor, deps=deps)
    return Reply(unknown_page(page, restored, edition))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/unknown-items",
        summary="运行管理：机构的每日清单里有而台账里没有的事项，恢复备份后据此核对",
        roles=OPERATORS,
        query=UnknownQuery,
        response=UnknownPageView,
        handler=list_unknown,
        errors=(BadCursor, OfficeNotFound),
    ),
)
