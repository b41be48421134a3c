"""问题反馈: sent by anybody, signed in or not; answered and closed by the operators of the city."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.catalogue.refusals import UnknownRegion
from functions.domain.conflicts import FeedbackClosed, KeyReused
from functions.domain.errors import StaleWrite
from functions.domain.guide.refusals import CityNotFound
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.applicant.feedback import feedback_view
from functions.usecases.applicant import feedback
from functions.usecases.applicant.anonymous_feedback import feedback_by_code, send_anonymously
from functions.usecases.guide.advise import guide
from functions.web.filters import CityFilter
from functions.web.paging import PageQuery
from functions.web.roles import EVERYBODY, OPERATORS
from schemas.applicant.feedback import (
    AnonymousFeedbackReceiptView,
    FeedbackLookup,
    FeedbackOrder,
    FeedbackPageView,
    FeedbackReceiptView,
    FeedbackReply,
    FeedbackStatus,
    FeedbackView,
)
from schemas.codes_citizen import FeedbackKind

_SENT = "已转给该市的运行管理员，答复后可在此查看。"
SENT_ANONYMOUSLY = "已转给该市的运行管理员。请记下查询码：查看答复只凭它，遗失不能补发。"


class FeedbackQuery(PageQuery):
    status: Annotated[FeedbackStatus, Field(description="open 待处理，closed 已办结。")] = "open"
    city: CityFilter = None
    kind: Annotated[FeedbackKind | None, Field(description="反馈的类别。")] = None


def send_feedback(call: Call[None, FeedbackOrder]) -> Reply[FeedbackReceiptView]:
    given = feedback.send(call.body, by=call.by, key=call.key, deps=call.deps)
    location = f"/v1/feedback/{given}"
    receipt = FeedbackReceiptView(id=given, location=location, next_steps=_SENT)
    return Reply(receipt, {"Location": location})


def send_anonymous_feedback(call: Call[None, FeedbackOrder]) -> Reply[AnonymousFeedbackReceiptView]:
    sent = send_anonymously(call.body, address=call.address, key=call.key, deps=call.deps)
    return Reply(AnonymousFeedbackReceiptView(id=sent.id, code=sent.code, next_steps=SENT_ANONYMOUSLY))


def look_up_feedback(call: Call[None, FeedbackLookup]) -> Reply[FeedbackView]:
    found = feedback_by_code(call.body.code, address=call.address, deps=call.deps)
    return Reply(feedback_view(found, guide(call.deps)))


def show_feedback(call: Call[None, None]) -> Reply[FeedbackView]:
    found = feedback.feedback_of(call.path["feedback_id"], by=call.by, deps=call.deps)
    return Reply(feedback_view(found, guide(call.deps)))


def list_own_feedback(call: Call[PageQuery, None]) -> Reply[FeedbackPageView]:
    given = call.query
    page = feedback.own_feedback(by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(feedback_view(found, guide(call.deps)) for found in page.entries)
    return Reply(FeedbackPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def list_feedback(call: Call[FeedbackQuery, None]) -> Reply[FeedbackPageView]:
    given = call.query
    page = feedback.feedback_list(
        given.status,
        city=given.city,
        kind=given.kind,
        by=call.by,
        limit=given.limit,
        cursor=given.cursor,
        deps=call.deps,
    )
    entries = tuple(feedback_view(found, guide(call.deps)) for found in page.entries)
    return Reply(FeedbackPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def reply_to_feedback(call: Call[None, FeedbackReply]) -> Reply[FeedbackView]:
    found = feedback.reply(call.path["feedback_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(feedback_view(found, guide(call.deps)))


ROUTES = (
    Route(
        method="POST",
        path="/v1/feedback",
        summary="问题反馈：提交",
        roles=EVERYBODY,
        body=FeedbackOrder,
        response=FeedbackReceiptView,
        handler=send_feedback,
        status=201,
        idempotent=True,
        errors=(UnknownRegion, KeyReused, TooOften),
        headers=("Location",),
    ),
    Route(
        method="GET",
        path="/v1/feedback",
        summary="问题反馈：本人提交的各条",
        roles=EVERYBODY,
        query=PageQuery,
        response=FeedbackPageView,
        handler=list_own_feedback,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path="/v1/anonymous-feedback",
        summary="问题反馈：不登录提交，凭查询码查看答复",
        roles=Access.PUBLIC,
        body=FeedbackOrder,
        response=AnonymousFeedbackReceiptView,
        handler=send_anonymous_feedback,
        status=201,
        idempotent=True,
        errors=(UnknownRegion, KeyReused, TooOften),
    ),
    Route(
        method="POST",
        path="/v1/anonymous-feedback/lookups",
        summary="问题反馈：不登录的，凭查询码查看答复",
        roles=Access.PUBLIC,
        body=FeedbackLookup,
        response=FeedbackView,
        handler=look_up_feedback,
        errors=(FeedbackNotFound, TooOften),
    ),
    Route(
        method="GET",
        path="/v1/feedback/{feedback_id}",
        summary="问题反馈：查看本人的反馈及答复",
        roles=EVERYBODY,
        response=FeedbackView,
        handler=show_feedback,
        errors=(FeedbackNotFound,),
    ),
    Route(
        method="GET",
        path="/v1/operator/feedback",
        summary="运行管理：本辖区的问题反馈",
        roles=OPERATORS,
        query=FeedbackQuery,
        response=FeedbackPageView,
        handler=list_feedback,
        errors=(BadCursor, CityNotFound),
    ),
    Route(
        method="POST",
        path="/v1/operator/feedback/{feedback_id}/replies",
        summary="运行管理：答复问题反馈，或注明理由办结",
        roles=OPERATORS,
        body=FeedbackReply,
        response=FeedbackView,
        handler=reply_to_feedback,
        idempotent=True,
        errors=(FeedbackNotFound, FeedbackClosed, KeyReused, StaleWrite),
    ),
)
