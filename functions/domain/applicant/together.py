"""Several visits of one person on one day, one soon after the other. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schemas.applicant.appointments import MOST_VISITS


@dataclass(frozen=True, slots=True)
class FreeVisit:
    """A free time of the office that has the item."""

    item: str
    office: str
    at: datetime
    until: datetime


SameDay = tuple[FreeVisit, ...]
# Of each set of items, a bit each, the way to all of them that begins latest.
_Ways = dict[int, SameDay]


def same_day(offered: Sequence[FreeVisit], gap: timedelta) -> SameDay | None:
    """Of one day's free times: as many items as can be, at least two, in the least time, the earliest where that is equal.

    `gap`: between two offices.
    """
    several = (way for way in _ways(offered, gap) if len(way) > 1)
    return min(several, key=lambda way: (-len(way), way[-1].until - way[0].at, way[0].at), default=None)


def _ways(offered: Sequence[FreeVisit], gap: timedelta) -> Iterator[SameDay]:
    """To each visit, for each set of items, the way that begins latest: each visit is looked at once, in its turn, and no
    order of the items is tried by itself."""
    bits = {item: 1 << place for place, item in enumerate(sorted({one.item for one in offered}))}
    day = _Passed(sorted(offered, key=lambda one: one.until), gap)
    for visit in sorted(offered, key=lambda one: one.at):
        bit = bits[visit.item]
        ways: _Ways = {bit: (visit,)}
        for before in day.before(visit):
            for items, way in before.items():
                if not items & bit:
                    _keep(ways, items | bit, (*way, visit))
        day.to[visit] = ways
        yield from ways.values()


def _keep(ways: _Ways, items: int, way: SameDay) -> None:
    known = ways.get(items)
    if known is None or way[0].at > known[0].at:
        ways[items] = way


@dataclass(slots=True)
class _Passed:
    """What is over by now. `to`: the ways to each visit."""

    by_end: Sequence[FreeVisit]
    gap: timedelta
    to: dict[FreeVisit, _Ways] = field(default_factory=dict)
    _here: dict[str, _Ways] = field(default_factory=dict)
    _anywhere: _Ways = field(default_factory=dict)
    _left: int = 0
    _arrived: int = 0

    def before(self, visit: FreeVisit) -> tuple[_Ways, _Ways]:
        """Ways that end at its own office in time; and at any, with the way between two."""
        while self._is_over(self._left, visit.at):
            one = self.by_end[self._left]
            self._add(self._here.setdefault(one.office, {}), one)
            self._left += 1
        while self._is_over(self._arrived, visit.at - self.gap):
            self._add(self._anywhere, self.by_end[self._arrived])
            self._arrived += 1
        return self._here.get(visit.office, {}), self._anywhere

    def _is_over(self, place: int, at: datetime) -> bool:
        return place < len(self.by_end) and self.by_end[place].until <= at

    def _add(self, ways: _Ways, one: FreeVisit) -> None:
        for items, way in self.to[one].items():
            if len(way) < MOST_VISITS:
                _keep(ways, items, way)
