"""Tells an office that the applicant wants to withdraw an item; it answers `withdrawn`, or with what it has decided."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Event, Ledger
from functions.domain.case.consequences import FIRST_CHECK
from functions.domain.case.item import CaseItem, Incident
from functions.domain.case.transitions import stopped
from functions.domain.case.waits import DISPATCH
from functions.domain.case.withdrawal_request import ask_later, told, withdrawal_owed, withdrawal_sendable
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.ports.deps import Deps
from functions.usecases.case.ledger import Rule, change_item
from functions.usecases.office.which_office import office_of
from schemas.codes import EventKind
from schemas.office.dispatches import WithdrawalRequest

_REFUSED = "WithdrawalRefused"
_CAUSE = "部门系统拒收撤回申请，请与部门联系后登记结果"


def ask_withdrawal(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    """Send the request, then note that the office has it. An office without a system is shown it where it works.

    Raises DepartmentUnavailable: it stays owed. An office that refuses to read it becomes an incident.
    """
    if not withdrawal_sendable(item):
        return
    try:
        _send(ledger, item, deps)
    except DepartmentUnavailable as error:
        _note(item, _later(deps, timedelta(seconds=error.retry_after_seconds or 0)), deps)
        raise
    except DepartmentRefusedPayload:
        _note(item, _refused(deps), deps)
    else:
        _note(item, lambda _, current: (told(current, deps.clock()), ()), deps)


def _send(ledger: Ledger, item: CaseItem, deps: Deps) -> None:
    office = office_of(ledger, item, deps)
    if office.mode != "api":
        return
    message = WithdrawalRequest(
        type="item.withdrawal_requested",
        reference=ledger.case.reference,
        department=item.department,
        item=item.code,
        round=item.round,
        sent_at=deps.clock(),
    )
    deps.gateway.send(office, message, key=f"{item.dispatch_key}/withdrawal")


def _note(item: CaseItem, rule: Rule, deps: Deps) -> None:
    """Unless the item has gone on meanwhile: another office that it went to has not been asked."""

    def unless_gone(ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if current.dispatch_key != item.dispatch_key or not withdrawal_owed(current):
            return current, ()
        return rule(ledger, current)

    change_item(deps.store, item.case_id, item.code, unless_gone)


def _later(deps: Deps, retry_after: timedelta) -> Rule:
    return lambda _, current: (ask_later(current, deps.clock(), retry_after), ())


def _refused(deps: Deps) -> Rule:
    """The office has answered, so nobody asks again by machine: a person must."""

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        now = deps.clock()
        incident = Incident(state=DISPATCH, error=_REFUSED, cause=_CAUSE, at=now)
        after = replace(stopped(told(current, now), incident), check_at=now + FIRST_CHECK)
        key = f"incident/{current.code}/{current.version}"
        event = Event(current.case_id, key, now, EventKind.INCIDENT, current.code, detail={"error": _REFUSED})
        return after, (event,)

    return rule
