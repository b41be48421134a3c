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
from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.by_city import list_of_city, opened_by_city
from functions.usecases.case.lists import cities_within
from functions.usecases.record_kinds.applicant import RATED
from functions.usecases.records import new_record, newest_first
from schemas.applicant.ratings import VisitState
from schemas.codes import Department
from schemas.codes_citizen import RatingLevel


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
        deps.store.put(new_record(list_of_city(RATED, item.city), _key(item, at), body))


def ratings_of(
    wanted: RatingsWanted, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Rated]:
    """A page may be short and more follow. Raises CityNotFound, BadCursor."""
    return opened_by_city(
        RATED,
        cities_within(by.region, (wanted.city,) if wanted.city else (), deps),
        partial(_rated_at, deps=deps),
        wanted=lambda one: may_see(by, one.ledger.case) and _fits(one, wanted),
        limit=limit,
        cursor=cursor,
        deps=deps,
    )


def _rated_at(place: Record, *, deps: Deps) -> Rated | None:
    """Raises CaseNotFound, ItemNotFound, RecordUnreadable."""
    ledger = deps.store.ledger(place.body["case_id"])
    item = ledger.item(place.body["item"])
    rating = item.aftercare.rating
    return Rated(ledger, item, rating) if rating and _key(item, rating.at) == place.key else None


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


def _key(item: CaseItem, at: datetime) -> str:
    return f"{newest_first(at)}-{item.case_id}.{item.code}"
