"""What waits for applicants (待您办理): an applicant's own list, and that of the clerks, who call them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from functions.domain.applicant.progress import Todo, todo
from functions.domain.case.access import Principal, in_region, may_see
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.todos import open_todos
from functions.ports.case_store import CaseQuery, ItemQuery
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.lists import case_of, cases_of, cities_within
from functions.usecases.walks import MOST_READ, if_readable
from schemas.codes import Role
from schemas.codes_citizen import TodoKind
from schemas.form.person import Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the applicant of a case."""

    ledger: Ledger
    todo: Todo


def waiting(
    kind: TodoKind | None, query: CaseQuery, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Waiting]:
    """An applicant's own; for clerks and operators, of what was handed in at the windows of their region, the nearest term
    first. `kind` None: of any. Raises BadCursor, CaseNotFound, TooOften.
    """
    if by.role is Role.APPLICANT:
        page = cases_of(query, by=by, limit=limit, cursor=cursor, deps=deps)
        found = deps.at_once([partial(if_readable, deps.store.ledger, case.id) for case in page.entries])
        entries = (Waiting(ledger, one) for ledger in found if ledger for one in _todos(ledger, kind, deps))
        damaged = (case.id for case, ledger in zip(page.entries, found, strict=True) if ledger is None)
        return Page(_in_order(entries), page.cursor, (*page.unreadable, *damaged))
    return _of_windows(kind, query, by, limit, cursor, deps)


def whom_to_call(case_ids: Iterable[str], deps: Deps) -> Mapping[str, Person]:
    """By case, as its form names them; of cases that the caller has listed. Of a form that cannot be read nobody."""
    chosen = tuple(dict.fromkeys(case_ids))
    forms = deps.at_once([partial(if_readable, deps.store.application, case_id) for case_id in chosen])
    return {case_id: form.person for case_id, form in zip(chosen, forms, strict=True) if form}


def _of_windows(
    kind: TodoKind | None, query: CaseQuery, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Waiting]:
    """A page may come out short, with a cursor, rather than cost a walk through all that waits for something else."""
    if query.reference:
        limits.count("look_up", by, deps)
        case_of(query.reference, by=by, deps=deps)
    cities = cities_within(by.region, (), deps)
    items: list[CaseItem] = []
    damaged: list[str] = []
    seen = 0
    while cities:
        page = deps.store.items(
            ItemQuery(cities=cities, waiting=True), limit=limit - len(items), cursor=cursor
        )
        seen, cursor = seen + len(page.entries), page.cursor
        items += (item for item in page.entries if _wanted(item, kind, by))
        damaged += page.unreadable
        if cursor is None or len(items) == limit or seen >= MOST_READ:
            break
    entries, unreadable = _read(items, kind, query, by, deps)
    return Page(_in_order(entries), cursor, (*damaged, *unreadable))


def _wanted(item: CaseItem, kind: TodoKind | None, by: Principal) -> bool:
    if not in_region(by.region, city=item.city, county=item.county):
        return False
    return any(kind in (None, one.kind) for one in open_todos(item))


def _read(
    items: list[CaseItem], kind: TodoKind | None, query: CaseQuery, by: Principal, deps: Deps
) -> tuple[list[Waiting], list[str]]:
    """Of each item the nearest that is wanted; and the ids of cases that cannot be read."""
    ids = list(dict.fromkeys(item.case_id for item in items))
    found = dict(
        zip(ids, deps.at_once([partial(if_readable, deps.store.ledger, one) for one in ids]), strict=True)
    )
    entries = []
    for item in items:
        ledger = found[item.case_id]
        if ledger is None or not may_see(by, ledger.case) or not query.matches(ledger.case):
            continue
        one = next((one for one in _todos(ledger, kind, deps) if one.item == item.code), None)
        if one:
            entries.append(Waiting(ledger, one))
    return entries, [one for one, ledger in found.items() if ledger is None]


def _todos(ledger: Ledger, kind: TodoKind | None, deps: Deps) -> Iterator[Todo]:
    for one in todo(ledger, deps.editions(ledger.case.edition), deps.clock()):
        if kind in (None, one.kind):
            yield one


def _in_order(entries: Iterator[Waiting] | list[Waiting]) -> tuple[Waiting, ...]:
    """The nearest term first, and what has none last; else as they came."""

    def term(one: Waiting) -> tuple[bool, float]:
        return one.todo.until is None, one.todo.until.timestamp() if one.todo.until else 0.0

    return tuple(sorted(entries, key=term))
