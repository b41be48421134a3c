"""What needs an operator in their region: listed, grouped by what is wrong, and one item with what operators did to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from functions.domain.case.access import Principal, in_region
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import acts_of
from functions.domain.case.item import CaseItem, attention
from functions.domain.operator.acts import StuckItem, why_stuck
from functions.ports.case_store import ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.lists import cities_within
from functions.usecases.case.view import ledger_of
from functions.usecases.walks import event_pages, pages
from schemas.codes import Attention, Department, Role

# How much one look reads at most; whatever is not read is said to be missing (`partial`). Each page begins anew in all
# cities: many small ones would take longer than API Gateway waits for.
ATTENTION_PAGE = 1000
PAGES = 10
SPARSE_PAGES = 20
HISTORY_PAGES = 10

_OPERATORS_ACTS = acts_of(Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Filter:
    """None filters nothing; `state`, `error` and `group` are those of the item's `Stuck`."""

    attention: Attention | None = None
    state: str | None = None
    error: str | None = None
    department: Department | None = None
    city: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    item: CaseItem
    stuck: StuckItem


@dataclass(frozen=True, slots=True)
class Group:
    """Items with the same trouble; one cause is often one repair. `name` finds them again (`Filter.group`)."""

    name: str
    attention: Attention | None
    state: str
    error: str
    cause: str
    count: int
    oldest: datetime
    departments: tuple[Department, ...]


@dataclass(slots=True)
class Walk:
    """Everything that `wanted` finds for somebody, up to a bound; `partial` is known once it has been walked, and so is
    whether something is `damaged` and cannot be read. `texts`: with what somebody wrote by hand.
    """

    wanted: Filter
    by: Principal
    deps: Deps
    texts: bool = True
    partial: bool = field(default=False, init=False)
    damaged: bool = field(default=False, init=False)

    @property
    def lacks(self) -> bool:
        """There is more than what it found."""
        return self.partial or self.damaged

    def __iter__(self) -> Iterator[Found]:
        walk = pages(lambda cursor: self._read(cursor))
        for number, page in enumerate(islice(walk, PAGES), start=1):
            yield from _found(page.entries, self.wanted, self.by)
            self.damaged = self.damaged or bool(page.unreadable)
            self.partial = number == PAGES and page.cursor is not None

    def _read(self, cursor: str | None) -> Page[CaseItem]:
        return _read(self.wanted, self.by, ATTENTION_PAGE, cursor, self.deps, texts=self.texts)


def incidents_of(wanted: Filter, *, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Found]:
    """The longest in trouble first, kind by kind and city by city. A page may be short of `limit` and yet have a cursor,
    where few items match. Raises BadCursor.
    """
    entries: list[Found] = []
    unreadable: list[str] = []
    for _ in range(SPARSE_PAGES):
        page = _read(wanted, by, limit - len(entries), cursor, deps)
        entries.extend(_found(page.entries, wanted, by))
        unreadable += page.unreadable
        cursor = page.cursor
        if cursor is None or len(entries) >= limit:
            break
    # A damaged one does not tell its county: it is named to whose the whole city is.
    whole = all(
        in_region(by.region, city=city, county=None)
        for city in cities_within(by.region, _cities(wanted), deps)
    )
    return Page(tuple(entries), cursor, tuple(unreadable) if whole else ())


def groups_of(wanted: Filter, *, by: Principal, deps: Deps) -> tuple[tuple[Group, ...], bool]:
    """The largest first, and whether a bound was hit before all was read, or something cannot be read."""
    walk = Walk(wanted, by, deps, texts=False)
    members: dict[tuple[Attention | None, str], list[Found]] = {}
    for found in walk:
        members.setdefault((attention(found.item), found.stuck.group), []).append(found)
    groups = map(_group, members.values())
    return tuple(sorted(groups, key=lambda group: (-group.count, group.oldest))), walk.lacks


def incident_of(
    case_id: str, code: str, *, by: Principal, deps: Deps
) -> tuple[Ledger, CaseItem, tuple[Event, ...]]:
    """An item of any state, and what operators did to it, oldest first. Raises CaseNotFound, ItemNotFound."""
    ledger = ledger_of(case_id, by=by, deps=deps)
    item = ledger.item(code)
    return ledger, item, tuple(_acts(case_id, code, deps))


def latest_events(case_id: str, deps: Deps) -> tuple[Event, ...]:
    """The newest first. Whoever asks may see the case."""
    pages_ = islice(event_pages(deps.store, case_id), HISTORY_PAGES)
    return tuple(event for page in pages_ for event in page.entries)[::-1]


def _read(
    wanted: Filter, by: Principal, limit: int, cursor: str | None, deps: Deps, *, texts: bool = True
) -> Page[CaseItem]:
    cities = cities_within(by.region, _cities(wanted), deps)
    if not cities:
        return Page(())
    query = ItemQuery(attention=wanted.attention, cities=cities, texts=texts)
    return deps.store.items(query, limit=limit, cursor=cursor)


def _cities(wanted: Filter) -> tuple[str, ...]:
    return (wanted.city,) if wanted.city else ()


def _found(items: tuple[CaseItem, ...], wanted: Filter, by: Principal) -> Iterator[Found]:
    for item in items:
        what = why_stuck(item)
        if what and in_region(by.region, city=item.city, county=item.county) and _matches(item, what, wanted):
            yield Found(item, what)


def _matches(item: CaseItem, what: StuckItem, wanted: Filter) -> bool:
    return (
        wanted.state in (None, what.state)
        and wanted.error in (None, what.error)
        and wanted.group in (None, what.group)
        and wanted.department in (None, item.department)
    )


def _group(members: list[Found]) -> Group:
    first = members[0]
    return Group(
        name=first.stuck.group,
        attention=attention(first.item),
        state=first.stuck.state,
        error=first.stuck.error,
        cause=first.stuck.cause,
        count=len(members),
        oldest=min(found.stuck.since for found in members),
        departments=tuple(sorted({found.item.department for found in members})),
    )


def _acts(case_id: str, code: str, deps: Deps) -> Iterator[Event]:
    for page in islice(event_pages(deps.store, case_id), HISTORY_PAGES):
        yield from (event for event in page.entries if event.item == code and event.kind in _OPERATORS_ACTS)
