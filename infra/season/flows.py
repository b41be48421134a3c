"""A season as flows, a minute at a time: so many cases come, so many rounds go out, so many answers come back.

Cases stay in the order in which they came, so that of an item behind two others the later one tells. Nothing here knows a
quota: what is asked of AWS is held against them afterwards (limits.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from infra.season.items import SeasonItem
from infra.season.outage import HeldUp, Outage, held_up
from infra.season.scenario import Hours


@dataclass(frozen=True, slots=True)
class ItemFlow:
    """Per minute: rounds that are owed, answers short of the outcome, outcomes; and what an outage did to the rounds."""

    owed: list[float]
    told: list[float]
    decided: list[float]
    rounds: HeldUp


@dataclass(frozen=True, slots=True)
class SeasonFlow:
    """`submitted` is as long as the season is followed; each item's flow stands under its code."""

    submitted: Sequence[float]
    items: dict[str, ItemFlow]

    def closed(self) -> list[float]:
        """Cases whose every item is decided, in all until each minute."""
        return _least([flow.decided for flow in self.items.values()])

    def told(self) -> list[float]:
        return _sum([flow.told for flow in self.items.values()])

    def decided(self) -> list[float]:
        return _sum([flow.decided for flow in self.items.values()])

    def retries(self) -> list[float]:
        return _sum([flow.rounds.retries for flow in self.items.values()])


def played(
    submitted: Sequence[float],
    items: Sequence[SeasonItem],
    hours: Hours,
    *,
    accept_minutes: int,
    decide_minutes: int,
    outage: Outage,
) -> SeasonFlow:
    """An office says at once that it has a round; then it accepts, and then decides, in its own hours."""
    flows: dict[str, ItemFlow] = {}
    for item in items:
        owed = _differences(_least([flows[code].decided for code in item.behind] or [submitted]))
        rounds = HeldUp(list(owed), [0.0] * len(owed), 0.0)
        if item.department is outage.department:
            given_up = sum(flow.rounds.incidents for flow in flows.values())
            rounds = held_up(owed, outage, before=given_up)
        accepted = spread(rounds.sent, hours, accept_minutes)
        told = _sum([rounds.sent, accepted])
        flows[item.code] = ItemFlow(owed, told, spread(accepted, hours, decide_minutes), rounds)
    return SeasonFlow(submitted, flows)


def spread(coming: Sequence[float], hours: Hours, minutes: int) -> list[float]:
    """Each minute's share evenly over the next so many open minutes."""
    changes = [0.0] * (len(hours.open_minutes) + minutes + 1)
    for minute, number in enumerate(coming):
        if number:
            first = hours.next_open(minute)
            changes[first] += number / minutes
            changes[first + minutes] -= number / minutes
    found = [0.0] * len(coming)
    for at, rate in zip(hours.open_minutes, accumulate(changes), strict=False):
        found[at] = max(0.0, rate)
    return found


def _sum(series: Sequence[Sequence[float]]) -> list[float]:
    return [sum(here) for here in zip(*series, strict=True)]


def _least(series: Sequence[Sequence[float]]) -> list[float]:
    """In all until each minute, of the one that is furthest behind."""
    return [min(here) for here in zip(*(accumulate(one) for one in series), strict=True)]


def _differences(totals: Sequence[float]) -> list[float]:
    return [now - before for now, before in zip(totals, [0.0, *totals], strict=False)]
