"""What every case store means by a query, kept once so that none of them can mean something else."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import get_args

from functions.adapters.codec import stamp
from functions.domain.case.case import Case, Change, Ledger
from functions.domain.case.item import CaseItem, attention
from functions.domain.case.lists import clerk_place, finished_office, listed_office
from functions.domain.upkeep.looks import case_stamped, stamped
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, ItemQuery, NewsMark
from schemas.codes import Attention, CaseStatus
from schemas.regions import load_regions

# Not astuple: it copies each value, and an office's page asks hundreds of lists. With texts or without, it is one list.
_SAID_OF_CASES, _SAID_OF_ITEMS = (
    attrgetter(*(one.name for one in fields(kind) if one.name != "texts")) for kind in (CaseQuery, ItemQuery)
)
# Before and after every place.
_FIRST, _LAST = " ", "\uffff"


def is_bounded(query: CaseQuery) -> bool:
    """A query of neither an applicant nor cities lists nothing: whoever forgets the bound must not see the province."""
    return query.applicant is not None or bool(query.cities)


def cities_asked(query: CaseQuery | ItemQuery) -> tuple[str, ...]:
    """In the order of the list; of a county's, the city that has it."""
    asked = sorted(set(query.cities))
    county = query.county if isinstance(query, CaseQuery) else None
    return tuple(city for city in asked if county is None or county in _places(city))


def regions(query: CaseQuery, city: str) -> tuple[str, ...]:
    """Those of the city whose lists hold what is asked for. Its own holds the cases that are of no county or town of it."""
    return (query.county,) if query.county else (city, *_places(city))


def region(case: Case) -> str:
    """Whose list holds the case: its county's, so that a county's page is read without the rest of its city."""
    return case.county if case.county and case.county in _places(case.city) else case.city


def _places(city: str) -> tuple[str, ...]:
    return tuple(place.code for place in load_regions().places(city))


def statuses(query: CaseQuery) -> tuple[CaseStatus, ...]:
    return (query.status,) if query.status else tuple(CaseStatus)


def scope(query: CaseQuery | ItemQuery) -> str:
    """Names the list that a cursor belongs to. A list of cases from its other end is another one."""
    if isinstance(query, CaseQuery):
        *said, oldest_first = _SAID_OF_CASES(query)
        return f"{'oldest-' if oldest_first else ''}cases{tuple(said)!r}"
    return f"items{_SAID_OF_ITEMS(query)!r}"


def start_key(query: CaseQuery) -> str:
    """Before the first place of each of its lists."""
    return _FIRST if query.oldest_first else _LAST


def opened_key(case: Case) -> str:
    """The sort key of every list of cases: newest first is this one descending; the id settles ties."""
    return f"{stamp(case.opened_at)}#{case.id}"


def settled_key(case: Case) -> str | None:
    """The sort key of the list of closed cases by what happened to them last."""
    if case.status is CaseStatus.OPEN:
        return None
    last = max(at for at in (case.opened_at, case.closed_at, case.amended_at) if at)
    return f"{stamp(last)}#{case.id}"


def as_written(change: Change) -> Change:
    """The change as it will stand: one version on, and each row found by the sweep when its debts say.

    Raises ValueError: a form is replaced only with its case, whose version keeps two writers of it apart.
    """
    if change.application and change.case is None:
        raise ValueError("a form is replaced together with its case")
    case = change.case and replace(case_stamped(change.case), version=change.case.version + 1)
    items = tuple(replace(stamped(item), version=item.version + 1) for item in change.items)
    return replace(change, case=case, items=items)


def as_opened(ledger: Ledger) -> Ledger:
    """A new ledger as it is kept: the service check, then the items as they were created."""
    items = tuple(sorted(map(stamped, ledger.items), key=lambda item: not item.is_service_check))
    return Ledger(case_stamped(ledger.case), items)


def wants(query: ItemQuery, item: CaseItem) -> bool:
    """An office's lists hold its open items, and its visits owed; cities' lists only what needs attention, or else what
    waits for a person (`waiting`). Neither lists nothing.
    """
    if query.finished:
        first, end = period(query)
        return query.office == finished_office(item) is not None and first <= finished_at(item) < end
    if query.waiting:
        return item.city in query.cities and clerk_place(item) is not None
    found = attention(item)
    if query.office is None and (found is None or not query.cities):
        return False
    return (
        query.office in (None, listed_office(item))
        and (not query.cities or item.city in query.cities)
        and query.attention in (None, found)
    )


def attentions(query: ItemQuery) -> tuple[Attention, ...]:
    return (query.attention,) if query.attention else get_args(Attention)


def lists(item: CaseItem) -> dict[str, str]:
    """What puts an item into the lists of items, by index: sparse, for most items need nobody and the rest are decided.

    An item in either of the first two has its place there, `since`; in the clerks' list, `todo_by`; among an office's
    finished ones, `finished_at`: that list has an index of its own, for a finished item may stand in any of the others too.
    """
    found = attention(item)
    places = {"attention": watched(found, item.city)} if found else {}
    if office := listed_office(item):
        places["office"] = office
    found_for = {"since": since(item)} if places else {}
    return places | found_for | _waiting(item) | _finished(item)


def _finished(item: CaseItem) -> dict[str, str]:
    office = finished_office(item)
    return {"finished": office, "finished_at": finished_at(item)} if office else {}


def finished_at(item: CaseItem) -> str:
    """The sort key of an office's list of finished items, whatever waits for somebody after it."""
    return f"{stamp(item.since)}#{item.case_id}#{item.code}"


def period(query: ItemQuery) -> tuple[str, str]:
    """The first place of a list of finished items that may be wanted, and the first after it that is not."""
    return stamp(query.since) if query.since else " ", stamp(query.until) if query.until else _LAST


def _waiting(item: CaseItem) -> dict[str, str]:
    place = todo_by(item)
    return {"todo": item.city, "todo_by": place} if place else {}


def todo_by(item: CaseItem) -> str | None:
    """The sort key of the clerks' lists: the nearest term first, and after all terms what has waited longest."""
    place = clerk_place(item)
    if place is None:
        return None
    term, waits = place
    return f"{stamp(term) if term else f'~{stamp(waits)}'}#{item.case_id}#{item.code}"


def whole_moments(marks: Iterable[NewsMark], limit: int) -> tuple[NewsMark, ...]:
    """The first `limit`, and those of the last one's moment: whoever goes on behind it has missed none."""
    found: list[NewsMark] = []
    for mark in marks:
        if len(found) >= limit and mark.at != found[-1].at:
            break
        found.append(mark)
    return tuple(found)


def watched(needed: Attention, city: str) -> str:
    return f"{needed}#{city}"


def since(item: CaseItem) -> str:
    """The sort key of every list of items: the longest in their state come first, visits by their day; the item itself
    settles ties.
    """
    owed = (
        item.aftercare.rating.visit_due
        if item.aftercare.rating and item.aftercare.rating.visit_owed
        else None
    )
    return f"{stamp(owed or item.since)}#{item.case_id}#{item.code}"
