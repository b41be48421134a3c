"""A ledger and its executions as an operator sees them: whole, except what could end a wait or name a person."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.case import Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem, Wait
from functions.domain.case.notices import is_given_up
from functions.domain.case.notices_owed import notices_of
from functions.ports.executions import Execution, HistoryEvent
from functions.ports.page import Page
from functions.shapes.case.case import summary_fields
from functions.shapes.case.item_fields import item_view_fields
from functions.shapes.case.progress import notice_view
from functions.usecases.office.which_office import OfficeNames
from schemas.catalogue.edition import Edition
from schemas.operator.views import (
    ExecutionListView,
    ExecutionView,
    HistoryEventView,
    HistoryPageView,
    IncidentView,
    OperatorCaseView,
    OperatorItemView,
    OperatorNoticeView,
    TroubleView,
    WaitView,
)


def operator_case(
    ledger: Ledger,
    executions: tuple[Execution, ...] | None,
    edition: Edition,
    offices: OfficeNames,
    now: datetime,
) -> OperatorCaseView:
    """`executions` None: the engine did not answer."""
    case = ledger.case
    return OperatorCaseView(
        **summary_fields(case, edition),
        run=case.run,
        checks=case.checks,
        version=case.version,
        check_at=case.check_at,
        service_check=_item(ledger.service_check, ledger, edition, offices, now),
        items=tuple(_item(item, ledger, edition, offices, now) for item in ledger.held),
        notices=tuple(_notice(notice, edition) for notice in notices_of(ledger)),
        executions=tuple(map(execution_view, executions or ())),
        engine_answered=executions is not None,
    )


def _notice(notice: Notice, edition: Edition) -> OperatorNoticeView:
    shown = notice_view(notice.key, notice.status, notice.at, edition)
    return OperatorNoticeView(
        **shown.model_dump(), attempts=notice.attempts, error=notice.error, given_up=is_given_up(notice)
    )


def _item(
    item: CaseItem, ledger: Ledger, edition: Edition, offices: OfficeNames, now: datetime
) -> OperatorItemView:
    return OperatorItemView(
        **item_view_fields(item, ledger, edition, offices, now),
        version=item.version,
        sent_round=item.dispatch.sent_round,
        extended=item.clock.extended,
        watch_until=item.clock.due_at,
        receipt=item.dispatch.receipt,
        answer=item.answer.type if item.answer else None,
        answer_at=item.answer.at if item.answer else None,
        # Of an item that was decided the engine waits no more, though its last wait stands in its row.
        wait=_wait(item.wait) if item.wait and not item.news_at else None,
        check_at=item.check_at,
        **_trouble(item),
    )


def _trouble(item: CaseItem) -> dict[str, Any]:
    trouble, incident = item.dispatch.trouble, item.desk.incident
    return {
        "trouble": TroubleView(
            error=trouble.error,
            since=trouble.since,
            attempts=trouble.attempts,
            not_before=trouble.not_before,
            said=trouble.said,
        )
        if trouble
        else None,
        "incident": IncidentView(
            state=incident.state,
            error=incident.error,
            cause=incident.cause,
            at=incident.at,
            said=incident.said,
        )
        if incident
        else None,
    }


def _wait(wait: Wait) -> WaitView:
    digest = sha256(wait.token.encode()).hexdigest()
    return WaitView(state=wait.state, run=wait.run, since=wait.since, token_hash=digest[:8])


def execution_fields(execution: Execution) -> dict[str, Any]:
    return {
        "run": number_of_run(execution),
        "name": execution.name,
        "status": execution.status,
        "started_at": execution.started_at,
        "stopped_at": execution.stopped_at,
        "error": execution.error,
    }


def number_of_run(execution: Execution) -> int:
    """An execution is named `{case_id}-{run}`."""
    return int(execution.name.rpartition("-")[2])


def execution_view(execution: Execution) -> ExecutionView:
    return ExecutionView(**execution_fields(execution))


def execution_list(executions: tuple[Execution, ...]) -> ExecutionListView:
    return ExecutionListView(entries=tuple(map(execution_view, executions)))


def history_page(page: Page[HistoryEvent]) -> HistoryPageView:
    entries = tuple(
        HistoryEventView(id=event.id, at=event.at, kind=event.kind, state=event.state, item=event.item)
        for event in page.entries
    )
    return HistoryPageView(entries=entries, cursor=page.cursor)
