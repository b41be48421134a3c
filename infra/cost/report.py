"""The measured cases as a table, beside a naive design and the least that any design needs."""

from collections.abc import Mapping
from typing import Any

from infra.cost.cases import Measured
from infra.cost.counting import NOBODYS_CALLS
from infra.cost.prices import bill, price_list

_SWEEP = "sweep"
WHO = ("machine", "api", _SWEEP)
SWEEPS_A_MONTH = 60 * 24 * 30
CHINESE_OF = {"machine": "state machine", "api": "interface", "sweep": "sweep"}
# Transitions in other designs: a design that polls every office; one task for the whole case and one a department.
NAIVE, FLOOR = 411, 13
GOALS: Mapping[str, float] = {
    "transitions": 44,
    "lambda_calls": 30,
    "write_units": 120,
    "read_units": 150,
    "usd": 0.0015,
}


def quantities(measured: Measured) -> dict[str, float]:
    """Of everything that is billed."""
    meter, assumed = measured.meter, price_list()["assumed"]
    # The sweep runs every minute anyway: a case causes what it does, not that it runs (`month`).
    calls = {who: meter.lambdas[who] for who in WHO if who != _SWEEP}
    return {
        "transitions": measured.transitions,
        "lambda_requests": sum(calls.values()),
        "lambda_gb_seconds": sum(
            number * assumed["memory_gb"][who] * assumed["milliseconds"][who] / 1000
            for who, number in calls.items()
        ),
        "write_units": sum(meter.write_units[who] for who in WHO),
        "read_units": sum(meter.read_units[who] for who in WHO),
        "api_requests": calls["api"],
        "log_bytes": meter.log_bytes + sum(calls.values()) * assumed["log_bytes_per_call"],
    }


def month(measured: Measured) -> dict[str, float]:
    """What a month of sweeps that find nothing comes to, from one of them."""
    meter, assumed = measured.meter, price_list()["assumed"]
    once = {
        "transitions": 0,
        "lambda_requests": 1,
        "lambda_gb_seconds": assumed["memory_gb"][_SWEEP] * assumed["milliseconds"][_SWEEP] / 1000,
        "write_units": sum(meter.write_units.values()),
        "read_units": sum(meter.read_units.values()),
        "api_requests": 0,
        "log_bytes": len(measured.log.encode()) + assumed["log_bytes_per_call"],
    }
    return bill({name: number * SWEEPS_A_MONTH for name, number in once.items()})


def numbers_hour(several: int, hour: Measured, idle: Measured) -> str:
    """What the numbers add to a sweep, once an hour."""
    more = [
        sum(getattr(hour.meter, name).values()) - sum(getattr(idle.meter, name).values())
        for name in ("write_units", "read_units")
    ]
    units = f"{more[0]:g} write units, {more[1]:g} read units"
    return f"The numbers, an hour in which {several} cases of one city were closed: {units}"


def figures(measured: Measured) -> dict[str, Any]:
    """What the goals speak of. `lambda_calls` are the state machine's; the interface's and the sweep's stand beside."""
    used = quantities(measured)
    return {
        "transitions": measured.transitions,
        "lambda_calls": measured.meter.lambdas["machine"],
        "api_lambda_calls": measured.meter.lambdas["api"],
        "sweep_lambda_calls": measured.meter.lambdas["sweep"],
        "write_units": used["write_units"],
        "read_units": used["read_units"],
        "aws_calls": sum(n for (who, _), n in measured.meter.calls.items() if who not in NOBODYS_CALLS),
        "log_bytes": int(used["log_bytes"]),
        "usd": round(sum(bill(used).values()), 7),
    }


def report(title: str, measured: Measured) -> str:
    meter, used = measured.meter, quantities(measured)
    costs = bill(used)
    total = sum(costs.values())
    return "\n".join(
        (
            f"\n{title}",
            f"  {'transitions':<20}{measured.transitions:>8}",
            *(_by_who(name, counter) for name, counter in (
                ("Lambda calls", meter.lambdas), ("write units", meter.write_units), ("read units", meter.read_units)
            )),
            f"  {'AWS calls':<20}{_calls(measured)}",
            f"  {'log':<20}{used['log_bytes'] / 1024:>8.1f} KB",
            f"  {'USD':<20}{total:>12.7f} a case, {total * 1_000_000:,.0f} a million: "
            + ", ".join(f"{name} {cost * 1_000_000:,.0f}" for name, cost in costs.items()),
        )
    )  # fmt: skip


def _by_who(name: str, counter: Mapping[str, float]) -> str:
    total = sum(counter.get(who, 0) for who in WHO)
    parts = ", ".join(f"{CHINESE_OF[who]} {counter.get(who, 0):g}" for who in WHO)
    return f"  {name:<20}{total:>8g}   {parts}"


def _calls(measured: Measured) -> str:
    found: dict[str, int] = {}
    for (who, operation), number in sorted(measured.meter.calls.items()):
        if who not in NOBODYS_CALLS:
            found[operation] = found.get(operation, 0) + number
    return f"{sum(found.values()):>8}   " + ", ".join(f"{name} {number}" for name, number in found.items())


def goals(measured: Measured) -> str:
    """Each goal of a straight case, met or not."""
    reached = figures(measured)
    lines = (
        f"  {name:<20}{reached[name]:>12g}  goal {goal:g}  {'met' if reached[name] <= goal else 'ABOVE'}"
        for name, goal in GOALS.items()
    )
    return "\nGoals (straight)\n" + "\n".join(lines)


def compared_prices(measured: Measured) -> str:
    """The price of transitions alone, beside the two ends of the scale."""
    price = price_list()["aws"]["transitions"]["per_million"]
    lines = (
        f"  {name:<20}{number:>8}   USD {number * price:,.0f} a million cases"
        for name, number in (("naive", NAIVE), ("this", measured.transitions), ("floor", FLOOR))
    )
    return "\nTransitions\n" + "\n".join(lines)
