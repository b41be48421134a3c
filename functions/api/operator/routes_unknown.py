"""What offices have and we do not know: after a restore, what the backup lacks."""

from functions.api.route import Call, Reply, Route
from functions.domain.refusals import BadCursor
from functions.shapes.operator.unknown import unknown_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.unknown_here import last_restoration, unknown_here
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.operator.views_unknown import UnknownPageView


def list_unknown(call: Call[PageQuery, None]) -> Reply[UnknownPageView]:
    given = call.query
    page = unknown_here(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(unknown_page(page, last_restoration(call.deps), guide(call.deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/unknown-items",
        summary="运行管理：机构的每日清单里有而台账里没有的事项，恢复备份后据此核对",
        roles=OPERATORS,
        query=PageQuery,
        response=UnknownPageView,
        handler=list_unknown,
        errors=(BadCursor,),
    ),
)
