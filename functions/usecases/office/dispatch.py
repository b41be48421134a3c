"""Sends one item to its department, once per round, then waits for the answer (分发)."""

from datetime import datetime, timedelta

from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem, with_desk, with_dispatch, with_withdrawal
from functions.domain.case.parts import Trouble
from functions.domain.case.put_back import first_owed
from functions.domain.case.refusals import ItemNotFound
from functions.domain.case.transitions import round_owed, round_sent, send_failed, taken_up
from functions.domain.deadlines.due import due_after
from functions.domain.errors import (
    ROUTE_UNREADABLE,
    DepartmentRefusedPayload,
    DepartmentUnavailable,
    DispatchIncident,
    DuplicateEvent,
)
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.ledger import LedgerRule, change_in_turn, change_item
from functions.usecases.case.wait import Task, park
from functions.usecases.office.asking import AskingFailure, Called, ask_office
from functions.usecases.office.dispatch_message import dispatch_message
from functions.usecases.office.which_office import next_office
from schemas.codes import Department, EventKind


def dispatch(task: Task, department: Department, deps: Deps) -> None:
    """Record that the round is owed, send it, record that it was sent.

    Raises DepartmentUnavailable (the state machine retries) and DepartmentRefusedPayload (an operator must look).
    """

    def owe(ledger: Ledger, item: CaseItem, now: datetime) -> tuple[CaseItem, tuple[Event, ...]]:
        if item.department is not department:
            raise ItemNotFound
        if item.outcome is None and not all(before.outcome for before in ledger.prerequisites(item)):
            raise DispatchIncident
        if item.outcome:
            return item, ()
        owed = round_owed(item, due_after(item, now, deps.calendar), now)
        first = owed if item.dispatch.round else first_owed(ledger, owed, deps.mark)
        return taken_up(first), ()

    ledger = park(task, deps, prepare=owe)
    if ledger is not None:
        send_owed_round(ledger, ledger.item(task.item), deps)


def send_owed_round(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    """Send the round if the office has not acknowledged it; the key makes a second sending the first.

    What an operator ordered is tried once even if its office is left alone just now.
    """
    if item.outcome or item.dispatch.sent_round >= item.dispatch.round:
        return
    _respect_retry_after(item, deps.clock())
    try:
        office = next_office(item, deps)
        # Without a system of its own, an office has the round as soon as it stands in its list.
        called = _called(office, ledger, item, deps) if office.mode == "api" else None
    except (DepartmentUnavailable, DepartmentRefusedPayload) as error:
        _note_failure(ledger, item, error, None, deps)
        raise
    if called and called.error:
        _note_failure(ledger, item, called.error, called, deps)
        raise called.error
    _note_sent(ledger, item, office, called, deps)


def _called(office: Office, ledger: Ledger, item: CaseItem, deps: Deps) -> Called:
    return ask_office(
        office,
        lambda: dispatch_message(ledger, item, deps, sent_at=deps.clock()),
        deps,
        key=item.dispatch_key,
        anyway=item.dispatch.ordered in ("alone", "taken"),
    )


def _respect_retry_after(item: CaseItem, now: datetime) -> None:
    not_before = item.dispatch.trouble.not_before if item.dispatch.trouble else None
    if not_before and now < not_before:
        raise DepartmentUnavailable


def _note_sent(ledger: Ledger, item: CaseItem, office: Office, called: Called | None, deps: Deps) -> None:
    """An answer may have come first and proved the arrival: the history still tells of the dispatch, once an office.
    A note that is lost is learnt anew: sent again under its key, the round has one effect."""
    now = deps.clock()
    try:
        arrived = _arrival(item, office, called, now, told=False)
        change_in_turn(deps, item.case_id, item.code, arrived, known=ledger, note=True)
    except DuplicateEvent:
        arrived = _arrival(item, office, called, now, told=True)
        change_in_turn(deps, item.case_id, item.code, arrived, note=True)


def _arrival(
    item: CaseItem, office: Office, called: Called | None, now: datetime, *, told: bool
) -> LedgerRule:
    round_ = item.dispatch.round
    key = key_of(EventKind.DISPATCHED, item=item.code, round=round_)
    there = f"{key}/{office.id}" if item.dispatch.office_override else key
    event = Event(
        item.case_id,
        f"{there}/again-{item.dispatch.retries}" if item.dispatch.retries else there,
        now,
        EventKind.DISPATCHED,
        item.code,
        detail={"round": round_, "office": office.id},
    )
    events = () if told else (event,)

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if current.dispatch_key != item.dispatch_key:
            # Meanwhile an operator sent it elsewhere, or a next round began: that has not arrived anywhere yet.
            return current, events
        sent = _at_office(round_sent(current, round_, now), round_, office)
        if sent == current:
            return sent, ()
        return called.noted(sent) if called else sent, events

    return rule


def _at_office(item: CaseItem, round_: int, office: Office) -> CaseItem:
    """A claim is one of an office's staff: it goes on to the next round, but not to another office.

    Neither does what the first one was told of a withdrawal.
    """
    if item.dispatch.round != round_:
        return item
    here = with_desk(item, at_desk=office.mode == "worklist")
    if item.dispatch.office == office.id:
        return here
    there = with_desk(with_dispatch(here, office=office.id), claimed_by=None, claimed_at=None)
    return with_withdrawal(there, sent=None)


def _note_failure(
    ledger: Ledger, item: CaseItem, error: AskingFailure, called: Called | None, deps: Deps
) -> None:
    """Since when and how often, on the item itself: a week of trouble is one event, not a thousand (faults.md, row 16)."""
    now = deps.clock()
    seconds = error.retry_after_seconds if isinstance(error, DepartmentUnavailable) else None
    not_before = now + timedelta(seconds=seconds) if seconds else None

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if (
            current.dispatch_key != item.dispatch_key
            or current.outcome
            or current.dispatch.sent_round >= item.dispatch.round
        ):
            # Nor is the trouble of one office that of the next one.
            return current, ()
        name, before = error.trouble, current.dispatch.trouble
        if before and not _tells_more(error, before):
            return with_dispatch(current, ordered=None), ()
        events = () if current.dispatch.trouble else (_unavailable(current, name, error.said, now),)
        failed = send_failed(current, name, not_before, now, said=error.said)
        return called.noted(failed) if called else failed, events

    change_item(deps.store, item.case_id, item.code, rule, known=ledger)


def _tells_more(error: AskingFailure, before: Trouble) -> bool:
    """Of what was not even asked nothing is learnt but whether its route can be read."""
    if not isinstance(error, DepartmentUnavailable) or error.asked:
        return True
    return error.route_unreadable is not (before.error == ROUTE_UNREADABLE)


def _unavailable(item: CaseItem, error: str, said: str | None, now: datetime) -> Event:
    kind = EventKind.UNAVAILABLE
    key = key_of(kind, item=item.code, round=item.dispatch.round, version=item.version)
    detail = {"error": error, "said": said} if said else {"error": error}
    return Event(item.case_id, key, now, kind, item.code, detail=detail)
