"""Cases as operators see them, with the state machine's runs. Reading only."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, ExecutionNotFound
from functions.domain.errors import StartThrottled
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.case.case import case_page
from functions.shapes.operator.cases import (
    execution_fields,
    execution_list,
    history_page,
    operator_case,
)
from functions.usecases.case import view
from functions.usecases.guide.advise import guide
from functions.usecases.office.which_office import office_names
from functions.usecases.operator.find_cases import Came, Order, Wanted, found_cases
from functions.web.filters import CITY_CODE, StatusFilter
from functions.web.paging import Cursor, PageQuery
from functions.web.roles import OPERATORS
from schemas.case.views import CasePageView
from schemas.codes import Attention, Department
from schemas.operator.views import ExecutionDetailView, ExecutionListView, OperatorCaseView
from schemas.wire import Instant, ItemCode, OfficeId, RegionCode, WholeReference, Wire

STUCK = (
    "incident 异常、overdue 超期、silent 部门久未答复、sending 尚未送达部门、unvisited 差评逾期未回访、"
    "untold 通知未能送达。"
)
WALKED = "翻看时逐件核对，一页可能不满，请按 cursor 继续。"


_ORDER = (
    "按提交时间：newest 新的在前（不填的即此），oldest 早的在前；一个市一个市地列。"
    "按 stuck 或者 office 查的，总是等得最久的在前。"
)


class OperatorCasesQuery(PageQuery):
    """All that is said of an item must hold of one and the same."""

    status: StatusFilter = None
    city: Annotated[RegionCode | None, Field(description=CITY_CODE)] = None
    county: Annotated[RegionCode | None, Field(description="县区代码（GB/T 2260）。")] = None
    reference: Annotated[WholeReference | None, Field(description="办件编号。")] = None
    stuck: Annotated[Attention | None, Field(description=f"含需要处理的事项：{STUCK}")] = None
    office: Annotated[OfficeId | None, Field(description="含由该机构在办的事项（机构编号）。")] = None
    item: Annotated[ItemCode | None, Field(description=f"含该事项（事项代码）。{WALKED}")] = None
    department: Annotated[Department | None, Field(description=f"含该部门的事项。{WALKED}")] = None
    channel: Annotated[Came | None, Field(description=f"从哪里提交：window 窗口，online 网上。{WALKED}")] = (
        None
    )
    since: Annotated[Instant | None, Field(description=f"该时刻起提交的。{WALKED}")] = None
    due: Annotated[Instant | None, Field(description=f"含期限早于该时刻的未办结事项。{WALKED}")] = None
    order: Annotated[Order | None, Field(description=_ORDER)] = None


class HistoryQuery(Wire):
    limit: Annotated[int, Field(ge=1, le=1000, description="每页条数，1 至 1000。")] = 100
    cursor: Cursor | None = None


def list_operator_cases(call: Call[OperatorCasesQuery, None]) -> Reply[CasePageView]:
    given = call.query
    wanted = Wanted(**given.model_dump(exclude={"limit", "cursor"}))
    page = found_cases(wanted, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(case_page(page, guide(call.deps)))


def show_operator_case(call: Call[None, None]) -> Reply[OperatorCaseView]:
    case_id = call.path["case_id"]
    ledger = view.ledger_of(case_id, by=call.by, deps=call.deps)
    executions = view.executions_told(case_id, by=call.by, deps=call.deps)
    offices = office_names(ledger, call.deps)
    edition, now = call.deps.editions(ledger.case.edition), call.deps.clock()
    return Reply(operator_case(ledger, executions, edition, offices, now))


def list_executions(call: Call[None, None]) -> Reply[ExecutionListView]:
    return Reply(execution_list(view.executions_of(call.path["case_id"], by=call.by, deps=call.deps)))


def show_execution(call: Call[HistoryQuery, None]) -> Reply[ExecutionDetailView]:
    from functions.shapes.operator.graph import draw

    case_id, run, given = call.path["case_id"], int(call.path["run"]), call.query
    seen = view.run_seen(case_id, run, by=call.by, deps=call.deps)
    page = view.history_of(case_id, run, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    running = seen.execution.status == "RUNNING"
    detail = ExecutionDetailView(
        **execution_fields(seen.execution),
        graph=draw(seen.definition, seen.history, running=running),
        graph_whole=seen.whole,
        history=history_page(page),
    )
    return Reply(detail)


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/cases",
        summary="运行管理：按状态、地方、编号、机构、卡在哪里、事项、部门、渠道、时间查办件",
        roles=OPERATORS,
        query=OperatorCasesQuery,
        response=CasePageView,
        handler=list_operator_cases,
        errors=(BadCursor, CaseNotFound, CityNotFound, TooOften),
    ),
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}",
        summary="运行管理：办件台账全貌，含等待、异常和执行记录",
        roles=OPERATORS,
        response=OperatorCaseView,
        handler=show_operator_case,
    ),
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}/executions",
        summary="运行管理：办件的各次执行",
        roles=OPERATORS,
        response=ExecutionListView,
        handler=list_executions,
        errors=(StartThrottled,),
    ),
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}/executions/{run}",
        summary="运行管理：一次执行的状态图和历史",
        roles=OPERATORS,
        query=HistoryQuery,
        response=ExecutionDetailView,
        handler=show_execution,
        errors=(ExecutionNotFound, BadCursor, StartThrottled),
    ),
)
