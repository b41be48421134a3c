"""`python -m infra.season [--down DEPARTMENT] [--seed N]`: the season against the quotas; last line JSON."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

from functions.adapters.calendar import working_calendar
from infra.cost.prices import price_list
from infra.deploy import stages
from infra.season.flows import played
from infra.season.items import season_items
from infra.season.limits import backlog, demand_of, loads, looks_a_second
from infra.season.measured import Uses, measured_uses
from infra.season.outage import Outage, tries
from infra.season.report import SeasonReport
from infra.season.scenario import DAY_MINUTES, HOUR_MINUTES, WEEK_DAYS, arrivals, hours_of, season_file
from schemas.codes import Department

# Long enough for what is left over to end.
FOLLOWED_DAYS = 60
_STAGE = "prod"


def season(
    down: Department | None, uses: Uses, *, seed: int, closed_without: int | None = None
) -> SeasonReport:
    """`down` None: nobody is, and what the season comes to then is what the others are held against."""
    given, assumed = season_file()["season"], season_file()["assumed"]
    hours = hours_of(given["begins"], FOLLOWED_DAYS, working_calendar(), assumed["office_hours"])
    come = arrivals(given, assumed, hours, seed=seed)
    submitted = [*map(float, come), *[0.0] * (FOLLOWED_DAYS * DAY_MINUTES - len(come))]
    items, outage = season_items(), _outage(down, given, assumed)
    flow = played(
        submitted,
        items,
        hours,
        accept_minutes=assumed["accept_hours"] * HOUR_MINUTES,
        decide_minutes=assumed["decide_hours"] * HOUR_MINUTES,
        outage=outage,
    )
    month, parameters = demand_of(flow, items, uses, assumed), stages.load(_STAGE).parameters
    return SeasonReport(
        cases=given["cases"],
        seed=seed,
        outage=outage,
        begins=given["begins"],
        loads=loads(month, uses, season_file(), parameters, price_list()["assumed"]["milliseconds"]),
        requests=backlog([one.requests for one in month.use], float(parameters["ThrottleRate"])),
        sweep=backlog(month.looks, looks_a_second(uses, assumed)),
        incidents=sum(one.rounds.incidents for one in flow.items.values()),
        season=month,
        over_ask=assumed["over_ask"],
        closed=_reached(flow.closed(), sum(come[: WEEK_DAYS * DAY_MINUTES])),
        closed_without=closed_without,
    )


def _outage(down: Department | None, given: Mapping[str, Any], assumed: Mapping[str, Any]) -> Outage:
    begins = given["down_from_day"] * DAY_MINUTES + assumed["office_hours"][0][0] * HOUR_MINUTES
    return Outage(
        down or Department.MOBILIZATION,
        begins,
        begins + (given["down_days"] * DAY_MINUTES if down else 0),
        tries(),
        assumed["dispatched_in_hours"] * HOUR_MINUTES,
        assumed["operator_after_hours"] * HOUR_MINUTES,
    )


def _reached(totals: Sequence[float], wanted: float) -> int | None:
    """The first minute in which there are so many, but for what flows leave of a case."""
    return next((minute for minute, number in enumerate(totals) if number >= wanted - 0.5), None)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.season", description="一个旺季对云上限额的占用")
    parser.add_argument(
        "--down", type=Department, choices=list(Department), help="only this department is down"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    uses = measured_uses()
    usual = season(None, uses, seed=given.seed).closed
    downs = [given.down] if given.down else list(Department)
    reports = [season(one, uses, seed=given.seed, closed_without=usual) for one in downs]
    for report in reports:
        print(f"\n{report.words()}")
    # The one in which the most has to be done by hand.
    print(json.dumps(max(reports, key=lambda report: report.incidents).json()))


if __name__ == "__main__":
    main()
