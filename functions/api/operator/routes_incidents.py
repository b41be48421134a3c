"""What needs an operator, and what operators do about it; a case's next run; the summary."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import ActOutOfPlace, KeyReused, NothingToTell, SecondOperatorNeeded
from functions.domain.errors import StaleWrite
from functions.domain.guide.refusals import CityNotFound
from functions.domain.office.refusals import UnknownOffice
from functions.domain.refusals import BadCursor
from functions.shapes.operator.incidents import attention_page, resolved_item, run_view
from functions.shapes.operator.summary import group_list, setback_view, summary_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import attention as incidents
from functions.usecases.operator.operate import continue_case, resolve
from functions.usecases.operator.setbacks import set_aside
from functions.usecases.operator.summary import summary_of
from functions.web.filters import CityFilter
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS
from schemas.codes import Attention, Department
from schemas.operator.acts import RESOLUTION, Grounds, GroupName, ProgramName, Resolution, SetAside
from schemas.operator.views_incidents import AttentionPageView, ResolvedItemView, RunView
from schemas.operator.views_summary import GroupListView, SetbackView, SummaryView
from schemas.wire import Wire

_KIND = (
    "incident 异常、overdue 超期、silent 部门久未答复、sending 尚未送达部门、"
    "unvisited 差评逾期未回访、untold 通知未能送达；不填为全部。"
)


class GroupsQuery(Wire):
    attention: Annotated[Attention | None, Field(description=_KIND)] = None
    state: Annotated[ProgramName | None, Field(description="异常发生在哪一步（代码，以列表所给为准）。")] = (
        None
    )
    error: Annotated[ProgramName | None, Field(description="异常的种类（代码，以列表所给为准）。")] = None
    department: Annotated[Department | None, Field(description="部门。")] = None
    city: CityFilter = None
    group: Annotated[GroupName | None, Field(description="归类所给的代码：原因相同的各个事项。")] = None


class IncidentsQuery(GroupsQuery, PageQuery):
    pass


def list_incidents(call: Call[IncidentsQuery, None]) -> Reply[AttentionPageView]:
    given = call.query
    page = incidents.incidents_of(
        _filter(given), by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps
    )
    return Reply(attention_page(page, guide(call.deps)))


def list_incident_groups(call: Call[GroupsQuery, None]) -> Reply[GroupListView]:
    groups, partial = incidents.groups_of(_filter(call.query), by=call.by, deps=call.deps)
    return Reply(group_list(groups, partial=partial))


def _filter(given: GroupsQuery) -> incidents.Filter:
    return incidents.Filter(
        given.attention, given.state, given.error, given.department, given.city, given.group
    )


def show_incident(call: Call[None, None]) -> Reply[ResolvedItemView]:
    case_id, code = _named(call.path["incident"])
    ledger, item, acts = incidents.incident_of(case_id, code, by=call.by, deps=call.deps)
    return Reply(resolved_item(ledger, item, acts, call.deps.editions(ledger.case.edition)))


def resolve_incident(call: Call[None, Resolution]) -> Reply[ResolvedItemView]:
    case_id, code = _named(call.path["incident"])
    resolve(case_id, code, call.body, by=call.by, key=call.key, deps=call.deps)
    ledger, item, acts = incidents.incident_of(case_id, code, by=call.by, deps=call.deps)
    return Reply(resolved_item(ledger, item, acts, call.deps.editions(ledger.case.edition)))


def _named(incident: str) -> tuple[str, str]:
    """`{case_id}.{item}`, whose form has been checked."""
    case_id, _, code = incident.partition(".")
    return case_id, code


def start_next_run(call: Call[None, Grounds]) -> Reply[RunView]:
    case = continue_case(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(run_view(case))


def show_summary(call: Call[None, None]) -> Reply[SummaryView]:
    return Reply(summary_view(summary_of(call.by, call.deps), guide(call.deps)))


def set_case_aside(call: Call[None, SetAside]) -> Reply[SetbackView]:
    found = set_aside(call.path["case_id"], call.body.reason, by=call.by, deps=call.deps)
    return Reply(setback_view(found))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/summary",
        summary="运行管理：各部门、各地市待处理的异常、超期和久未答复，最近一次巡检",
        roles=OPERATORS,
        response=SummaryView,
        handler=show_summary,
    ),
    Route(
        method="GET",
        path="/v1/operator/incidents",
        summary="运行管理：需要处理的事项",
        roles=OPERATORS,
        query=IncidentsQuery,
        response=AttentionPageView,
        handler=list_incidents,
        errors=(BadCursor, CityNotFound),
    ),
    Route(
        method="GET",
        path="/v1/operator/incidents/groups",
        summary="运行管理：需要处理的事项，按状态、错误、原因归类",
        roles=OPERATORS,
        query=GroupsQuery,
        response=GroupListView,
        handler=list_incident_groups,
        errors=(CityNotFound,),
    ),
    Route(
        method="GET",
        path="/v1/operator/incidents/{incident}",
        summary="运行管理：一个事项的处理情况，含历次操作前后的状态",
        roles=OPERATORS,
        response=ResolvedItemView,
        handler=show_incident,
        errors=(CaseNotFound, ItemNotFound),
    ),
    Route(
        method="POST",
        path="/v1/operator/incidents/{incident}/resolution",
        summary="运行管理：重新分发、改派（记录后由系统随即发出）、登记结果、终止办理，更正已记录的结果（须两人），或处理未送达的通知",
        roles=OPERATORS,
        body=RESOLUTION,
        response=ResolvedItemView,
        handler=resolve_incident,
        idempotent=True,
        errors=(
            CaseNotFound,
            ItemNotFound,
            ActOutOfPlace,
            SecondOperatorNeeded,
            UnknownOffice,
            NothingToTell,
            KeyReused,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/operator/cases/{case_id}/runs",
        summary="运行管理：停止当前执行，由新的执行接续办理",
        roles=OPERATORS,
        body=Grounds,
        response=RunView,
        handler=start_next_run,
        idempotent=True,
        errors=(ActOutOfPlace, KeyReused, StaleWrite),
    ),
    Route(
        method="PUT",
        path="/v1/operator/cases/{case_id}/setback",
        summary="运行管理：巡检无法处理的办件，填写理由的隔离，不填的下次巡检重新处理",
        roles=OPERATORS,
        body=SetAside,
        response=SetbackView,
        handler=set_case_aside,
        errors=(CaseNotFound, StaleWrite),
    ),
)
