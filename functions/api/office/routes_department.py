"""What departments tell us: signed webhooks (Standard Webhooks 1.0)."""

from functools import partial

from functions.api.office.refused_answers import REFUSED_ANSWERS
from functions.api.route import OF_WORDS, Access, Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import WebhookIdReused
from functions.shapes.office import answer_receipt
from functions.usecases.intake.documents import answered_by_system
from functions.usecases.office.answer import record_answer
from schemas.case.answers import Answer
from schemas.codes import Department
from schemas.office.answering import ANSWERING
from schemas.views import AnswerReceiptView


def receive_answer(call: Call[None, Answer]) -> Reply[AnswerReceiptView]:
    department = Department(call.path["department"])
    record = partial(record_answer, department, call.body, webhook_id=call.webhook_id, deps=call.deps)
    item = answered_by_system(department, call.body, lambda found: record(documents=found), call.deps)
    return Reply(answer_receipt(call.body.reference, item))


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
        errors=(CaseNotFound, ItemNotFound, *REFUSED_ANSWERS, WebhookIdReused),
    ),
)
