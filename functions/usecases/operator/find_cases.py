"""Cases by whatever an operator narrows them by.

Status, city, county and reference are asked of the store, and so is what needs attention, or is open at an office; the rest
is judged case by case while walking, so that no case costs another write for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from functions.domain.case.access import Principal, in_region, may_see
from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import CaseItem, attention
from functions.domain.case.lists import listed_office
from functions.domain.case.refusals import CaseNotFound
from functions.ports.case_store import CaseQuery, ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.lists import cases_of, cities_within
from functions.usecases.case.view import submitted_event
from functions.usecases.walks import each_readable
from schemas.codes import Attention, CaseStatus, Department

# A page may come out short, with a cursor, rather than cost a walk through the whole province.
_MOST_READ = 200
# What one look counts; the next one goes on from there.
MOST_COUNTED = 500
_MOST_PAGES = 10
_T = TypeVar("_T")
Came = Literal["window", "online"]
Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """None filters nothing; all that is said of an item must hold of one and the same. `due`: its time ends before then.

    `order`: of lists by city; what is found by attention or office comes the longest in its state first.
    """

    status: CaseStatus | None = None
    city: str | None = None
    county: str | None = None
    reference: str | None = None
    item: str | None = None
    department: Department | None = None
    office: str | None = None
    channel: Came | None = None
    since: datetime | None = None
    due: datetime | None = None
    stuck: Attention | None = None
    order: Order | None = None

    @property
    def of_items(self) -> bool:
        return bool(self.item or self.department or self.office or self.due or self.stuck)

    @property
    def walks(self) -> bool:
        return bool(self.of_items or self.channel or self.since)

    @property
    def query(self) -> CaseQuery:
        cities = (self.city,) if self.city else ()
        return CaseQuery(
            cities=cities,
            county=self.county,
            status=self.status,
            reference=self.reference,
            oldest_first=self.order == "oldest",
        )


def found_cases(wanted: Wanted, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Case]:
    """By `order` within a city, or the newest first; what is found by attention or office, the longest in that state first. A
    page may be short and more follow. Raises CaseNotFound, CityNotFound, BadCursor, TooOften."""
    if not wanted.walks:
        return cases_of(wanted.query, by=by, limit=limit, cursor=cursor, deps=deps)
    found: list[Case] = []
    unreadable: list[str] = []
    read = 0
    while len(found) < limit and read < _MOST_READ:
        page = _candidates(wanted, by, limit - len(found), cursor, deps)
        read += max(len(page.entries) + len(page.unreadable), 1)
        found.extend(case for case in page.entries if case is not None)
        unreadable.extend(page.unreadable)
        cursor = page.cursor
        if cursor is None:
            break
    return Page(tuple(found), cursor, tuple(dict.fromkeys(unreadable)))


def count_cases(
    wanted: Wanted, *, by: Principal, deps: Deps, cursor: str | None = None, most: int = MOST_COUNTED
) -> tuple[int, str | None]:
    """How many follow, as many as one look counts, and where the count goes on: None where these are all.

    Raises CaseNotFound, CityNotFound, BadCursor, TooOften."""
    count = 0
    for _ in range(_MOST_PAGES):
        page = found_cases(wanted, by=by, limit=min(100, most - count), cursor=cursor, deps=deps)
        count, cursor = count + len(page.entries) + len(page.unreadable), page.cursor
        if cursor is None or count >= most:
            break
    return count, cursor


def _candidates(
    wanted: Wanted, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Case | None]:
    """A page of what may fit; None stands for what does not."""
    if wanted.stuck or wanted.office:
        return _by_items(wanted, by, limit, cursor, deps)
    page = cases_of(wanted.query, by=by, limit=limit, cursor=cursor, deps=deps)
    return _told(
        page, page.entries, lambda case: _judged(case.id, wanted, by, deps), lambda case: case.id, deps
    )


def _by_items(wanted: Wanted, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Case | None]:
    cities = cities_within(by.region, (wanted.city,) if wanted.city else (), deps)
    query = (
        ItemQuery(attention=wanted.stuck, cities=cities) if wanted.stuck else ItemQuery(office=wanted.office)
    )
    page = deps.store.items(query, limit=limit, cursor=cursor)
    seen = [item for item in page.entries if in_region(by.region, city=item.city, county=item.county)]
    # A damaged one does not tell its county: it is named to whose the whole city is.
    whole = all(in_region(by.region, city=city, county=None) for city in cities)
    cases = tuple(case_id for case_id, _, _ in (one.partition("/") for one in page.unreadable))
    told = replace(page, unreadable=cases if whole else ())
    return _told(told, seen, lambda item: _first(item, wanted, by, deps), lambda item: item.case_id, deps)


def _told(
    page: Page[Any],
    entries: Sequence[_T],
    judge: Callable[[_T], Case | None],
    case_of: Callable[[_T], str],
    deps: Deps,
) -> Page[Case | None]:
    """Whether one that cannot be read would fit, nobody can say: its case is named, and does not go missing."""
    judged, lost = each_readable(entries, judge, name=case_of, at_once=deps.at_once)
    return Page(judged, page.cursor, (*page.unreadable, *lost))


def _first(item: CaseItem, wanted: Wanted, by: Principal, deps: Deps) -> Case | None:
    """A case with several such items is listed once: at the first of them."""

    def is_first(ledger: Ledger) -> bool:
        first = min(_fitting(ledger, wanted), key=lambda one: (one.since, one.code))
        return first.code == item.code

    return _judged(item.case_id, wanted, by, deps, is_first)


def _judged(
    case_id: str,
    wanted: Wanted,
    by: Principal,
    deps: Deps,
    also: Callable[[Ledger], bool] = lambda _: True,
) -> Case | None:
    """None: it does not fit. Raises RecordUnreadable."""
    try:
        ledger = deps.store.ledger(case_id)
    except CaseNotFound:
        return None
    return ledger.case if _fits(ledger, wanted, by, deps) and also(ledger) else None


def _fits(ledger: Ledger, wanted: Wanted, by: Principal, deps: Deps) -> bool:
    case = ledger.case
    return (
        may_see(by, case)
        and wanted.query.matches(case)
        and (wanted.since is None or case.opened_at >= wanted.since)
        and (not wanted.of_items or next(_fitting(ledger, wanted), None) is not None)
        and (wanted.channel is None or _channel(ledger, deps) == wanted.channel)
    )


def _channel(ledger: Ledger, deps: Deps) -> Came:
    """A clerk's mandate is told by the first event."""
    submitted = submitted_event(ledger, deps)
    return "window" if submitted and "how" in submitted.detail else "online"


def _fitting(ledger: Ledger, wanted: Wanted) -> Iterator[CaseItem]:
    return (item for item in ledger.items if _item_fits(item, wanted))


def _item_fits(item: CaseItem, wanted: Wanted) -> bool:
    due = item.clock.due_at if item.outcome is None else None
    return (
        wanted.item in (None, item.code)
        and wanted.department in (None, item.department)
        and wanted.office in (None, listed_office(item))
        and wanted.stuck in (None, attention(item))
        and (wanted.due is None or (due is not None and due < wanted.due))
    )
