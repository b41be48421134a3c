"""Ratings (好差评) of a region, city by city, the newest first in each.

What leads to an item is noted before its rating is written, under the time that the rating will have: a crash in between
leaves a place that holds no such rating, and is passed over.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Ledger
from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.lists import cities_within
from functions.usecases.record_kinds import RATED
from functions.usecases.records import new_record, newest_first
from functions.usecases.walks import list_by_list
from schemas.applicant.ratings import VisitState
from schemas.codes import Department
from schemas.codes_citizen import RatingLevel

# A page may come out short, with a cursor, rather than cost a walk through everything.
_MOST_JUDGED = 200


@dataclass(frozen=True, slots=True)
class RatingsWanted:
    """None filters nothing. `levels`: none means all. `visit`: how the return visit (回访) stands that a bad rating owes."""

    city: str | None = None
    department: Department | None = None
    item: str | None = None
    levels: frozenset[RatingLevel] = frozenset()
    visit: VisitState | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    ledger: Ledger
    item: CaseItem
    rating: Rating


def note_rating(item: CaseItem, at: datetime, deps: Deps) -> None:
    """Raises StoreBusy."""
    with suppress(StaleWrite):
        body = {"case_id": item.case_id, "item": item.code}
        deps.store.put(new_record(_list_of(item.city), _key(item, at), body))


def ratings_of(
    wanted: RatingsWanted, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Rated]:
    """A page may be short and more follow. Raises CityNotFound, BadCursor."""
    cities = cities_within(by.region, (wanted.city,) if wanted.city else (), deps)
    found: list[Rated] = []
    damaged: list[str] = []
    judged = 0
    while len(found) < limit and judged < _MOST_JUDGED:
        page = _places(cities, limit - len(found), cursor, deps)
        judged += max(len(page.entries), 1)
        damaged += page.unreadable
        reads = [partial(_read, record, deps) for record in page.entries]
        read = deps.at_once(reads)
        damaged += [one for one in read if isinstance(one, str)]
        found += [
            one
            for one in read
            if isinstance(one, Rated) and may_see(by, one.ledger.case) and _fits(one, wanted)
        ]
        cursor = page.cursor
        if cursor is None:
            break
    return Page(tuple(found), cursor, tuple(dict.fromkeys(damaged)))


def _places(cities: tuple[str, ...], limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    def read(city: str, size: int, inner: str | None) -> Page[Record]:
        return deps.store.records(_list_of(city), limit=size, cursor=inner)

    return list_by_list(cities, read, wanted=lambda _: True, limit=limit, cursor=cursor, at_once=deps.at_once)


def _read(record: Record, deps: Deps) -> Rated | str | None:
    """The case's id where that cannot be read; None where nothing was rated."""
    try:
        ledger = deps.store.ledger(record.body["case_id"])
        item = ledger.item(record.body["item"])
    except (CaseNotFound, ItemNotFound):
        return None
    except RecordUnreadable:
        return str(record.body["case_id"])
    rating = item.aftercare.rating
    return Rated(ledger, item, rating) if rating and _key(item, rating.at) == record.key else None


def _fits(one: Rated, wanted: RatingsWanted) -> bool:
    return (
        wanted.department in (None, one.item.department)
        and wanted.item in (None, one.item.code)
        and (not wanted.levels or one.rating.level in wanted.levels)
        and wanted.visit in (None, visit_state(one.rating))
        and (wanted.since is None or one.rating.at >= wanted.since)
    )


def visit_state(rating: Rating) -> VisitState | None:
    """None: nothing is owed."""
    if rating.visited_at:
        return "paid"
    if not rating.visit_owed:
        return None
    return "overdue" if rating.visit_overdue else "owed"


def _list_of(city: str) -> str:
    return f"{RATED}#{city}"


def _key(item: CaseItem, at: datetime) -> str:
    return f"{newest_first(at)}-{item.case_id}.{item.code}"
