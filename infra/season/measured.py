"""What each thing that happens to a case asks of AWS, from the measured cases of `make cost`."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from functions.domain.upkeep.runs import COUNTED_EVERY
from functions.on_aws import ASKED_EVERY
from infra.cost import cases
from infra.cost.cases import ALL_ANSWERS, Measured
from infra.cost.prices import price_list
from infra.season.items import season_items

_STARTS, _CALLBACKS = frozenset({"StartExecution"}), frozenset({"SendTaskSuccess", "SendTaskFailure"})
_FINDS = frozenset({"DescribeExecution"})
_SWEEP = "sweep"
_WHO = ("machine", "api")


@dataclass(frozen=True, slots=True)
class Use:
    """`seconds`: of Lambda, all functions together; `requests`: to the interface; `finds`, `counts`: how often Step Functions
    is asked of a run, and of the length of its history.
    """

    starts: float = 0
    callbacks: float = 0
    transitions: float = 0
    requests: float = 0
    seconds: float = 0
    writes: float = 0
    reads: float = 0
    finds: float = 0
    counts: float = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(*(one + another for one, another in zip(_all(self), _all(other), strict=True)))

    def __mul__(self, times: float) -> "Use":
        return Use(*(one * times for one in _all(self)))

    def __sub__(self, other: "Use") -> "Use":
        return self + other * -1


def _all(use: Use) -> tuple[float, ...]:
    return tuple(getattr(use, one.name) for one in fields(Use))


@dataclass(frozen=True, slots=True)
class Uses:
    """`submission`: until every wait of the case stands. `outcome`: an office's last word on an item, with all that follows;
    `progress`: one of its others. `news`: the sweep's reading of an outcome's mark; the engine is told again by it and by
    the next look at the case. `look`: one at the page of progress. `retry`: a round tried in vain. `sweep_look`: the
    sweep's at an open case, which comes `looks_a_day` times and makes `calls_a_look` calls.
    """

    submission: Use
    outcome: Use
    news: Use
    progress: Use
    look: Use
    retry: Use
    sweep_look: Use
    calls_a_look: float
    looks_a_day: float


def measured_uses() -> Uses:
    """Six cases are played on the local AWS: seconds."""
    begun, measured = use_of(cases.just_submitted()), cases.straight_case()
    straight = use_of(measured)
    every, again, day = (
        use_of(cases.every_step_measured()),
        use_of(cases.tried_again()),
        cases.a_day_of_waiting(),
    )
    looks = day.meter.lambdas[_SWEEP]
    return Uses(
        submission=begun,
        outcome=(straight - begun) * (1 / told_items()),
        news=_of_sweep(measured) * (1 / told_items()) + Use(callbacks=1),
        progress=(every - straight) * (1 / (told_items() * (len(ALL_ANSWERS) - 1))),
        look=use_of(cases.one_look()),
        retry=again - straight,
        sweep_look=_of_sweep(day) * (1 / looks),
        calls_a_look=sum(number for (who, _), number in day.meter.calls.items() if who == _SWEEP) / looks,
        looks_a_day=looks,
    )


def told_items() -> int:
    """How many outcomes the measured case has: of its items, and of its service check."""
    return len(season_items())


def use_of(measured: Measured) -> Use:
    """Of the state machine's Lambdas and the interface's; the sweep's stand apart."""
    meter, assumed = measured.meter, price_list()["assumed"]
    return Use(
        starts=_calls(measured, _STARTS, _WHO),
        callbacks=_calls(measured, _CALLBACKS, _WHO),
        transitions=measured.transitions,
        requests=meter.lambdas["api"],
        seconds=sum(meter.lambdas[who] * assumed["milliseconds"][who] / 1000 for who in _WHO),
        writes=sum(meter.write_units[who] for who in _WHO),
        reads=sum(meter.read_units[who] for who in _WHO),
    )


def _calls(measured: Measured, names: Collection[str], whose: Collection[str]) -> float:
    return sum(
        number for (who, name), number in measured.meter.calls.items() if name in names and who in whose
    )


def _of_sweep(measured: Measured) -> Use:
    meter = measured.meter
    return Use(
        callbacks=_calls(measured, _CALLBACKS, (_SWEEP,)),
        writes=meter.write_units[_SWEEP],
        reads=meter.read_units[_SWEEP],
        finds=(finds := _calls(measured, _FINDS, (_SWEEP,))),
        # Two days of a case would have to be measured to see it.
        counts=finds * ASKED_EVERY / COUNTED_EVERY,
    )
