"""Does one repair, conditionally: each is safe to do twice, and finds out by itself that it is no longer owed."""

from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Block, Resume
from functions.domain.case.item import CaseItem
from functions.domain.errors import DepartmentRefusedPayload
from functions.domain.upkeep.debts import (
    DeemAccepted,
    Escalate,
    HandOver,
    MarkSilent,
    MarkUnvisited,
    NextRun,
    Recompute,
    RemindDeferred,
    Repair,
    SendFiles,
    SendReminder,
    SendRound,
    SendWithdrawal,
    SettleDraft,
    StartRun,
    StopRun,
)
from functions.ports.deps import Deps
from functions.usecases.applicant.supply import remind_of_deferred
from functions.usecases.applicant.visits import mark_visit_overdue
from functions.usecases.case.advance import advance
from functions.usecases.case.incident import stop_item
from functions.usecases.case.people import note_person_of
from functions.usecases.case.runs import continue_run, hand_over, start_run, stop_run
from functions.usecases.intake.settle_draft import settle_draft
from functions.usecases.office.dispatch import send_owed_round
from functions.usecases.office.messages import ask_withdrawal, remind, tell_of_files
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.supervise import deem_accepted, mark_silent, recompute


def repair(ledger: Ledger, owed: Repair, deps: Deps) -> None:
    match owed:
        case SettleDraft() | RemindDeferred():
            _for_applicant(ledger, owed, deps)
        case StartRun() | NextRun() | HandOver() | StopRun():
            _run(ledger, owed, deps)
        case Block() | Resume():
            advance(ledger.case.id, deps, release=True)
        case Escalate(item):
            escalate(ledger.case.id, item.code, ledger.case.run, deps)
        case Recompute() | DeemAccepted() | MarkSilent() | MarkUnvisited() | SendReminder():
            _supervise(owed, deps)
        case SendWithdrawal() | SendFiles():
            _tell_office(owed, deps)
        case SendRound(item):
            _send(ledger, ledger.item(item.code), deps)


def _for_applicant(ledger: Ledger, owed: SettleDraft | RemindDeferred, deps: Deps) -> None:
    match owed:
        case SettleDraft():
            settle_draft(ledger.case.id, deps)
        case RemindDeferred(item, code):
            remind_of_deferred(deps.store.ledger(ledger.case.id), item, code, deps)


def _run(ledger: Ledger, owed: StartRun | NextRun | HandOver | StopRun, deps: Deps) -> None:
    match owed:
        case StartRun():
            # A submission that crashed may have left it out.
            note_person_of(ledger.case.id, deps)
            start_run(ledger, deps)
        case NextRun(run):
            continue_run(ledger, run, deps)
        case HandOver(run):
            hand_over(ledger, run, deps)
        case StopRun(run):
            stop_run(ledger, run, deps)


def _supervise(
    owed: Recompute | DeemAccepted | MarkSilent | MarkUnvisited | SendReminder, deps: Deps
) -> None:
    case_id, code = owed.item.case_id, owed.item.code
    match owed:
        case Recompute():
            recompute(case_id, code, deps)
        case DeemAccepted():
            deem_accepted(case_id, code, deps)
        case MarkSilent():
            mark_silent(case_id, code, deps)
        case MarkUnvisited():
            mark_visit_overdue(case_id, code, deps)
        case SendReminder():
            remind(deps.store.ledger(case_id), code, deps)


def _tell_office(owed: SendWithdrawal | SendFiles, deps: Deps) -> None:
    present, code = deps.store.ledger(owed.item.case_id), owed.item.code
    match owed:
        case SendWithdrawal():
            ask_withdrawal(present, present.item(code), deps)
        case SendFiles():
            tell_of_files(present, code, deps)


def _send(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    try:
        send_owed_round(ledger, item, deps)
    except DepartmentRefusedPayload:
        stop_item(item, "DepartmentRefusedPayload", deps)
        # Its task waits for a round that will not arrive: the next sweep must find nothing of it.
        advance(item.case_id, deps, after=item.code, release=True)
