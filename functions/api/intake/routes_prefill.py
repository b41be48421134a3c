"""Prefill of a draft from shared data, the consents that it needs, and what operators see of sources that fail."""

from functions.api.intake.routes_draft import draft_reply, draft_told
from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import IdentityUnreadable, IdentityUnverified
from functions.domain.conflicts import DraftChanged
from functions.domain.intake.refusals import InvalidDraft, UnknownConsent
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.intake.draft import failure_page, prefill_view
from functions.usecases.intake import prefill
from functions.web.paging import PageQuery
from functions.web.roles import OPERATORS, SUBMITTERS
from schemas.catalogue.prefill import ConsentOrder
from schemas.intake.views import DraftView, PrefillView, SourceFailurePageView


def prefill_draft(call: Call[None, None]) -> Reply[PrefillView]:
    held, results = prefill.prefill(call.path["draft_id"], by=call.by, deps=call.deps)
    view, headers = draft_told(held, call)
    return Reply(prefill_view(results, view), headers)


def decide_consent(call: Call[None, ConsentOrder]) -> Reply[DraftView]:
    draft_id, code = call.path["draft_id"], call.path["consent"]
    held = prefill.consent(draft_id, code, call.body, by=call.by, deps=call.deps)
    return draft_reply(held, call)


def list_source_failures(call: Call[PageQuery, None]) -> Reply[SourceFailurePageView]:
    given = call.query
    page = prefill.source_failures(limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(failure_page(page))


ROUTES = (
    Route(
        method="POST",
        path="/v1/drafts/{draft_id}/prefill",
        summary="公共数据自动调用：按所选事项和已作的同意，从各数据来源取得信息填入草稿",
        roles=SUBMITTERS,
        response=PrefillView,
        handler=prefill_draft,
        idempotent=True,
        errors=(IdentityUnverified, IdentityUnreadable, InvalidDraft, DraftChanged, TooOften),
        headers=("ETag",),
    ),
    Route(
        method="PUT",
        path="/v1/drafts/{draft_id}/consents/{consent}",
        summary="单独同意：就一类敏感个人信息作出或撤回同意",
        roles=SUBMITTERS,
        body=ConsentOrder,
        response=DraftView,
        handler=decide_consent,
        errors=(UnknownConsent, DraftChanged, TooOften),
        headers=("ETag",),
    ),
    Route(
        method="GET",
        path="/v1/operator/source-failures",
        summary="运行管理：未能应答的数据来源，按日统计",
        roles=OPERATORS,
        query=PageQuery,
        response=SourceFailurePageView,
        handler=list_source_failures,
        errors=(BadCursor,),
    ),
)
