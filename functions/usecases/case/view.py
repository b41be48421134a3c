"""What somebody may see of cases and executions. What they may not see does not exist: CaseNotFound."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from functions.domain.case.access import Principal, in_region, may_see, region_holds
from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ExecutionNotFound
from functions.domain.errors import RecordUnreadable
from functions.domain.guide.refusals import CityNotFound
from functions.domain.office.worklist import within
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.ports.executions import Execution, HistoryEvent
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.people import claim_cases
from functions.usecases.walks import pages
from schemas.codes import EventKind, Outcome, Role

# Step Functions keeps 25,000 events of an execution; a case of twelve items has some hundreds.
DRAWN, DRAWN_PAGES = 10_000, 10
ELSEWHERE = (
    "没有找到该办件：办件编号有误，或者该办件不在您的辖区。请与申请人核对编号；"
    "属于其他地方的，请申请人到安置地的窗口办理。"
)
COUNTY_ELSEWHERE = "没有找到该县（市、区），请核对代码，或确认它在您的管辖区域内。"


def ledger_of(case_id: str, *, by: Principal, deps: Deps) -> Ledger:
    ledger = deps.store.ledger(case_id)
    if not may_see(by, ledger.case):
        raise CaseNotFound
    return ledger


def submitted_event(ledger: Ledger, deps: Deps) -> Event | None:
    """The first of its history, which tells how it came and what is not asked of the applicant."""
    return deps.store.event(ledger.case.id, key_of(EventKind.SUBMITTED))


def office_names(ledger: Ledger, deps: Deps) -> dict[str, str]:
    """Of every office that has an item, by id; one that is no longer in the table has no name."""
    ids = {item.dispatch.office for item in ledger.items if item.dispatch.office}
    found = (deps.offices.by_id(office) for office in sorted(ids))
    return {office.id: office.name for office in found if office}


def case_events(case_id: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Event]:
    ledger_of(case_id, by=by, deps=deps)
    return deps.store.events(case_id, limit=limit, cursor=cursor)


def cases_of(query: CaseQuery, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Case]:
    """An applicant's own; for clerks and operators, those of their region, narrowed by `query`, by a reference only so often.
    A number or a region that is not theirs is no empty list. Raises CaseNotFound, CityNotFound, TooOften."""
    if by.role is Role.APPLICANT:
        claim_cases(by, deps)
        scoped = replace(query, applicant=by.subject, cities=())
    else:
        if query.reference:
            limits.count("look_up", by, deps)
        scoped = _scoped(query, by, deps)
    if scoped.reference and cursor is None and (found := _of_reference(scoped, scoped.reference, by, deps)):
        return found
    page = deps.store.cases(scoped, limit=limit, cursor=cursor)
    return replace(page, entries=tuple(case for case in page.entries if may_see(by, case)))


def case_of(reference: str, *, by: Principal, deps: Deps) -> Case:
    """Of a whole number. Whether there is none, or one that this person may not see, is not told apart. Raises CaseNotFound,
    RecordUnreadable."""
    case = deps.store.ledger(_id_of(reference, by, deps)).case
    if not may_see(by, case):
        raise _not_found(by)
    return case


def settled_of(
    query: CaseQuery, since: datetime, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[str]:
    """Ids of closed cases of an operator's region, of which something happened after `since` that an export tells."""
    return deps.store.settled(_scoped(query, by, deps), since, limit=limit, cursor=cursor)


def _scoped(query: CaseQuery, by: Principal, deps: Deps) -> CaseQuery:
    """Within the region of a clerk or an operator. Raises CityNotFound."""
    if query.county and not region_holds(by.region, query.county):
        raise CityNotFound(COUNTY_ELSEWHERE)
    cities = cities_within(by.region, query.cities, deps)
    return replace(query, cities=cities, county=query.county or _county(by.region))


def _of_reference(query: CaseQuery, reference: str, by: Principal, deps: Deps) -> Page[Case] | None:
    """By the index of references: one case is not looked for among all of the province. None: an applicant's case that cannot
    be read stands in their own list. Raises CaseNotFound."""
    try:
        case = case_of(reference, by=by, deps=deps)
    except RecordUnreadable:
        return None if by.role is Role.APPLICANT else Page((), None, (deps.store.case_id_of(reference),))
    return Page((case,) if query.matches(case) else ())


def _id_of(reference: str, by: Principal, deps: Deps) -> str:
    try:
        return deps.store.case_id_of(reference)
    except CaseNotFound:
        raise _not_found(by) from None


def _not_found(by: Principal) -> CaseNotFound:
    return CaseNotFound() if by.role is Role.APPLICANT else CaseNotFound(ELSEWHERE)


def cities_within(region: str | None, wanted: tuple[str, ...], deps: Deps) -> tuple[str, ...]:
    """Codes of the cities that somebody of `region` sees something of, out of `wanted`; none wanted means all.

    Raises CityNotFound where some are wanted and none is theirs."""
    cities = deps.editions(deps.current_edition).regions.cities
    found = tuple(
        city.code for city in cities if (not wanted or city.code in wanted) and _overlaps(region, city.code)
    )
    if wanted and not found:
        raise CityNotFound
    return found


def _overlaps(region: str | None, city: str) -> bool:
    return in_region(region, city=city, county=None) or (region or "")[:4] == city[:4]


def _county(region: str | None) -> str | None:
    return region if region and not region.endswith("00") else None


def executions_of(case_id: str, *, by: Principal, deps: Deps) -> tuple[Execution, ...]:
    """Every run the engine still knows, newest first."""
    case = ledger_of(case_id, by=by, deps=deps).case
    names = [f"{case.id}-{run}" for run in range(case.run, 0, -1)]
    return tuple(
        found for found in deps.at_once([partial(deps.executions.find, name) for name in names]) if found
    )


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
