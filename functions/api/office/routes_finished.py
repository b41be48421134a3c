"""What an office without a system of its own has finished."""

from functions.api.route import Call, Reply, Route
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from functions.shapes.case.handover import collected_view
from functions.shapes.case.item_fields import result_view
from functions.shapes.words import item_name
from functions.usecases.office.finished import finished, period_of
from functions.usecases.office.listed import Listed, applicant_name
from functions.web.paging import PageQuery
from functions.web.roles import STAFF
from schemas.codes import CHINESE, Department, Outcome
from schemas.office.finished import FinishedEntryView, FinishedFilter, FinishedView


class FinishedQuery(FinishedFilter, PageQuery):
    pass


def list_finished(call: Call[FinishedQuery, None]) -> Reply[FinishedView]:
    given, department = call.query, Department(call.path["department"])
    period = period_of(given.since, given.until, call.deps.clock())
    page = finished(
        department,
        period,
        given.outcome,
        by=call.by,
        limit=given.limit,
        cursor=given.cursor,
        deps=call.deps,
    )
    entries = tuple(
        _entry(one, one.item.outcome, call.deps) for one in page.entries if one.item.outcome is not None
    )
    return Reply(
        FinishedView(
            since=period.first,
            until=period.last,
            entries=entries,
            cursor=page.cursor,
            unreadable=page.unreadable,
        )
    )


def _entry(listed: Listed, outcome: Outcome, deps: Deps) -> FinishedEntryView:
    case, item = listed.ledger.case, listed.item
    return FinishedEntryView(
        case_id=case.id,
        reference=case.reference,
        item=item.code,
        name=item_name(deps.editions(case.edition), item.code),
        office=item.dispatch.office or "",
        round=item.dispatch.round,
        outcome=outcome,
        outcome_text=CHINESE[outcome],
        since=item.since,
        decided_at=item.decided_at,
        reason=item.reason,
        result=result_view(item),
        person_name=applicant_name(listed) or None,
        collected=collected_view(item, whole=True),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/departments/{department}/finished",
        summary="工作台：本部门本辖区已办结事项，按时间查，近的在前；默认最近三十天",
        roles=STAFF,
        query=FinishedQuery,
        response=FinishedView,
        handler=list_finished,
        errors=(BadCursor,),
    ),
)
