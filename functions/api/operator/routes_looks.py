"""Who looked at what a case holds of its person. Reading only."""

from functions.api.route import Call, Reply, Route
from functions.domain.refusals import BadCursor
from functions.shapes.operator.looks import look_page
from functions.usecases.case.who_looked import looks_at
from functions.usecases.guide.advise import guide
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.operator.views_looks import CaseLookPageView


def list_case_looks(call: Call[PageQuery, None]) -> Reply[CaseLookPageView]:
    given, case_id = call.query, call.path["case_id"]
    page = looks_at(case_id, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(look_page(page, guide(call.deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}/looks",
        summary="运行管理：谁看过本办件中申请人的内容，同一小时内同样的查看记一次",
        roles=OPERATORS,
        query=PageQuery,
        response=CaseLookPageView,
        handler=list_case_looks,
        errors=(BadCursor,),
    ),
)
