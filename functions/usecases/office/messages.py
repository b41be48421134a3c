"""Tells the office that has an item what it is owed: a withdrawal that the applicant asks for (撤回), a file that came after
the dispatch (补交材料), a reminder (催办). Each is recorded as owed, sent under its own key, and noted when sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from functions.domain.case.case import CaseMaterial, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import (
    ask_later,
    file_told,
    files_sendable,
    files_untold,
    tell_later,
    withdrawal_owed,
    withdrawal_sendable,
    withdrawal_told,
)
from functions.domain.case.parts import Incident
from functions.domain.case.transitions import stopped
from functions.domain.case.waits import DISPATCH
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.deadlines.bounds import reminded, reminder_put_off
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.ledger import change_item
from functions.usecases.office.asking import Called, ask_office
from functions.usecases.office.links import material_links
from functions.usecases.office.which_office import office_of
from functions.usecases.walks import event_pages
from schemas.codes import EventKind
from schemas.office.dispatches import MaterialAdded, Message, Reminder, WithdrawalRequest
from schemas.office.routes import OfficeMode

_NOT_TOLD_OF_FILE = "部门系统拒收补交材料的通知，请与部门联系，告知其材料可在办件中查看"
_NOT_ASKED = "部门系统拒收撤回申请，请与部门联系后登记结果"

Noted = tuple[CaseItem, tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class Errand:
    """One message, and what the item becomes by the way the sending ended; `owed` is asked again before that is noted.

    `told` learns how the office works: one without a system is shown it there, or in its next file.
    """

    key: str
    message: Callable[[], Message]
    owed: Callable[[CaseItem], bool]
    told: Callable[[CaseItem, OfficeMode], Noted]
    later: Callable[[CaseItem, timedelta], CaseItem]
    refused: Callable[[CaseItem, str | None], Noted]


def _tell(item: CaseItem, errand: Errand, deps: Deps) -> None:
    """Raises DepartmentUnavailable: it stays owed."""
    called: Called | None = None
    try:
        office = office_of(item, deps)
        called = ask_office(office, errand.message, deps, key=errand.key) if office.mode == "api" else None
        if called and called.error:
            raise called.error
    except DepartmentUnavailable as error:
        wished = timedelta(seconds=error.retry_after_seconds or 0)
        _note(item, errand, lambda current: (errand.later(current, wished), ()), called, deps)
        raise
    except DepartmentRefusedPayload as error:
        said = error.said
        _note(item, errand, lambda current: errand.refused(current, said), called, deps)
    else:
        _note(item, errand, lambda current: errand.told(current, office.mode), called, deps)


def _note(
    item: CaseItem, errand: Errand, rule: Callable[[CaseItem], Noted], called: Called | None, deps: Deps
) -> None:
    """Unless the item has gone on meanwhile: another round, or another office, has been told nothing yet."""

    def unless_gone(_ledger: Ledger, current: CaseItem) -> Noted:
        if current.dispatch_key != item.dispatch_key or not errand.owed(current):
            return current, ()
        after, events = rule(current)
        return called.noted(after) if called else after, events

    change_item(deps.store, item.case_id, item.code, unless_gone)


def ask_withdrawal(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    """The office answers `withdrawn`, or with what it has decided. Raises DepartmentUnavailable."""
    if not withdrawal_sendable(item):
        return
    errand = Errand(
        key=item.withdrawal_key,
        message=lambda: withdrawal_request(
            ledger, item, deps.clock(), why_withdrawn(item.case_id, item.code, deps)
        ),
        owed=withdrawal_owed,
        told=lambda current, _: (withdrawal_told(current, deps.clock()), ()),
        later=lambda current, wished: ask_later(current, deps.clock(), wished),
        refused=lambda current, said: _incident(
            withdrawal_told(current, deps.clock()), "WithdrawalRefused", _NOT_ASKED, said, deps.clock()
        ),
    )
    _tell(item, errand, deps)


def tell_of_files(ledger: Ledger, code: str, deps: Deps) -> None:
    """Each file that is owed, once. Raises DepartmentUnavailable: what is left stays owed."""
    item = ledger.item(code)
    if not files_sendable(item):
        return
    for file in ledger.case.materials:
        if file.id in item.files.owed:
            _tell(item, _of_file(ledger, item, file, deps), deps)


def _of_file(ledger: Ledger, item: CaseItem, file: CaseMaterial, deps: Deps) -> Errand:
    return Errand(
        key=f"{item.dispatch_key}/material/{file.id}",
        message=lambda: material_added(ledger, item, file, deps),
        owed=lambda current: file.id in files_untold(current),
        told=lambda current, mode: (file_told(current, file.id, by_shipment=mode == "exchange"), ()),
        later=lambda current, wished: tell_later(current, file.at, deps.clock(), wished),
        refused=lambda current, said: _incident(
            file_told(current, file.id), "MaterialRefused", _NOT_TOLD_OF_FILE, said, deps.clock()
        ),
    )


def remind(ledger: Ledger, code: str, deps: Deps) -> None:
    """Send the reminder that is owed. Raises DepartmentUnavailable: the sweep tries again later."""
    item = ledger.item(code)
    if item.outcome or not item.clock.reminder_owed:
        return
    errand = Errand(
        key=f"{item.dispatch_key}/reminder/{item.clock.reminders + 1}",
        message=lambda: reminder(ledger, item, deps.clock(), deps),
        owed=lambda current: current.clock.reminder_owed and current.clock.reminders == item.clock.reminders,
        # Without a system, its staff see the item as overdue in our worklist, or in the next exchange of files.
        told=lambda current, mode: _reminded(current, {}, deps.clock(), sent=mode == "api"),
        later=lambda current, _: reminder_put_off(current, deps.clock()),
        # It can do without reminders; the item is overdue all the same, and operators see it.
        refused=lambda current, said: _reminded(
            current, {"refused": True, **({"said": said} if said else {})}, deps.clock(), sent=True
        ),
    )
    _tell(item, errand, deps)


def _reminded(item: CaseItem, detail: dict[str, Any], now: datetime, *, sent: bool) -> Noted:
    number = item.clock.reminders + 1
    key = key_of(EventKind.REMINDED, item=item.code, round=item.dispatch.round, number=number)
    event = Event(item.case_id, key, now, EventKind.REMINDED, item.code, detail={"number": number, **detail})
    return reminded(item, now, sent=sent), (event,) if sent else ()


def _incident(item: CaseItem, error: str, cause: str, said: str | None, now: datetime) -> Noted:
    """The office has answered, so nobody tells it again by machine: a person must."""
    incident = Incident(DISPATCH, error, cause, now, said)
    detail = {"error": error, "said": said} if said else {"error": error}
    key = key_of(EventKind.INCIDENT, item=item.code, version=item.version)
    event = Event(item.case_id, key, now, EventKind.INCIDENT, item.code, detail=detail)
    return stopped(item, incident), (event,)


def withdrawal_request(
    ledger: Ledger, item: CaseItem, sent_at: datetime, reason: str | None = None
) -> WithdrawalRequest:
    about = _about(ledger, item, sent_at)
    return WithdrawalRequest(type="item.withdrawal_requested", **about, reason=reason)


def why_withdrawn(case_id: str, code: str, deps: Deps) -> str | None:
    """The applicant's own word, which stands in the history alone."""
    asked = (
        event.detail.get("reason")
        for page in event_pages(deps.store, case_id)
        for event in page.entries
        if event.kind is EventKind.WITHDRAWAL_REQUESTED and event.item == code
    )
    return next(asked, None)


def reminder(ledger: Ledger, item: CaseItem, sent_at: datetime, deps: Deps) -> Reminder:
    edition = deps.editions(ledger.case.edition)
    return Reminder(
        type="item.reminded",
        due_at=item.clock.due_at or sent_at,
        due_basis=due_basis(item, edition),
        due_basis_text=due_basis_text(item, edition),
        **_about(ledger, item, sent_at),
    )


def material_added(
    ledger: Ledger, item: CaseItem, file: CaseMaterial, deps: Deps, *, signed: bool = True
) -> MaterialAdded:
    """`signed`: see material_links."""
    alone = replace(ledger, case=replace(ledger.case, materials=(file,)))
    [link] = material_links(alone, item, deps, signed=signed)
    return MaterialAdded(type="item.material_added", material=link, **_about(ledger, item, deps.clock()))


def _about(ledger: Ledger, item: CaseItem, sent_at: datetime) -> dict[str, Any]:
    return {
        "reference": ledger.case.reference,
        "department": item.department,
        "item": item.code,
        "round": item.dispatch.round,
        "sent_at": sent_at,
    }
