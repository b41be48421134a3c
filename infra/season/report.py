"""A played season in words and figures: what binds, how long what waited, what to ask for."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.season.limits import OF_THE_PROGRAM, Backlog, Load
from infra.season.outage import BATCHED_A_MINUTE, Outage
from infra.season.scenario import DAY_MINUTES, HOUR_MINUTES
from schemas.operator.acts import MOST_ITEMS


@dataclass(frozen=True, slots=True)
class SeasonReport:
    """`incidents`: rounds that were given up while the department was down. `closed`, `closed_without`: in which minute the
    first week's cases all are, and would be without the outage; None: not as long as the season was followed.
    """

    cases: int
    seed: int
    outage: Outage
    begins: date
    loads: Sequence[Load]
    requests: Backlog
    sweep: Backlog
    incidents: float
    open_at_most: float
    over_ask: float
    closed: int | None
    closed_without: int | None = None

    @property
    def batch_hours(self) -> float:
        return self.incidents / BATCHED_A_MINUTE / HOUR_MINUTES

    def words(self) -> str:
        return "\n".join((*self._table(), "", *self._waiting(), "", *self._asks()))

    def _table(self) -> list[str]:
        head = f"{'limit':<32}{'peak':>9}{'quota':>9}{'used':>7}{'hours over':>12}  busiest minute    whose"
        return [head, *(self._line(load) for load in self.loads)]

    def _line(self, load: Load) -> str:
        when = f"{self._day(load.minute)} {load.minute % DAY_MINUTES // HOUR_MINUTES:02}:{load.minute % HOUR_MINUTES:02}"
        return f"{load.name:<32}{load.peak:>9.1f}{load.quota:>9.1f}{load.ratio:>7.0%}{load.over:>12.1f}  {when}  {load.whose}"

    def _day(self, minute: int | None) -> str:
        return "later" if minute is None else str(self.begins + timedelta(days=minute // DAY_MINUTES))

    def _waiting(self) -> list[str]:
        tried, batches = self.outage.tries.minutes / HOUR_MINUTES, math.ceil(self.incidents / MOST_ITEMS)
        return [
            f"{self.outage.department} down: {self.incidents:,.0f} rounds given up after {tried:.0f} h: {batches} batches, "
            f"{self.batch_hours:.0f} h at {BATCHED_A_MINUTE} a minute",
            f"interface: {self.requests.most:,.0f} requests wait at most, in {self.requests.hours:.1f} h of the season",
            f"sweep: {self.sweep.most:,.0f} looks wait at most, in {self.sweep.hours:.1f} h",
            f"open at most {self.open_at_most:,.0f} cases; the first week's are all closed on "
            f"{self._day(self.closed)}, without the outage on {self._day(self.closed_without)}",
        ]

    def _asks(self) -> list[str]:
        asks = self.asks()
        if not asks:
            return ["Nothing has to be asked for: half again over every peak is within its limit."]
        return [f"raise {name} to {number:,}" for name, number in asks.items()]

    def asks(self) -> dict[str, int]:
        """Where `over_ask` times the peak is beyond the limit: so much, in round figures; not of what only we can change."""
        wanted = {load: load.peak * self.over_ask for load in self.loads if load.whose != OF_THE_PROGRAM}
        return {load.name: _rounded_up(peak) for load, peak in wanted.items() if peak > load.quota}

    def json(self) -> Mapping[str, Any]:
        return {
            "cases": self.cases,
            "seed": self.seed,
            "down": self.outage.department.value,
            "binds_first": self.loads[0].name,
            "limits": {one.name: _told(one) for one in self.loads},
            "requests_wait_h": round(self.requests.hours, 1),
            "sweep_waits_h": round(self.sweep.hours, 1),
            "incidents": round(self.incidents),
            "batch_h": round(self.batch_hours, 1),
            "open_at_most": round(self.open_at_most),
            "first_week_closed": self._day(self.closed),
            "first_week_closed_without": self._day(self.closed_without),
            "ask": self.asks(),
        }


def _told(load: Load) -> Mapping[str, float]:
    return {
        "peak": round(load.peak, 1),
        "quota": round(load.quota, 1),
        "used": round(load.ratio, 3),
        "hours_over": round(load.over, 1),
    }


def _rounded_up(number: float) -> int:
    """Up, to two figures."""
    step = int(10 ** max(0, math.floor(math.log10(number)) - 1))
    return math.ceil(number / step) * step
