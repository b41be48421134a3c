"""A ledger as its applicant sees it."""

from datetime import UTC, datetime
from typing import Any

from functions.domain.case.case import Case, Ledger
from functions.domain.case.corrections import open_corrections
from functions.domain.case.item import CaseItem
from functions.domain.case.materials import material_tally
from functions.domain.clock import Calendar
from functions.domain.deadlines.promised_date import Promise, promise
from functions.domain.deadlines.terms import TermWarning, warnings
from functions.ports.page import Page
from functions.shapes import words
from functions.shapes.case.handover import collected_view, parcel_view
from functions.shapes.case.item_fields import item_view_fields, missing_views
from functions.shapes.case.progress import notice_views, todo_views
from functions.shapes.case.words_progress import case_next_step
from functions.usecases.office.which_office import OfficeNames
from schemas.case.answers import CorrectionRequest
from schemas.case.views import (
    CasePageView,
    CaseView,
    ListedCaseView,
    OpenCorrectionView,
    PromiseView,
    WarningView,
)
from schemas.case.views_item import (
    ItemView,
)
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE


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
    entries = tuple(ListedCaseView(**summary_fields(case, edition)) for case in page.entries)
    return CasePageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def case_view(
    ledger: Ledger,
    edition: Edition,
    *,
    now: datetime,
    calendar: Calendar,
    offices: OfficeNames,
    notified: bool,
) -> CaseView:
    """`notified`: there is a message gateway, so notices that were not sent yet are owed."""
    todos = todo_views(ledger, edition, offices, now)

    def view(item: CaseItem) -> ItemView:
        shown = item_view_fields(item, ledger, edition, offices, now)
        return ItemView(**shown, collected=collected_view(item), parcel=parcel_view(item))

    return CaseView(
        **summary_fields(ledger.case, edition),
        next_step=case_next_step(ledger, todos),
        todo=todos,
        promise=promise_view(promise(ledger, now, calendar)),
        materials=material_tally(ledger, edition),
        warnings=tuple(warning_view(one, edition) for one in warnings(ledger, edition, now, calendar)),
        service_check=view(ledger.service_check),
        items=tuple(view(item) for item in ledger.held),
        corrections=open_correction_views(ledger, edition),
        notices=notice_views(ledger, edition, owing=notified),
    )


def open_correction_views(ledger: Ledger, edition: Edition) -> tuple[OpenCorrectionView, ...]:
    """The open lists of all departments as one (补正一张清单)."""
    return tuple(
        OpenCorrectionView(
            item=item.code,
            name=words.item_name(edition, item.code),
            department=item.department,
            department_text=CHINESE[item.department],
            round=item.dispatch.round,
            missing=missing_views(item, item.answer, edition),
            correct_by=item.clock.correct_by,
        )
        for item in open_corrections(ledger)
        if isinstance(item.answer, CorrectionRequest)
    )


def promise_view(promised: Promise) -> PromiseView:
    return PromiseView(
        at=promised.at.astimezone(UTC) if promised.at else None,
        provisional=promised.provisional,
        uncounted=promised.uncounted,
        text=words.promise_text(promised),
    )


def warning_view(warning: TermWarning, edition: Edition) -> WarningView:
    return WarningView(
        item=warning.item,
        item_name=words.item_name(edition, warning.item),
        text=warning.text,
        note=warning.note,
        until=warning.until.at.astimezone(UTC),
        provisional=warning.until.provisional,
        alert_on=warning.alert_on,
        urgency=warning.urgency,
        urgency_text=CHINESE[warning.urgency],
        late_text=warning.late,
    )
