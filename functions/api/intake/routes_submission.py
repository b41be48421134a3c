"""A submission: a whole form or a draft, at once."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified
from functions.domain.catalogue.refusals import InvalidApplication, UnknownItem, UnknownRegion
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import DraftChanged, ItemAlreadyApplied, KeyReused
from functions.domain.errors import FieldProblem, FileUnread, MaterialsUnavailable, ScannerUnavailable
from functions.domain.guide.refusals import ItemNotOffered
from functions.domain.intake.refusals import (
    ContradictsSource,
    DraftNotFound,
    MaterialsMissing,
    NotMadeUp,
    NotYourApplication,
)
from functions.domain.refusals import TooOften
from functions.ports.deps import Deps
from functions.usecases.intake.submit import submit
from functions.usecases.intake.submit_draft import submit_draft
from functions.web.roles import SUBMITTERS
from schemas.codes import CHINESE, CaseStatus, Role
from schemas.form.application import Application
from schemas.form.partial import FormProblem
from schemas.guide.rollout import Channel
from schemas.intake.draft import DraftSubmission
from schemas.intake.submission import SUBMISSION, everything_wrong
from schemas.views import CaseReceiptView
from schemas.wire import Wire

MANDATE = "窗口代办请先建立草稿，写明受理方式和核验单或委托书编号，再按草稿提交。"
_NEXT_STEPS = "请记下办件编号。系统先核查入伍信息，通过后分发到各部门，不用核查的事项同时分发；可随时查看每个事项的进度。"


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
            FileUnread,
            TooOften,
        ),
        headers=("Location",),
    ),
)
