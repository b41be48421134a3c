"""What departments tell us: signed webhooks (Standard Webhooks 1.0)."""

from functions.api.route import OF_WORDS, Access, Call, Reply, Route
from functions.domain.case.refusals import (
    AnswerTimeOutOfRange,
    CaseNotFound,
    ExtensionNotAllowed,
    ItemNotFound,
    UnknownMissing,
)
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    OutcomeAlreadyRecorded,
    RoundSuperseded,
    WebhookIdReused,
)
from functions.usecases.office.answer import record_answer
from schemas.case.answers import Answer
from schemas.codes import CHINESE, Department
from schemas.office.answering import ANSWERING
from schemas.views import AnswerReceiptView


def receive_answer(call: Call[None, Answer]) -> Reply[AnswerReceiptView]:
    department = Department(call.path["department"])
    item = record_answer(department, call.body, webhook_id=call.webhook_id, deps=call.deps)
    receipt = AnswerReceiptView(
        reference=call.body.reference,
        item=item.code,
        round=item.dispatch.round,
        status=item.status,
        status_text=CHINESE[item.status],
    )
    return Reply(receipt)


ROUTES = (
    Route(
        method="POST",
        path="/v1/departments/{department}/answers",
        summary="部门答复：2xx 表示答复已落盘",
        roles=Access.SIGNED,
        body=ANSWERING,
        bounds=OF_WORDS,
        response=AnswerReceiptView,
        handler=receive_answer,
        errors=(
            CaseNotFound,
            ItemNotFound,
            OutcomeAlreadyRecorded,
            RoundSuperseded,
            AnswerOutOfPlace,
            AnswerTimeOutOfRange,
            ExtensionNotAllowed,
            UnknownMissing,
            WebhookIdReused,
        ),
    ),
)
