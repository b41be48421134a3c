"""Tells the office that has an item of a file that came after the dispatch (补交材料): owed by `supply`, once a file."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import CaseMaterial, Event, Ledger
from functions.domain.case.consequences import FIRST_CHECK
from functions.domain.case.files_owed import file_told, files_sendable, files_untold, tell_later
from functions.domain.case.item import CaseItem, Incident
from functions.domain.case.transitions import stopped
from functions.domain.case.waits import DISPATCH
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.ports.deps import Deps
from functions.usecases.case.ledger import Rule, change_item
from functions.usecases.office.links import material_links
from functions.usecases.office.which_office import office_of
from schemas.codes import EventKind
from schemas.office.dispatches import MaterialAdded

_REFUSED = "MaterialRefused"
_CAUSE = "部门系统拒收补交材料的通知，请与部门联系，告知其材料可在办件中查看"


def tell_of_files(ledger: Ledger, code: str, deps: Deps) -> None:
    """Each file that is owed, then note that the office knows. An office without a system sees them where it works.

    Raises DepartmentUnavailable: what is left stays owed. An office that refuses to read one becomes an incident.
    """
    item = ledger.item(code)
    if not files_sendable(item):
        return
    for file in ledger.case.materials:
        if file.id in item.files_owed:
            _tell(ledger, item, file, deps)


def _tell(ledger: Ledger, item: CaseItem, file: CaseMaterial, deps: Deps) -> None:
    try:
        _send(ledger, item, file, deps)
    except DepartmentUnavailable as error:
        _note(item, file, _later(file, timedelta(seconds=error.retry_after_seconds or 0), deps), deps)
        raise
    except DepartmentRefusedPayload:
        _note(item, file, _refused(file, deps), deps)
    else:
        _note(item, file, lambda _, current: (file_told(current, file.id), ()), deps)


def _send(ledger: Ledger, item: CaseItem, file: CaseMaterial, deps: Deps) -> None:
    office = office_of(ledger, item, deps)
    if office.mode != "api":
        return
    alone = replace(ledger, case=replace(ledger.case, materials=(file,)))
    [link] = material_links(alone, item, deps)
    message = MaterialAdded(
        type="item.material_added",
        reference=ledger.case.reference,
        department=item.department,
        item=item.code,
        round=item.round,
        sent_at=deps.clock(),
        material=link,
    )
    deps.gateway.send(office, message, key=f"{item.dispatch_key}/material/{file.id}")


def _note(item: CaseItem, file: CaseMaterial, rule: Rule, deps: Deps) -> None:
    """Unless the item has gone on meanwhile: another round, or another office, gets every file with its dispatch."""

    def unless_gone(ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if current.dispatch_key != item.dispatch_key or file.id not in files_untold(current):
            return current, ()
        return rule(ledger, current)

    change_item(deps.store, item.case_id, item.code, unless_gone)


def _later(file: CaseMaterial, retry_after: timedelta, deps: Deps) -> Rule:
    return lambda _, current: (tell_later(current, file.at, deps.clock(), retry_after), ())


def _refused(file: CaseMaterial, deps: Deps) -> Rule:
    """The office has answered, so nobody tells it again by machine: a person must."""

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        now = deps.clock()
        incident = Incident(state=DISPATCH, error=_REFUSED, cause=_CAUSE, at=now)
        after = replace(stopped(file_told(current, file.id), incident), check_at=now + FIRST_CHECK)
        key = f"incident/{current.code}/{current.version}"
        event = Event(current.case_id, key, now, EventKind.INCIDENT, current.code, detail={"error": _REFUSED})
        return after, (event,)

    return rule
