"""Rating an item (好差评, 国办发〔2019〕51号: 一事一评): once, after its outcome, changeable for a week; what a bad one owes.

The 5 working days of a return visit are our own bound: 51号 asks for one and gives no number that we have seen (待核定).
"""

from datetime import datetime, timedelta

from functions.domain.case.facts import Rating
from functions.domain.case.item import CaseItem, with_aftercare
from functions.domain.clock import Calendar, deadline
from functions.domain.conflicts import NothingToVisit, NotRateable, RatingFixed
from functions.domain.values import replace
from schemas.catalogue.figures import Unit
from schemas.codes import Outcome
from schemas.codes_citizen import RatingLevel, RatingTag

CHANGEABLE = timedelta(days=7)
VISIT_WORKING_DAYS = 5
BAD = frozenset({RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED})

# No office came to a result of these: there is nothing to be rated.
_UNSERVED = frozenset({Outcome.BLOCKED, Outcome.NOT_NEEDED, Outcome.WITHDRAWN})


def is_rateable(item: CaseItem) -> bool:
    served = item.outcome is not None and item.outcome not in _UNSERVED
    return served and item.dispatch.round > 0 and not item.is_service_check


def changeable_until(rating: Rating) -> datetime:
    return rating.at + CHANGEABLE


def rated(
    item: CaseItem,
    level: RatingLevel,
    tags: tuple[RatingTag, ...],
    now: datetime,
    calendar: Calendar,
    *,
    same_text: bool = True,
) -> CaseItem:
    """The item with its rating, the first or another in its place; said again, it is the same item.

    Raises NotRateable, RatingFixed.
    """
    if not is_rateable(item):
        raise NotRateable
    before = item.aftercare.rating
    if before is None:
        first = Rating(level, tags, at=now, changed_at=now, visit_due=_visit_due(level, now, calendar))
        return with_aftercare(item, rating=first)
    if same_text and (before.level, before.tags) == (level, tags):
        return item
    if now >= changeable_until(before):
        raise RatingFixed
    due = _visit_due(level, now, calendar)
    # A visit that is owed stays owed by the same day; one that was paid is not asked for again.
    kept = before.visit_due if level in BAD and before.visit_due else due
    changed = replace(before, level=level, tags=tags, changed_at=now, visit_due=kept)
    overdue = changed.visit_owed and before.visit_overdue
    return with_aftercare(item, rating=replace(changed, visit_overdue=overdue))


def visited(item: CaseItem, by: str, now: datetime) -> CaseItem:
    """The office has called back and says what it did. Raises NothingToVisit."""
    rating = item.aftercare.rating
    if rating is None or not rating.visit_owed:
        raise NothingToVisit
    return with_aftercare(item, rating=replace(rating, visited_at=now, visited_by=by, visit_overdue=False))


def visit_overdue(item: CaseItem, now: datetime) -> CaseItem | None:
    """Marked, so that operators see it; None if it is not, or has been."""
    rating = item.aftercare.rating
    if rating is None or rating.visit_due is None or not rating.visit_owed or rating.visit_overdue:
        return None
    late = now >= rating.visit_due
    return with_aftercare(item, rating=replace(rating, visit_overdue=True)) if late else None


def next_look(item: CaseItem) -> datetime | None:
    """When the sweep is to see whether a visit is overdue; None if there is nothing to wait for."""
    rating = item.aftercare.rating
    return rating.visit_due if rating and rating.visit_owed and not rating.visit_overdue else None


def _visit_due(level: RatingLevel, now: datetime, calendar: Calendar) -> datetime | None:
    if level not in BAD:
        return None
    return deadline(now, VISIT_WORKING_DAYS, Unit.WORKING_DAY, calendar).at
