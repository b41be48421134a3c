"""Parks an item that needs an operator (异常): whatever the state machine could not deal with ends here, visibly."""

from datetime import datetime

from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.incident_words import cause_of
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Incident
from functions.domain.case.transitions import stopped
from functions.domain.case.waits import DISPATCH
from functions.domain.errors import ROUTE_UNREADABLE, DepartmentUnavailable
from functions.ports.deps import Deps
from functions.usecases.case.ledger import change_item
from schemas.codes import EventKind, ItemStatus


def stop_item(item: CaseItem, error: str, deps: Deps) -> None:
    """From outside the state machine; the item's waiting task then ends as an incident.

    Not if it went elsewhere meanwhile: what one office refused, the next one may take.
    """
    now = deps.clock()

    def rule(_ledger: Ledger, current: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        if current.dispatch_key != item.dispatch_key:
            return current, ()
        return came_to_stop(current, error, DISPATCH, now)

    change_item(deps.store, item.case_id, item.code, rule)


def came_to_stop(
    item: CaseItem, error: str, from_state: str, now: datetime
) -> tuple[CaseItem, tuple[Event, ...]]:
    if item.outcome or item.status is ItemStatus.INCIDENT:
        return item, ()
    trouble = item.dispatch.trouble
    if trouble and trouble.error == ROUTE_UNREADABLE and error == DepartmentUnavailable.__name__:
        error = trouble.error
    said = trouble.said if trouble and trouble.error == error else None
    stopped_item = stopped(item, Incident(from_state, error, cause_of(error, from_state), now, said))
    key = key_of(EventKind.INCIDENT, item=item.code, version=item.version)
    detail = {"error": error, "said": said} if said else {"error": error}
    event = Event(item.case_id, key, now, EventKind.INCIDENT, item.code, detail=detail)
    return stopped_item, (event,)
