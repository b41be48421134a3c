"""`python -m infra.cost`: what one case costs on AWS; the last line is the same as JSON."""

import argparse
import json
from collections.abc import Callable

from infra.cost import cases
from infra.cost.cases import Measured
from infra.cost.prices import price_list
from infra.cost.report import compared_prices, figures, goals, month, numbers_hour, report

MEASURED: dict[str, tuple[str, Callable[[], Measured]]] = {
    "straight": ("Straight: twelve items, each office answers once, with the outcome", cases.straight_case),
    "every_step": ("The same, each office tells received, accepted and granted", cases.every_step_measured),
    "rough": ("Rough: two corrections, one dispatch tried again, one item overdue", cases.rough),
    "day": ("A further day of an open case, one office at work", cases.a_day_of_waiting),
    "look": ("One look at the page of progress", cases.one_look),
}


def main() -> None:
    argparse.ArgumentParser(prog="python -m infra.cost", description="一个办件的费用").parse_args()
    measured = {name: case() for name, (_, case) in MEASURED.items()}
    prices = price_list()
    for name, (title, _) in MEASURED.items():
        print(report(title, measured[name]))
    idle = cases.an_idle_sweep()
    fixed = month(idle)
    print(
        f"\nA month of sweeps that find nothing, whatever the number of cases: USD {sum(fixed.values()):.2f}"
    )
    for several in (0, 1):
        print(numbers_hour(several, cases.an_hour_counted(closed=bool(several)), idle))
    print(compared_prices(measured["straight"]))
    print(goals(measured["straight"]))
    print(
        f"\nPrices: {prices['aws']['region']}, {prices['aws']['as_of']} (infra/cost/prices.toml); aws-cn: 待核定."
    )
    straight = measured["straight"].meter
    print(
        f"moto itself tells of {sum(straight.told.values()):g} units in all: it counts calls, not sizes; ours are computed."
    )
    told = {name: figures(one) for name, one in measured.items()}
    told["month_of_idle_sweeps"] = {"usd": round(sum(fixed.values()), 2)}
    told["straight"]["means"] = "each office answers once, with the outcome"
    print(json.dumps(told))


if __name__ == "__main__":
    main()
