"""Several visits of one person on one day, one soon after the other. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, permutations

from schemas.applicant.appointments import MOST_VISITS


@dataclass(frozen=True, slots=True)
class FreeVisit:
    """A free time of the office that has the item."""

    item: str
    office: str
    at: datetime
    until: datetime


SameDay = tuple[FreeVisit, ...]


def same_day(offered: Sequence[FreeVisit], gap: timedelta) -> SameDay | None:
    """Of one day's free times: as many items as can be, at least two, in the least time, the earliest where that is equal.

    `gap`: between two offices.
    """
    items = sorted({one.item for one in offered})
    for number in range(min(len(items), MOST_VISITS), 1, -1):
        found = [
            way
            for chosen in combinations(items, number)
            for order in permutations(chosen)
            for way in _ways(order, offered, gap)
        ]
        if found:
            return min(found, key=lambda way: (way[-1].until - way[0].at, way[0].at))
    return None


def _ways(order: Sequence[str], offered: Sequence[FreeVisit], gap: timedelta) -> Iterator[SameDay]:
    """From each time of the first item on, always the nearest of the next."""
    by_item = {
        item: sorted((one for one in offered if one.item == item), key=lambda one: one.at) for item in order
    }
    for first in by_item[order[0]]:
        way = [first]
        for item in order[1:]:
            after = next((one for one in by_item[item] if _follows(way[-1], one, gap)), None)
            if after is None:
                break
            way.append(after)
        if len(way) == len(order):
            yield tuple(way)


def _follows(before: FreeVisit, after: FreeVisit, gap: timedelta) -> bool:
    return after.at >= before.until + (timedelta() if before.office == after.office else gap)
