"""Reminds the office of an overdue item (催办): owed by `escalate`, sent under its own key, noted when sent."""

from typing import Any

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.deadlines.bounds import reminded, reminder_put_off
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.case.ledger import change_item
from schemas.codes import EventKind
from schemas.office.dispatches import Reminder


def reminder_key(item: CaseItem) -> str:
    return f"{item.dispatch_key}/reminder/{item.reminders + 1}"


def remind(ledger: Ledger, code: str, deps: Deps) -> None:
    """Send the reminder that is owed. Raises DepartmentUnavailable: it stays owed, and the sweep tries again later."""
    item = ledger.item(code)
    if item.outcome or not item.reminder_owed:
        return
    office = _office(item, deps)
    if office is None or office.mode != "api":
        # Its staff see the item as overdue in our worklist, or in the next exchange of files.
        _note(item, deps, sent=False)
        return
    try:
        deps.gateway.send(office, _message(ledger, item, deps), key=reminder_key(item))
    except DepartmentUnavailable:
        _note_failure(item, deps)
        raise
    except DepartmentRefusedPayload:
        # It can do without reminders; the item is overdue all the same, and operators see it.
        _note(item, deps, sent=True, refused=True)
        return
    _note(item, deps, sent=True)


def _office(item: CaseItem, deps: Deps) -> Office | None:
    """The office that has the item, or to which an operator sent it; None if it is no longer in the table."""
    if named := item.office or item.office_override:
        return deps.offices.by_id(named)
    try:
        return deps.offices.office(item.department, city=item.city, county=item.county)
    except DepartmentRefusedPayload:
        return None


def _message(ledger: Ledger, item: CaseItem, deps: Deps) -> Reminder:
    now = deps.clock()
    return Reminder(
        type="item.reminded",
        reference=ledger.case.reference,
        department=item.department,
        item=item.code,
        round=item.round,
        sent_at=now,
        due_at=item.due_at or now,
    )


def _note(item: CaseItem, deps: Deps, *, sent: bool, refused: bool = False) -> None:
    now, number = deps.clock(), item.reminders + 1
    detail: dict[str, Any] = {"number": number, **({"refused": True} if refused else {})}
    key = f"reminded/{item.code}/{item.round}/{number}"
    event = Event(item.case_id, key, now, EventKind.REMINDED, item.code, detail=detail)

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if reminder_key(current) != reminder_key(item) or not current.reminder_owed:
            return current, ()
        return reminded(current, now, sent=sent), (event,) if sent else ()

    change_item(deps.store, item.case_id, item.code, rule)


def _note_failure(item: CaseItem, deps: Deps) -> None:
    now = deps.clock()

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        same = reminder_key(current) == reminder_key(item)
        return reminder_put_off(current, now) if same else current, ()

    change_item(deps.store, item.case_id, item.code, rule)
