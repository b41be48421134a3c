"""What the flows ask of AWS in each minute, and of which limit they ask most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from typing import Any

from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.upkeep.repairs import longest_pause
from functions.domain.upkeep.runs import FIRST_LOOKS
from functions.lambda_names import dispatching
from functions.on_aws import CONNECTIONS, LOOK_WITHIN, LOOKS_AT_ONCE
from functions.usecases.upkeep.news import MARKS_A_SWEEP
from infra.package.functions import declared
from infra.season.flows import SeasonFlow
from infra.season.items import SeasonItem
from infra.season.measured import Use, Uses
from infra.season.outage import MINUTE_SECONDS
from infra.season.scenario import DAY_MINUTES, HOUR_MINUTES

SWEEP_EVERY_SECONDS = 60
# Read, then told.
CALLS_A_MARK = 2
# Of memory, by which Lambda gives the processor.
ONE_CORE_MB = 1769
VERIFYING = "verify_service"
# Which part of a use is held against which quota.
_PARTS = {
    "StartExecution": "starts",
    "SendTask": "callbacks",
    "DescribeExecution": "finds",
    "GetExecutionHistory": "counts",
    "StateTransition": "transitions",
    "LambdaConcurrency": "seconds",
    "TableWrites": "writes",
    "TableReads": "reads",
}
# Of a limit that is neither a quota nor a setting.
OF_THE_PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Load:
    """`peak`: a second's, in the busiest minute, which is `minute`; `over`: in how many hours it is beyond the quota, in all;
    `whose`: who can change the quota.
    """

    name: str
    peak: float
    minute: int
    quota: float
    whose: str = "AWS"
    over: float = 0.0

    @property
    def ratio(self) -> float:
        return self.peak / self.quota


@dataclass(frozen=True, slots=True)
class Backlog:
    """What had to wait: at most so many, until nothing waited for so many hours, in all; 0 and 0 if nothing did."""

    most: float
    hours: float


@dataclass(frozen=True, slots=True)
class Demand:
    """Of each minute. `a_minute`: each part of a Use; `dispatches`: calls of each Lambda that sends; `looks`, `marks`: the
    sweep's, of open cases and of outcomes.
    """

    a_minute: Mapping[str, Sequence[float]]
    dispatches: Mapping[str, Sequence[float]]
    looks: Sequence[float]
    marks: Sequence[float]
    open_cases: Sequence[float]


def demand_of(
    flow: SeasonFlow, items: Sequence[SeasonItem], uses: Uses, assumed: Mapping[str, Any]
) -> Demand:
    open_cases = _open(flow)
    early, late = _looks(flow.submitted, open_cases, uses.looks_a_day)
    looks = [one + another for one, another in zip(early, late, strict=True)]
    # People look at their page while their case is open: evenly over the offices' answers.
    per_answer = uses.look * (assumed["looks_a_case"] / len(items))
    causes: list[tuple[Sequence[float], Use]] = [
        (flow.submitted, uses.submission + uses.look * assumed["requests_before"]),
        (flow.decided(), uses.outcome + uses.news + per_answer),
        (flow.told(), uses.progress),
        (flow.retries(), uses.retry),
        (early, replace(uses.sweep_look, finds=0, counts=0)),
        (late, uses.sweep_look),
    ]
    a_minute = {one.name: _summed(causes, one.name) for one in fields(Use)}
    return Demand(a_minute, _dispatches(flow, items), looks, flow.decided(), open_cases)


def _looks(
    submitted: Sequence[float], open_cases: Sequence[float], a_day: float
) -> tuple[list[float], list[float]]:
    """Those of a case's first hours, soon after one another; and from the first after them on, whose moments are spread."""
    pauses = (FIRST_CHECK, *(longest_pause(checks) for checks in range(FIRST_LOOKS)))
    *ages, settled = (int(age.total_seconds()) // MINUTE_SECONDS for age in accumulate(pauses))
    come, early, late = [0.0, *accumulate(submitted)], [], []
    for minute, number in enumerate(open_cases):
        early.append(sum(submitted[minute - age] for age in ages if age <= minute))
        first = submitted[minute - settled] if settled <= minute else 0.0
        young = come[minute + 1] - come[max(0, minute + 1 - settled)]
        late.append(first + max(0.0, number - young) * a_day / DAY_MINUTES)
    return early, late


def _summed(causes: Sequence[tuple[Sequence[float], Use]], part: str) -> list[float]:
    weights = [getattr(use, part) for _, use in causes]
    return [
        sum(number * weight for number, weight in zip(here, weights, strict=True))
        for here in zip(*(series for series, _ in causes), strict=True)
    ]


def _open(flow: SeasonFlow) -> list[float]:
    come, found = 0.0, []
    for number, closed in zip(flow.submitted, flow.closed(), strict=True):
        come += number
        found.append(max(0.0, come - closed))
    return found


def _dispatches(flow: SeasonFlow, items: Sequence[SeasonItem]) -> dict[str, list[float]]:
    """Calls of each Lambda that sends: rounds that go out, and tries in vain."""
    found: dict[str, list[float]] = {}
    for item in items:
        rounds = flow.items[item.code].rounds
        calls = [sent + tried for sent, tried in zip(rounds.sent, rounds.retries, strict=True)]
        sender = VERIFYING if item.code == SERVICE_CHECK else dispatching(item.department)
        before = found.get(sender, [0.0] * len(calls))
        found[sender] = [one + other for one, other in zip(before, calls, strict=True)]
    return found


def loads(
    season: Demand,
    uses: Uses,
    told: Mapping[str, Any],
    stage: Mapping[str, str],
    milliseconds: Mapping[str, float],
) -> list[Load]:
    """`stage`: the parameters of the stage that stands for the season. The one that binds first comes first."""
    quota, assumed = told["quota"], told["assumed"]
    series = {name: season.a_minute[part] for name, part in _PARTS.items()}
    city = assumed["biggest_city"]
    series["HotKeyWrites"] = [number * city for number in season.a_minute["writes"]]
    found = [_load(name, values, quota[name]["least"]) for name, values in series.items()]
    rate = float(stage["ThrottleRate"])
    found.append(_load("ApiRequests", season.a_minute["requests"], rate, whose="stage: ThrottleRate"))
    room = looks_a_second(uses, assumed, marks=max(season.marks))
    found.append(_load("SweepLooks", season.looks, room, whose=OF_THE_PROGRAM))
    marks = MARKS_A_SWEEP / SWEEP_EVERY_SECONDS
    found.append(_load("SweepMarks", season.marks, marks, whose=OF_THE_PROGRAM))
    seconds = milliseconds["machine"] / 1000
    for sender, calls in season.dispatches.items():
        at_once = [number * seconds for number in calls]
        reserved = float(stage["DepartmentConcurrency"])
        found.append(_load(sender, at_once, reserved, whose="stage: DepartmentConcurrency"))
    return sorted(found, key=lambda load: -load.ratio)


def _load(name: str, a_minute: Sequence[float], quota: float, *, whose: str = "AWS") -> Load:
    busiest = max(range(len(a_minute)), key=lambda minute: a_minute[minute])
    over = sum(number > quota * MINUTE_SECONDS for number in a_minute) / HOUR_MINUTES
    return Load(name, a_minute[busiest] / MINUTE_SECONDS, busiest, quota, whose, over)


def looks_a_second(uses: Uses, assumed: Mapping[str, Any], *, marks: float = 0.0) -> float:
    """One sweep at a time, for as long as it looks: some looks side by side, when the marks of that minute are passed, which
    are read and told many at once.
    """
    mark_ms = CALLS_A_MARK * _call_ms(CONNECTIONS, assumed)
    look_ms = uses.calls_a_look * _call_ms(LOOKS_AT_ONCE, assumed)
    left_ms = LOOK_WITHIN.total_seconds() * 1000 - marks * mark_ms
    return float(max(0.0, left_ms) / look_ms / SWEEP_EVERY_SECONDS)


def _call_ms(side_by_side: int, assumed: Mapping[str, Any]) -> float:
    """Of the sweep's time: so many wait for AWS at once, and one after the other for the processor, of which Python's threads
    use one core at the most.
    """
    share = min(1.0, declared()["sweep"]["memory"] / ONE_CORE_MB)
    return float(max(assumed["aws_call_ms"] / side_by_side, assumed["aws_call_processor_ms"] / share))


def backlog(a_minute: Sequence[float], a_second: float) -> Backlog:
    """Of what may wait: whatever comes beyond the limit is done as soon as there is room."""
    waiting, most, minutes = 0.0, 0.0, 0
    for number in a_minute:
        waiting = max(0.0, waiting + number - a_second * MINUTE_SECONDS)
        most = max(most, waiting)
        minutes += waiting > 0
    return Backlog(most, minutes / HOUR_MINUTES)
