"""The window: look a person up, continue a citizen's draft, print a receipt; and what operators see of it."""

from functions.api.intake.routes_draft import draft_reply
from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound
from functions.domain.conflicts import DraftChanged
from functions.domain.errors import StaleWrite
from functions.domain.intake.refusals import CodeNotFound, DraftNotFound
from functions.domain.refusals import BadCursor, TooOften
from functions.shapes.intake.window import (
    act_page,
    code_view,
    codes_view,
    look_up_view,
    receipt_view,
    taken_page,
)
from functions.usecases.guide.advise import guide
from functions.usecases.intake import codes, window
from functions.usecases.intake.kept_drafts import draft_of
from functions.usecases.intake.receipt import receipt_of
from functions.usecases.intake.taken import taken_across
from functions.web.paging import PageQuery
from functions.web.roles import APPLICANTS, CLERKS, OPERATORS, SUBMITTERS
from schemas.intake.views import DraftView
from schemas.intake.window import (
    DraftCodesView,
    DraftCodeView,
    LookUp,
    LookUpView,
    ReceiptView,
    Redemption,
    ReferenceLookUp,
    TakenPageView,
    WindowActPageView,
)


def look_person_up(call: Call[None, LookUp]) -> Reply[LookUpView]:
    return Reply(look_up_view(window.look_up(call.body, by=call.by, deps=call.deps)))


def look_reference_up(call: Call[None, ReferenceLookUp]) -> Reply[LookUpView]:
    return Reply(look_up_view(window.look_up_reference(call.body, by=call.by, deps=call.deps)))


def make_draft_code(call: Call[None, None]) -> Reply[DraftCodeView]:
    return Reply(code_view(codes.make_code(call.path["draft_id"], by=call.by, deps=call.deps)))


def list_draft_codes(call: Call[None, None]) -> Reply[DraftCodesView]:
    held = draft_of(call.path["draft_id"], by=call.by, deps=call.deps)
    return Reply(codes_view(codes.waiting_codes(held, call.deps)))


def end_draft_help(call: Call[None, None]) -> Reply[DraftView]:
    return draft_reply(codes.end_help(call.path["draft_id"], by=call.by, deps=call.deps), call)


def continue_draft(call: Call[None, Redemption]) -> Reply[DraftView]:
    reply = draft_reply(codes.redeem(call.body, by=call.by, deps=call.deps), call)
    location = f"/v1/drafts/{reply.view.draft_id}" if reply.view else ""
    return Reply(reply.view, {**reply.headers, "Location": location})


def show_receipt(call: Call[None, None]) -> Reply[ReceiptView]:
    receipt = receipt_of(call.path["case_id"], by=call.by, deps=call.deps)
    edition = call.deps.editions(receipt.ledger.case.edition)
    return Reply(receipt_view(receipt, edition, now=call.deps.clock(), calendar=call.deps.calendar))


def list_window_acts(call: Call[PageQuery, None]) -> Reply[WindowActPageView]:
    given = call.query
    page = window.window_acts(call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(act_page(page))


def list_taken(call: Call[PageQuery, None]) -> Reply[TakenPageView]:
    given = call.query
    page = taken_across(call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    return Reply(taken_page(page, guide(call.deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/window/taken",
        summary="跨域通办：本窗口替别处收的办件，谁收的、什么时候、安置在哪里",
        roles=CLERKS,
        query=PageQuery,
        response=TakenPageView,
        handler=list_taken,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path="/v1/window/lookups",
        summary="窗口查询：按姓名和公民身份号码查本辖区的办件，须写明事由，查询留痕",
        roles=CLERKS,
        body=LookUp,
        response=LookUpView,
        handler=look_person_up,
        idempotent=True,
        errors=(TooOften,),
    ),
    Route(
        method="POST",
        path="/v1/window/reference-lookups",
        summary="窗口查询：按回执上的办件编号查本辖区的办件，须写明事由，查询留痕",
        roles=CLERKS,
        body=ReferenceLookUp,
        response=LookUpView,
        handler=look_reference_up,
        idempotent=True,
        errors=(CaseNotFound, TooOften),
    ),
    Route(
        method="POST",
        path="/v1/drafts/{draft_id}/codes",
        summary="生成授权码：告诉窗口人员，由其继续填写本人的草稿",
        roles=APPLICANTS,
        response=DraftCodeView,
        handler=make_draft_code,
        idempotent=True,
        errors=(DraftChanged, TooOften, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/drafts/{draft_id}/codes",
        summary="还没有使用的授权码：什么时候生成、到什么时候有效；授权码本身只在生成时给出一次",
        roles=APPLICANTS,
        response=DraftCodesView,
        handler=list_draft_codes,
    ),
    Route(
        method="DELETE",
        path="/v1/drafts/{draft_id}/codes",
        summary="收回授权：窗口人员不能再看、再填本人的草稿，已经生成的授权码作废；窗口填好保存的内容还在",
        roles=APPLICANTS,
        response=DraftView,
        handler=end_draft_help,
        errors=(DraftChanged, TooOften),
        headers=("ETag",),
    ),
    Route(
        method="POST",
        path="/v1/window/drafts",
        summary="窗口接续：凭申请人的授权码继续填写其草稿",
        roles=CLERKS,
        body=Redemption,
        response=DraftView,
        handler=continue_draft,
        idempotent=True,
        errors=(CodeNotFound, TooOften, DraftNotFound, DraftChanged),
        headers=("ETag", "Location"),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/receipt",
        summary="收件回执：供打印，身份号码部分隐去",
        roles=SUBMITTERS,
        response=ReceiptView,
        handler=show_receipt,
    ),
    Route(
        method="GET",
        path="/v1/operator/window-acts",
        summary="运行管理：窗口查询和代办的留痕",
        roles=OPERATORS,
        query=PageQuery,
        response=WindowActPageView,
        handler=list_window_acts,
        errors=(BadCursor,),
    ),
)
