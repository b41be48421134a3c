"""`python -m infra.season [--down DEPARTMENT] [--seed N]`: the season against the quotas; last line JSON."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

from functions.adapters.calendar import working_calendar
from infra.cost.prices import price_list
from infra.deploy import stages
from infra.season.flows import SeasonFlow, played
from infra.season.items import season_items
from infra.season.limits import backlog, demand_of, loads, looks_a_second
from infra.season.measured import Uses, measured_uses
from infra.season.outage import Outage, tries
from infra.season.report import SeasonReport
from infra.season.scenario import (
    DAY_MINUTES,
    HOUR_MINUTES,
    WEEK_DAYS,
    Hours,
    arrivals,
    hours_of,
    season_file,
)
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
    come, outage = arrivals(given, assumed, hours, seed=seed), _outage(down, given, assumed)
    flow, first = _flow(come, hours, outage), _flow(come[: WEEK_DAYS * DAY_MINUTES], hours, outage)
    month, parameters = demand_of(flow, season_items(), uses, assumed), stages.load_stage(_STAGE).parameters
    return SeasonReport(
        cases=given["cases"],
        seed=seed,
        outage=outage,
        begins=given["begins"],
        loads=loads(month, uses, season_file(), parameters, price_list()["assumed"]["milliseconds"]),
        requests=backlog(month.a_minute["requests"], float(parameters["ThrottleRate"])),
        sweep=backlog(month.looks, looks_a_second(uses, assumed, marks=max(month.marks))),
        incidents=sum(one.rounds.incidents for one in flow.items.values()),
        open_at_most=max(month.open_cases),
        over_ask=assumed["over_ask"],
        closed=_all_closed(first),
        closed_without=closed_without,
    )


def _flow(come: Sequence[int], hours: Hours, outage: Outage) -> SeasonFlow:
    assumed = season_file()["assumed"]
    return played(
        [*map(float, come), *[0.0] * (FOLLOWED_DAYS * DAY_MINUTES - len(come))],
        season_items(),
        hours,
        accept_minutes=assumed["accept_hours"] * HOUR_MINUTES,
        decide_minutes=assumed["decide_hours"] * HOUR_MINUTES,
        outage=outage,
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


def _all_closed(flow: SeasonFlow) -> int | None:
    """In which minute all that came are, but for what rounding leaves of one."""
    wanted = sum(flow.submitted) - 0.5
    return next((minute for minute, number in enumerate(flow.closed()) if number >= wanted), None)


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
