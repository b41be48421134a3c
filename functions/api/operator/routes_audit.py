"""What operators did to the cases of a region. Reading only."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor
from functions.shapes.operator.audit import acts_page
from functions.usecases.guide.advise import guide
from functions.usecases.operator.audit import acts_done
from functions.web.filters import CityFilter
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.operator.views_incidents import CaseActPageView


class ActsQuery(PageQuery):
    city: CityFilter = None
    by: Annotated[
        str | None, Field(min_length=1, max_length=200, description="只看这名运行管理员做的（编号）。")
    ] = None


def list_acts(call: Call[ActsQuery, None]) -> Reply[CaseActPageView]:
    given, deps = call.query, call.deps
    page = acts_done(
        by=call.by, limit=given.limit, cursor=given.cursor, city=given.city, actor=given.by, deps=deps
    )
    return Reply(acts_page(page, guide(deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/acts",
        summary="运行管理：运行管理员对本辖区办件做过的操作，谁、何时、理由、前后",
        roles=OPERATORS,
        query=ActsQuery,
        response=CaseActPageView,
        handler=list_acts,
        errors=(BadCursor, CityNotFound),
    ),
)
