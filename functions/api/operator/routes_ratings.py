"""Ratings (好差评) of the operator's region. Reading only."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor
from functions.shapes.operator.ratings import rating_page
from functions.usecases.applicant.rate import texts_of_items
from functions.usecases.applicant.rated_items import RatingsWanted, ratings_of
from functions.usecases.guide.advise import guide
from functions.web.filters import CityFilter
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.applicant.ratings import VisitState
from schemas.codes import Department
from schemas.codes_citizen import RatingLevel
from schemas.operator.views_ratings import RatingPageView
from schemas.wire import Instant, ItemCode

_VISIT = "差评的回访：owed 待回访，overdue 逾期未回访，paid 已回访。"


class RatingsQuery(PageQuery):
    city: CityFilter = None
    department: Annotated[Department | None, Field(description="部门。")] = None
    item: Annotated[ItemCode | None, Field(description="事项代码。")] = None
    level: Annotated[RatingLevel | None, Field(description="评价等级。")] = None
    visit: Annotated[VisitState | None, Field(description=_VISIT)] = None
    since: Annotated[Instant | None, Field(description="该时刻起首次评价的。")] = None


def list_region_ratings(call: Call[RatingsQuery, None]) -> Reply[RatingPageView]:
    given, deps = call.query, call.deps
    wanted = RatingsWanted(
        city=given.city,
        department=given.department,
        item=given.item,
        levels=frozenset({given.level} if given.level else ()),
        visit=given.visit,
        since=given.since,
    )
    page = ratings_of(wanted, by=call.by, limit=given.limit, cursor=given.cursor, deps=deps)
    texts = texts_of_items([one.item for one in page.entries], deps)
    return Reply(rating_page(page, texts, guide(deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/ratings",
        summary="运行管理：本辖区的好差评，按地市、部门、事项、等级、回访、时间筛选",
        roles=OPERATORS,
        query=RatingsQuery,
        response=RatingPageView,
        handler=list_region_ratings,
        errors=(BadCursor, CityNotFound),
    ),
)
