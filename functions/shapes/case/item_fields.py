"""What is shown of an item of a case."""

from datetime import date, datetime
from typing import Any

from functions.domain.applicant.letters import known_kinds, letter_title
from functions.domain.case.case import Ledger
from functions.domain.case.grounds import (
    basis_text,
    basis_told,
    remedies_of,
    remedy_text,
    remedy_told,
    term_text,
)
from functions.domain.case.item import CaseItem
from functions.domain.case.missing import field_name, material_name
from functions.domain.case.results import paper_file
from functions.domain.case.todos import handed_over_on
from functions.domain.case.transitions import grounds
from functions.domain.case.unmet import INSTEAD, failed_by, is_abandoned, outcome_words
from functions.domain.clock import shanghai_date
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.deadlines.due import day_moves_on
from functions.shapes import words
from functions.shapes.case.appointments import appointment_view, is_bookable
from functions.shapes.case.documents import document_views
from functions.shapes.case.words_progress import item_next_step, item_next_steps
from functions.usecases.office.which_office import OfficeNames
from schemas.case.answers import CorrectionRequest, Granted, NotAccepted, Refused, ResultDocument
from schemas.case.remedies import Remedy
from schemas.case.views_item import (
    BlockedView,
    ContestView,
    CorrectionView,
    LetterLinkView,
    MissingView,
    RefusalView,
    RemedyView,
    ResultPaperView,
    ResultView,
)
from schemas.catalogue.edition import Edition
from schemas.choices import DELIVERY
from schemas.codes import CHINESE, ItemStatus, Outcome


def item_view_fields(
    item: CaseItem, ledger: Ledger, edition: Edition, offices: OfficeNames, now: datetime
) -> dict[str, Any]:
    today = shanghai_date(now)
    return {
        "code": item.code,
        "name": words.item_name(edition, item.code),
        "department": item.department,
        "department_text": CHINESE[item.department],
        "status": item.status,
        "status_text": words.status_text(item, edition),
        "office": offices.of(item),
        "next_step": item_next_step(item, ledger, edition, today),
        "since": item.since,
        "after": item.after,
        "needs_service_check": not (item.is_service_check or item.unchecked),
        "round": item.dispatch.round,
        "next_steps": item_next_steps(item, ledger, edition, today),
        **_times(item, edition),
        "letters": letter_links(item),
        "documents": document_views(item),
        **_outcome(item),
        "blocked": _blocked(item, ledger, edition),
        "contest": _contest(item),
        "bookable": is_bookable(item, edition),
        "appointment": appointment_view(item, offices.now, now),
    }


def letter_links(item: CaseItem) -> tuple[LetterLinkView, ...]:
    base = f"/v1/cases/{item.case_id}/items/{item.code}/letters"
    return tuple(
        LetterLinkView(kind=kind, title=letter_title(kind, item.code), href=f"{base}/{kind.value}")
        for kind in known_kinds(item)
    )


def _times(item: CaseItem, edition: Edition) -> dict[str, Any]:
    return {
        "dispatched_at": item.dispatch.sent_at,
        "heard_at": item.clock.heard_at,
        "silent_since": None if item.outcome else item.clock.silent_since,
        "trouble_since": item.dispatch.trouble.since if item.dispatch.trouble else None,
        "accepted_at": item.clock.accepted_at,
        "deemed_accepted": item.clock.deemed_accepted,
        "deemed_text": words.deemed_text(item, edition),
        "due_at": item.clock.due_at if item.bounds.limit else None,
        "due_provisional": item.clock.due_provisional,
        "due_moves_on": day_moves_on(item),
        "due_text": words.due_text(item),
        "due_basis": due_basis(item, edition),
        "due_basis_text": due_basis_text(item, edition),
        "overdue_since": item.clock.overdue_since,
        "correction": _correction(item, edition),
        "withdrawal_at": item.withdrawal.at,
        "withdrawal_text": _withdrawal_text(item),
    }


def _outcome(item: CaseItem) -> dict[str, Any]:
    return {
        "outcome": item.outcome,
        "outcome_text": outcome_words(item) or None,
        "abandoned": is_abandoned(item),
        "reason": item.reason,
        "decided_at": item.decided_at,
        "received_on": handed_over_on(item),
        "refusal": _refusal(item),
        "result": result_view(item),
    }


def _blocked(item: CaseItem, ledger: Ledger, edition: Edition) -> BlockedView | None:
    cause = failed_by(ledger, item) if item.outcome is Outcome.BLOCKED else None
    if cause is None or cause.outcome is None:
        return None
    return BlockedView(
        item=cause.code,
        name=words.item_name(edition, cause.code),
        outcome=cause.outcome,
        outcome_text=outcome_words(cause),
        reason=cause.reason,
        instead=INSTEAD.format(who=words.department_name(item.department)),
    )


def _contest(item: CaseItem) -> ContestView | None:
    is_open = item.status is ItemStatus.CONTESTABLE
    decision = item.answer if is_open else item.contest.decision
    if decision is None:
        return None
    return ContestView(
        open=is_open,
        round=decision.round,
        reason=grounds(decision),
        until=item.clock.correct_by if is_open else None,
        contested_at=item.contest.at,
    )


def missing_views(item: CaseItem, asked: CorrectionRequest, edition: Edition) -> tuple[MissingView, ...]:
    """Whatever was named was checked when it came."""
    catalogued = edition.item(item.code)
    return tuple(
        MissingView(**dict(line), material_name=material_name(line, catalogued), field_name=field_name(line))
        for line in asked.missing
    )


def _correction(item: CaseItem, edition: Edition) -> CorrectionView | None:
    if item.status is not ItemStatus.CORRECTING or not isinstance(item.answer, CorrectionRequest):
        return None
    return CorrectionView(missing=missing_views(item, item.answer, edition), correct_by=item.clock.correct_by)


def _withdrawal_text(item: CaseItem) -> str | None:
    if item.withdrawal.at is None or item.outcome:
        return None
    return "部门已收到撤回申请，等待确认。" if item.withdrawal.sent else "已申请撤回，正在通知部门。"


def _refusal(item: CaseItem) -> RefusalView | None:
    if not isinstance(item.answer, Refused | NotAccepted):
        return None
    return RefusalView(
        legal_basis=basis_told(item.answer),
        remedy=remedy_told(item.answer),
        remedies=tuple(_remedy(one, handed_over_on(item)) for one in remedies_of(item.answer)),
        basis_text=basis_text(item.answer),
        remedy_text=remedy_text(item.answer),
    )


def _remedy(one: Remedy, received: date | None) -> RemedyView:
    return RemedyView(
        way=one.way,
        way_text=CHINESE[one.way],
        body=one.body,
        term=one.term,
        term_text=term_text(one.term),
        until=one.term.last_day(received) if received else None,
    )


def result_view(item: CaseItem) -> ResultView | None:
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
        papers=tuple(_paper(item, one) for one in given.documents),
    )


def _paper(item: CaseItem, one: ResultDocument) -> ResultPaperView:
    file = paper_file(item, one)
    told = one.model_dump(exclude={"material", "file", "sha256"})
    return ResultPaperView(**told, file=file.id if file else None, sha256=file.sha256 if file else None)
