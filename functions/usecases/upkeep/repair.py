"""Does one repair, conditionally: each is safe to do twice, and finds out by itself that it is no longer owed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Block, Resume
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import files_due
from functions.domain.errors import DepartmentRefusedPayload, RecordUnreadable
from functions.domain.upkeep.debts import (
    DeemAccepted,
    Escalate,
    FreeAppointment,
    HandOver,
    MarkSilent,
    MarkUnvisited,
    NextRun,
    Recompute,
    RemindAppointment,
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
from functions.usecases.applicant.appointment_debts import free_void, remind_of_appointment
from functions.usecases.applicant.supply import remind_of_deferred
from functions.usecases.applicant.visits import mark_visit_overdue
from functions.usecases.case.advance import advance
from functions.usecases.case.incident import stop_item
from functions.usecases.case.people import note_person_of
from functions.usecases.case.runs import continue_run, hand_over_run, regain_run, stop_run
from functions.usecases.intake.submit_draft import settle_draft
from functions.usecases.office.dispatch import send_owed_round
from functions.usecases.office.messages import ask_withdrawal, remind, tell_of_files
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.supervise import deem_accepted, mark_silent, recompute


def repair(ledger: Ledger, owed: Repair, deps: Deps) -> None:
    REPAIRS[type(owed)](ledger, owed, deps)


def _start(ledger: Ledger, _owed: StartRun, deps: Deps) -> None:
    if not any(item.wait for item in ledger.items):
        _note_person(ledger, deps)
    # Not as it was before the other repairs of this look.
    regain_run(deps.store.ledger(ledger.case.id), deps)


def _note_person(ledger: Ledger, deps: Deps) -> None:
    """A submission that crashed may have left it out, and then never began the run. A form that cannot be read stops its
    items, where operators see it, and not the run.
    """
    with suppress(RecordUnreadable):
        note_person_of(ledger.case.id, deps)


def _withdraw(ledger: Ledger, owed: SendWithdrawal, deps: Deps) -> None:
    ask_withdrawal(ledger, ledger.item(owed.item.code), deps)
    _end_if_refused(owed.item, deps)
    # Refused, it is stopped and waits for its applicant no more: no round will bring the files that came.
    present = deps.store.ledger(ledger.case.id)
    if files_due(present.item(owed.item.code), deps.clock()):
        tell_of_files(present, owed.item.code, deps)
        _end_if_refused(owed.item, deps)


def _tell_of_files(ledger: Ledger, owed: SendFiles, deps: Deps) -> None:
    tell_of_files(ledger, owed.item.code, deps)
    _end_if_refused(owed.item, deps)


def _end_if_refused(item: CaseItem, deps: Deps) -> None:
    """What its office refuses to hear of stops it, and with it the task that waits: the next sweep must find nothing."""
    advance(item.case_id, deps, after=item.code, release=True)


def _send(ledger: Ledger, owed: SendRound, deps: Deps) -> None:
    item = ledger.item(owed.item.code)
    try:
        send_owed_round(ledger, item, deps)
    except DepartmentRefusedPayload:
        stop_item(item, "DepartmentRefusedPayload", deps)
    # An office that has the round by now, or of which nobody sends it any more, can be asked for what is owed of it: the next
    # sweep must find nothing.
    present = deps.store.ledger(item.case_id)
    ask_withdrawal(present, present.item(item.code), deps)
    _end_if_refused(item, deps)


def _advance(ledger: Ledger, _owed: Block | Resume, deps: Deps) -> None:
    advance(ledger.case.id, deps, release=True)


# Each kind with what does it. What calls an office is given the ledger as it is by then: earlier repairs may have changed it.
REPAIRS: Mapping[type, Callable[[Ledger, Any, Deps], object]] = {
    SettleDraft: lambda ledger, _, deps: settle_draft(ledger.case.id, deps),
    RemindDeferred: lambda ledger, owed, deps: remind_of_deferred(
        deps.store.ledger(ledger.case.id), owed.item, owed.code, deps
    ),
    RemindAppointment: lambda ledger, owed, deps: remind_of_appointment(ledger.case.id, owed.item.code, deps),
    FreeAppointment: lambda ledger, owed, deps: free_void(ledger.case.id, owed.item.code, deps),
    StartRun: _start,
    NextRun: lambda ledger, owed, deps: continue_run(ledger, owed.run, deps),
    HandOver: lambda ledger, owed, deps: hand_over_run(ledger, owed.run, deps),
    StopRun: lambda ledger, owed, deps: stop_run(ledger, owed.run, deps),
    Block: _advance,
    Resume: _advance,
    Escalate: lambda ledger, owed, deps: escalate(ledger.case.id, owed.item.code, ledger.case.run, deps),
    Recompute: lambda ledger, owed, deps: recompute(ledger.case.id, owed.item.code, deps),
    DeemAccepted: lambda ledger, owed, deps: deem_accepted(ledger.case.id, owed.item.code, deps),
    MarkSilent: lambda ledger, owed, deps: mark_silent(ledger.case.id, owed.item.code, deps),
    MarkUnvisited: lambda ledger, owed, deps: mark_visit_overdue(ledger.case.id, owed.item.code, deps),
    SendReminder: lambda ledger, owed, deps: remind(ledger, owed.item.code, deps),
    SendWithdrawal: _withdraw,
    SendFiles: _tell_of_files,
    SendRound: _send,
}
