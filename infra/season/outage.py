"""A department that is down: how long the state machine tries, how often, and how what is left is sent when it is back."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from functions.usecases.operator.batch_work import PER_CALL
from schemas.codes import Department

_FLOW = Path(__file__).parents[2] / "statemachine" / "item.asl.json"
_UNAVAILABLE = "DepartmentUnavailable"
MINUTE_SECONDS = 60
# A sweep comes once a minute and works off so many items of all batches.
BATCHED_A_MINUTE = PER_CALL


@dataclass(frozen=True, slots=True)
class Tries:
    """After how many minutes an item is tried again (`early`), then every so many (`every`), until it is an operator's after
    `minutes` in all. Pauses are the averages of the definition's full jitter.
    """

    early: tuple[int, ...]
    every: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Outage:
    """From minute to minute. Then tries under way end within `last_tries` minutes; batches begin `operators` minutes on."""

    department: Department
    begins: int
    ends: int
    tries: Tries
    last_tries: int
    operators: int


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Per minute what an office took, and how often one was tried in vain; how many rounds became operators' incidents."""

    sent: list[float]
    retries: list[float]
    incidents: float


def tries() -> Tries:
    """As the definition of the state machine has it."""
    [rule] = [
        one
        for one in json.loads(_FLOW.read_text("utf-8"))["States"]["Dispatch"]["Retry"]
        if isinstance(one, dict) and _UNAVAILABLE in one["ErrorEquals"]
    ]
    longest = rule["MaxDelaySeconds"]
    bounds = [
        min(longest, rule["IntervalSeconds"] * rule["BackoffRate"] ** turn)
        for turn in range(rule["MaxAttempts"])
    ]
    passed = [seconds / 2 / MINUTE_SECONDS for seconds in accumulate(bounds)]
    early = [int(at) for at, bound in zip(passed, bounds, strict=True) if bound < longest]
    return Tries(tuple(early), longest / 2 / MINUTE_SECONDS, int(passed[-1]))


def held_up(owed: Sequence[float], outage: Outage, *, before: float = 0.0) -> HeldUp:
    """While the department is down nothing arrives there; what it missed comes when it is back.

    `before`: how many rounds of other items operators' batches work off first.
    """
    sent, last = list(owed), min(outage.ends, len(owed))
    coming = [(minute, owed[minute]) for minute in range(outage.begins, last) if owed[minute]]
    for minute, _ in coming:
        sent[minute] = 0.0
    stuck = sum(number for minute, number in coming if _given_up(minute, outage))
    under_way = sum(number for _, number in coming) - stuck
    for minute, number in _later(outage, stuck, under_way, before):
        if minute < len(sent):
            sent[minute] += number
    return HeldUp(sent, _retries(coming, outage, len(owed)), stuck)


def _given_up(minute: int, outage: Outage) -> bool:
    return minute + outage.tries.minutes < outage.ends


def _retries(coming: Sequence[tuple[int, float]], outage: Outage, length: int) -> list[float]:
    single, changes = [0.0] * length, [0.0] * (length + 1)
    steady = outage.tries.early[-1]
    for minute, number in coming:
        ends = min(outage.ends, minute + outage.tries.minutes, length)
        for after in outage.tries.early:
            if minute + after < ends:
                single[minute + after] += number
        if minute + steady < ends:
            changes[minute + steady] += number / outage.tries.every
            changes[ends] -= number / outage.tries.every
    return [one + max(0.0, rate) for one, rate in zip(single, accumulate(changes), strict=False)]


def _later(outage: Outage, stuck: float, under_way: float, before: float) -> Iterator[tuple[int, float]]:
    for offset in range(outage.last_tries):
        yield outage.ends + offset, under_way / outage.last_tries
    minute = outage.ends + outage.operators + math.ceil(before / BATCHED_A_MINUTE)
    while stuck > 0:
        yield minute, min(stuck, BATCHED_A_MINUTE)
        stuck, minute = stuck - BATCHED_A_MINUTE, minute + 1
