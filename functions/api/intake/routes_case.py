"""Cases as applicants and the window see them: list, read, follow."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor, TooOften
from functions.ports.case_store import CaseQuery
from functions.shapes.case.case import case_page
from functions.shapes.case.progress import event_page
from functions.shapes.case.shown import case_shown
from functions.usecases.case import lists, view
from functions.usecases.guide.advise import guide
from functions.web.filters import StatusFilter, TodoFilter
from functions.web.paging import PageQuery
from functions.web.roles import CASE_READERS
from schemas.case.views import CasePageView, CaseView, EventPageView
from schemas.codes_citizen import TodoKind
from schemas.wire import WholeReference


class CasesQuery(PageQuery):
    status: StatusFilter = None
    todo: TodoFilter = None
    reference: Annotated[
        WholeReference | None, Field(description="办件编号，须完整；申请人的回执或短信上有。")
    ] = None


def list_cases(call: Call[CasesQuery, None]) -> Reply[CasePageView]:
    given = call.query
    query = CaseQuery(status=given.status, reference=given.reference)
    if given.todo:
        # Imported when somebody asks: most look at all of theirs.
        from functions.shapes.case.waiting import waiting_page
        from functions.usecases.applicant.waiting import waiting

        kind = None if given.todo == "any" else TodoKind(given.todo)
        found = waiting(kind, query, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
        return Reply(waiting_page(found, call.deps))
    page = lists.cases_of(query, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(case_page(page, guide(call.deps)))


def show_case(call: Call[None, None]) -> Reply[CaseView]:
    ledger = view.ledger_of(call.path["case_id"], by=call.by, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def list_events(call: Call[PageQuery, None]) -> Reply[EventPageView]:
    case_id, given = call.path["case_id"], call.query
    ledger = view.ledger_of(case_id, by=call.by, deps=call.deps)
    page = view.case_events(case_id, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(event_page(page, ledger, call.deps.editions(ledger.case.edition)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/cases",
        summary="办件列表：申请人看本人的，窗口人员和运行管理员看本辖区的；按待办（todo）筛选时列出等待申请人办理的事",
        roles=CASE_READERS,
        query=CasesQuery,
        response=CasePageView,
        handler=list_cases,
        errors=(BadCursor, CaseNotFound, CityNotFound, TooOften),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}",
        summary="办件进度：入伍信息核查和每个事项办到哪一步",
        roles=CASE_READERS,
        response=CaseView,
        handler=show_case,
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/events",
        summary="办件经过：从提交到办结的每一步",
        roles=CASE_READERS,
        query=PageQuery,
        response=EventPageView,
        handler=list_events,
        errors=(BadCursor,),
    ),
)
