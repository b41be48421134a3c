"""Cases as applicants and the window see them: submit, list, read, follow."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, IdentityUnreadable, IdentityUnverified
from functions.domain.catalogue.refusals import InvalidApplication, UnknownItem, UnknownRegion
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import DraftChanged, ItemAlreadyApplied, KeyReused
from functions.domain.errors import FieldProblem, MaterialsUnavailable, ScannerUnavailable
from functions.domain.guide.refusals import CityNotFound, ItemNotOffered
from functions.domain.intake.refusals import (
    ContradictsSource,
    DraftNotFound,
    MaterialsMissing,
    NotMadeUp,
    NotYourApplication,
)
from functions.domain.refusals import BadCursor, TooOften
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.shapes.case.case import case_page
from functions.shapes.case.progress import event_page
from functions.shapes.case.shown import case_shown
from functions.shapes.case.waiting import waiting_page
from functions.usecases.applicant.todos import waiting
from functions.usecases.case import lists, view
from functions.usecases.guide.advise import guide
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.web.filters import StatusFilter, TodoFilter
from functions.web.paging import PageQuery
from functions.web.roles import CASE_READERS, SUBMITTERS
from schemas.case.views import CasePageView, CaseView, EventPageView
from schemas.codes import CHINESE, CaseStatus, Role
from schemas.codes_citizen import TodoKind
from schemas.form.application import Application
from schemas.form.partial import FormProblem
from schemas.guide.rollout import Channel
from schemas.intake.draft import DraftSubmission
from schemas.intake.submission import SUBMISSION, everything_wrong
from schemas.views import CaseReceiptView
from schemas.wire import WholeReference, Wire

MANDATE = "窗口代办请先建立草稿，写明受理方式和核验单或委托书编号，再按草稿提交。"
_NEXT_STEPS = "请记下办件编号。系统先核查入伍信息，再分发到各部门；可随时查看每个事项的进度。"


class CasesQuery(PageQuery):
    status: StatusFilter = None
    todo: TodoFilter = None
    reference: Annotated[
        WholeReference | None, Field(description="办件编号，须完整；申请人的回执或短信上有。")
    ] = None


class SubmissionQuery(Wire):
    channel: Annotated[Channel, Field(description="申办渠道；窗口人员提交的一律按办事窗口。")] = (
        Channel.GOVERNMENT_PORTAL
    )


def open_case(call: Call[SubmissionQuery, Application | DraftSubmission]) -> Reply[CaseReceiptView]:
    given, channel = call.body, call.query.channel
    if isinstance(given, DraftSubmission):
        submission = submit_draft(given.draft, by=call.by, key=call.key, deps=call.deps, channel=channel)
    elif call.by.role is Role.CLERK:
        raise InvalidApplication(problems=(FieldProblem("/draft", MANDATE),))
    else:
        submission = submit(given, by=call.by, key=call.key, deps=call.deps, channel=channel)
    location = f"/v1/cases/{submission.case_id}"
    receipt = CaseReceiptView(
        case_id=submission.case_id,
        reference=submission.reference,
        status=CaseStatus.OPEN,
        status_text=CHINESE[CaseStatus.OPEN],
        location=location,
        next_steps=_NEXT_STEPS,
    )
    return Reply(receipt, {"Location": location})


def _everything_wrong(deps: Deps, raw: bytes) -> tuple[FormProblem, ...]:
    return everything_wrong(raw, deps.editions(deps.current_edition), shanghai_date(deps.clock()))


def list_cases(call: Call[CasesQuery, None]) -> Reply[CasePageView]:
    given = call.query
    query = CaseQuery(status=given.status, reference=given.reference)
    if given.todo:
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
        method="POST",
        path="/v1/cases",
        summary="提交申请：整份表单或一份草稿，一次提交，开立一个办件",
        roles=SUBMITTERS,
        query=SubmissionQuery,
        body=SUBMISSION,
        response=CaseReceiptView,
        handler=open_case,
        status=202,
        idempotent=True,
        invalid=InvalidApplication,
        explain=_everything_wrong,
        errors=(
            KeyReused,
            ItemAlreadyApplied,
            UnknownItem,
            UnknownRegion,
            ItemNotOffered,
            DraftNotFound,
            IdentityUnverified,
            IdentityUnreadable,
            NotYourApplication,
            NotMadeUp,
            DraftChanged,
            MaterialsMissing,
            ContradictsSource,
            MaterialsUnavailable,
            ScannerUnavailable,
        ),
        headers=("Location",),
    ),
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
