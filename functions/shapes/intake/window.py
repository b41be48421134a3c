"""What the window is told, and what it prints."""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.case.item import CaseItem
from functions.domain.catalogue.standing import check_told
from functions.domain.clock import Calendar
from functions.domain.deadlines.terms import warnings
from functions.domain.masking import masked_number
from functions.ports.case_store import Record
from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.case.case import warning_view
from functions.usecases.intake.codes import WaitingCode, WindowCode
from functions.usecases.intake.receipt import Receipt
from functions.usecases.intake.taken import TakenCase
from functions.usecases.intake.window import LookedUp
from schemas.catalogue.edition import Edition
from schemas.choices import MANDATES
from schemas.codes import CHINESE, Outcome
from schemas.intake.draft import MandateHow, OnBehalfOf
from schemas.intake.window import (
    DraftCodesView,
    DraftCodeView,
    FoundCaseView,
    LookUpView,
    ReceiptItemView,
    ReceiptView,
    TakenPageView,
    TakenView,
    WaitingCodeView,
    WindowActPageView,
    WindowActView,
)

TELL = "请在有效期内把授权码告诉窗口人员。授权码只能使用一次，使用后窗口人员可在一天内继续填写。"
_KEEP = "请保存本回执。可凭办件编号到安置地的办事窗口查询，或以本人实名账号登录后查看进度。"
_KEEP_ACROSS = (
    "请保存本回执。本办件为跨域收件，由安置地的机构办理；可到收件窗口或者安置地窗口查询，也可登录查看进度。"
)
BY_CITIZEN, AT_WINDOW = "申请人网上提交", "办事窗口代为提交"
_ACTS = {
    "look_up": "查询办件",
    "continue_draft": "接续申请人的草稿",
    "prefill": "调用公共数据",
    "applied_before": "得知申请人已申请过的事项",
    "wrong_code": "授权码输入有误",
}


def code_view(code: WindowCode) -> DraftCodeView:
    return DraftCodeView(code=code.text, expires_at=code.expires_at, next_steps=TELL)


def codes_view(codes: Iterable[WaitingCode]) -> DraftCodesView:
    entries = (WaitingCodeView(made_at=one.made_at, expires_at=one.expires_at) for one in codes)
    return DraftCodesView(entries=tuple(entries))


def look_up_view(looked_up: LookedUp) -> LookUpView:
    found = tuple(
        FoundCaseView(
            case_id=case.id,
            reference=case.reference,
            status=case.status,
            status_text=CHINESE[case.status],
            opened_at=case.opened_at,
            city=case.city,
            county=case.county,
        )
        for case in looked_up.cases
    )
    return LookUpView(cases=found, unreadable=looked_up.damaged)


def act_page(page: Page[Record]) -> WindowActPageView:
    entries = tuple(
        WindowActView.model_validate(
            {**record.body, "act_text": _ACTS.get(record.body["act"], "")}, strict=False
        )
        for record in page.entries
    )
    return WindowActPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def taken_page(page: Page[TakenCase], edition: Edition) -> TakenPageView:
    entries = tuple(
        TakenView(
            case_id=one.case.id,
            reference=one.case.reference,
            place="".join(
                words.region_name(edition, code) for code in (one.case.city, one.case.county) if code
            ),
            window=one.window,
            clerk=one.clerk,
            at=one.at,
            status=one.case.status,
        )
        for one in page.entries
    )
    return TakenPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def receipt_view(receipt: Receipt, edition: Edition, *, now: datetime, calendar: Calendar) -> ReceiptView:
    case = receipt.ledger.case
    detail = receipt.submitted.detail if receipt.submitted else {}
    mandate = None
    if "how" in detail:
        mandate = OnBehalfOf(how=MandateHow(detail["how"]), evidence=detail["evidence"])
    return ReceiptView(
        reference=case.reference,
        received_at=case.opened_at,
        name=receipt.person.name,
        id_number=masked_number(receipt.person.id_number),
        handed_in=AT_WINDOW if mandate else BY_CITIZEN,
        office=detail.get("office"),
        mandate=mandate,
        mandate_text=f"{MANDATES[mandate.how]}，编号 {mandate.evidence}" if mandate else None,
        items=tuple(_item(item, receipt, edition) for item in receipt.ledger.held),
        warnings=tuple(
            warning_view(one, edition) for one in warnings(receipt.ledger, edition, now, calendar)
        ),
        next_steps=_KEEP_ACROSS if receipt.ledger.case.window else _KEEP,
    )


def _item(item: CaseItem, receipt: Receipt, edition: Edition) -> ReceiptItemView:
    """It waits for what the case has, and is to be done at all: the edition knows of more."""
    catalogued = edition.item(item.code)
    before = (one for one in receipt.ledger.prerequisites(item) if not one.is_service_check)
    return ReceiptItemView(
        item=item.code,
        name=catalogued.name,
        department_text=CHINESE[catalogued.department],
        after=tuple(words.item_name(edition, one.code) for one in before if not _is_needless(one)),
        not_needed=_is_needless(item),
        materials=tuple(map(check_told, receipt.materials.get(item.code, ()))),
    )


def _is_needless(item: CaseItem) -> bool:
    return item.outcome is Outcome.NOT_NEEDED
