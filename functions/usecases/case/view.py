"""What somebody may see of cases and executions. What they may not see does not exist: CaseNotFound."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ExecutionNotFound
from functions.domain.errors import StartThrottled
from functions.domain.office.worklist import within
from functions.ports.deps import Deps
from functions.ports.executions import Execution, HistoryEvent
from functions.ports.page import Page
from functions.usecases.walks import pages
from schemas.codes import EventKind, Outcome, Role

# Step Functions keeps 25,000 events of an execution; a case of twelve items has some hundreds.
DRAWN, DRAWN_PAGES = 10_000, 10


def ledger_of(case_id: str, *, by: Principal, deps: Deps) -> Ledger:
    ledger = deps.store.ledger(case_id)
    if not may_see(by, ledger.case):
        raise CaseNotFound
    return ledger


def submitted_event(ledger: Ledger, deps: Deps) -> Event | None:
    """The first of its history, which tells how it came and what is not asked of the applicant."""
    return deps.store.event(ledger.case.id, key_of(EventKind.SUBMITTED))


def case_events(case_id: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Event]:
    ledger_of(case_id, by=by, deps=deps)
    return deps.store.events(case_id, limit=limit, cursor=cursor)


def executions_of(case_id: str, *, by: Principal, deps: Deps) -> tuple[Execution, ...]:
    """Every run the engine still knows, newest first."""
    case = ledger_of(case_id, by=by, deps=deps).case
    names = [f"{case.id}-{run}" for run in range(case.run, 0, -1)]
    return tuple(
        found for found in deps.at_once([partial(deps.executions.find, name) for name in names]) if found
    )


def executions_told(case_id: str, *, by: Principal, deps: Deps) -> tuple[Execution, ...] | None:
    """The same; None while the engine does not answer: the case is the ledger's, and is shown without."""
    try:
        return executions_of(case_id, by=by, deps=deps)
    except StartThrottled:
        return None


def history_of(
    case_id: str, run: int, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[HistoryEvent]:
    case = ledger_of(case_id, by=by, deps=deps).case
    name = f"{case.id}-{run}"
    if not 1 <= run <= case.run or deps.executions.find(name) is None:
        raise ExecutionNotFound
    return deps.executions.history(name, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run with what its graph is drawn from. `whole`: `history` is all of it."""

    execution: Execution
    definition: Mapping[str, Any]
    history: tuple[HistoryEvent, ...]
    whole: bool


def run_found(case_id: str, run: int, *, by: Principal, deps: Deps) -> tuple[Ledger, Execution]:
    """Raises CaseNotFound, ExecutionNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    execution = deps.executions.find(f"{ledger.case.id}-{run}") if 1 <= run <= ledger.case.run else None
    if execution is None:
        raise ExecutionNotFound
    return ledger, execution


def run_seen(case_id: str, run: int, *, by: Principal, deps: Deps) -> RunSeen:
    """Raises CaseNotFound, ExecutionNotFound."""
    _, execution = run_found(case_id, run, by=by, deps=deps)
    return seen_of(execution, deps)


def seen_of(execution: Execution, deps: Deps) -> RunSeen:
    """In one page where the engine gives it: histories are read from their start each time. Raises ExecutionNotFound."""
    read = partial(deps.executions.history, execution.name, limit=DRAWN)
    events: tuple[HistoryEvent, ...] = ()
    more: str | None = None
    for page in islice(pages(lambda cursor: read(cursor=cursor)), DRAWN_PAGES):
        events, more = (*events, *page.entries), page.cursor
        if len(events) >= DRAWN:
            break
    return RunSeen(execution, deps.executions.definition(), events, more is None)


def items_seen(case_id: str, by: Principal, deps: Deps) -> tuple[Ledger, tuple[CaseItem, ...]]:
    """The case, and those of its items whose forms this person may see. Operators see no form."""
    ledger = deps.store.ledger(case_id)
    applying = tuple(item for item in ledger.held if item.outcome is not Outcome.NOT_NEEDED)
    if by.role is Role.DEPARTMENT_STAFF:
        # Only what has reached the office: before, the case does not exist for it.
        own = tuple(item for item in applying if item.dispatch.sent_round and within(by, item))
        if own:
            return ledger, own
    elif by.role in (Role.APPLICANT, Role.CLERK) and may_see(by, ledger.case):
        return ledger, applying
    raise CaseNotFound
