"""A ledger as its applicant sees it."""

from typing import Any

from functions.api import words
from functions.domain.case import WITH_DEPARTMENT, Case, CaseItem, Event, Ledger
from functions.ports import Page
from schemas.answers import CorrectionRequest, Granted, NotAccepted, Refused
from schemas.codes import CHINESE, ItemStatus
from schemas.edition import Edition
from schemas.views_case import (
    CasePageView,
    CaseSummaryView,
    CaseView,
    CorrectionView,
    EventPageView,
    EventView,
    ItemView,
    RefusalView,
    ResultView,
)

DELIVERY = {"window": "到窗口领取", "post": "邮寄", "e_certificate": "电子证照", "none": "无需领取"}


def summary_fields(case: Case, edition: Edition) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "reference": case.reference,
        "status": case.status,
        "status_text": CHINESE[case.status],
        "city": case.city,
        "city_text": words.region_name(edition, case.city),
        "county": case.county,
        "county_text": words.region_name(edition, case.county) if case.county else None,
        "edition": case.edition,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
    }


def case_page(page: Page[Case], edition: Edition) -> CasePageView:
    entries = tuple(CaseSummaryView(**summary_fields(case, edition)) for case in page.entries)
    return CasePageView(entries=entries, cursor=page.cursor)


def case_view(ledger: Ledger, edition: Edition) -> CaseView:
    return CaseView(
        **summary_fields(ledger.case, edition),
        service_check=ItemView(**item_fields(ledger.service_check, edition)),
        items=tuple(ItemView(**item_fields(item, edition)) for item in ledger.held),
    )


def item_fields(item: CaseItem, edition: Edition) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": words.item_name(edition, item.code),
        "department": item.department,
        "department_text": CHINESE[item.department],
        "status": item.status,
        "status_text": CHINESE[item.status],
        "since": item.since,
        "after": item.after,
        "round": item.round,
        "next_steps": _next_steps(item, edition),
        **_times(item),
        **_outcome(item),
    }


def _times(item: CaseItem) -> dict[str, Any]:
    return {
        "dispatched_at": item.sent_at,
        "heard_at": item.heard_at,
        "silent_since": _silent_since(item),
        "trouble_since": item.trouble.since if item.trouble else None,
        "due_at": item.due_at if item.limit else None,
        "due_provisional": item.due_provisional,
        "due_text": words.due_text(item),
        "overdue_since": item.overdue_since,
        "correction": _correction(item),
    }


def _outcome(item: CaseItem) -> dict[str, Any]:
    return {
        "outcome": item.outcome,
        "outcome_text": CHINESE[item.outcome] if item.outcome else None,
        "reason": item.reason,
        "decided_at": item.decided_at,
        "refusal": _refusal(item),
        "result": _result(item),
    }


def _silent_since(item: CaseItem) -> Any:
    """The office has the present round and has said nothing about it."""
    if item.status not in WITH_DEPARTMENT or item.sent_at is None:
        return None
    return item.sent_at if item.heard_at is None or item.heard_at < item.sent_at else None


def _correction(item: CaseItem) -> CorrectionView | None:
    if item.status is not ItemStatus.CORRECTING or not isinstance(item.answer, CorrectionRequest):
        return None
    return CorrectionView(missing=item.answer.missing, correct_by=item.correct_by)


def _refusal(item: CaseItem) -> RefusalView | None:
    if isinstance(item.answer, Refused):
        return RefusalView(legal_basis=item.answer.legal_basis, remedy=item.answer.remedy)
    return RefusalView(legal_basis=None, remedy=None) if isinstance(item.answer, NotAccepted) else None


def _result(item: CaseItem) -> ResultView | None:
    if not isinstance(item.answer, Granted):
        return None
    given = item.answer.result
    return ResultView(
        document=given.document,
        number=given.number,
        valid_until=given.valid_until,
        delivery=given.delivery,
        delivery_text=DELIVERY[given.delivery],
        next_steps=given.next_steps,
    )


def _next_steps(item: CaseItem, edition: Edition) -> str:
    try:
        return edition.item(item.code).next_steps
    except KeyError:
        return ""


def event_page(page: Page[Event], ledger: Ledger, edition: Edition) -> EventPageView:
    departments = {item.code: item.department.value for item in ledger.items}
    entries = tuple(
        EventView(
            at=event.at,
            kind=event.kind,
            text=words.event_text(event, departments.get(event.item or "", "")),
            item=event.item,
            item_name=words.item_name(edition, event.item) if event.item else None,
        )
        for event in page.entries
    )
    return EventPageView(entries=entries, cursor=page.cursor)
