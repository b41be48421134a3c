"""The report says what binds, what waits, and asks only for what half again over the peak would not fit into."""

import json
from datetime import date

from infra.season.limits import OF_THE_PROGRAM, Backlog, Load
from infra.season.outage import BATCHED_A_MINUTE, Outage, Tries
from infra.season.report import SeasonReport
from schemas.codes import Department

LOADS = (
    Load("dispatch_mobilization", 29.6, 60, 20, "stage: DepartmentConcurrency"),
    Load("SweepLooks", 22.0, 60, 22.9, OF_THE_PROGRAM),
    Load("StateTransition", 330, 60, 500),
    Load("SendTask", 330, 60, 300),
)


def report(*, incidents: float = 6_000 * BATCHED_A_MINUTE / 100) -> SeasonReport:
    return SeasonReport(
        cases=500_000,
        seed=1,
        outage=Outage(Department.MOBILIZATION, 0, 60, Tries((1,), 60.0, 4680), 120, 60),
        begins=date(2026, 9, 7),
        loads=LOADS,
        requests=Backlog(122, 0.5),
        sweep=Backlog(0, 0),
        incidents=incidents,
        open_at_most=5.0,
        over_ask=1.5,
        closed=20 * 1440,
        closed_without=15 * 1440,
    )


def test_it_asks_for_what_half_again_over_the_peak_would_not_fit_into() -> None:
    assert report().asks() == {"dispatch_mobilization": 45, "SendTask": 500}


def test_what_was_given_up_takes_as_long_as_the_batches_go() -> None:
    assert report().batch_hours == 1.0
    assert "6,000 rounds given up after 78 h: 6 batches, 1 h at 100 a minute" in report().words()


def test_it_says_until_when_the_first_week_waits_and_would_have() -> None:
    assert "all closed on 2026-09-27, without the outage on 2026-09-22" in report().words()


def test_the_last_line_is_json_with_what_binds_first() -> None:
    told = json.loads(json.dumps(report().json()))

    assert told["binds_first"] == "dispatch_mobilization"
    assert told["limits"]["SendTask"] == {"peak": 330, "quota": 300, "used": 1.1, "hours_over": 0.0}
    assert (told["down"], told["incidents"], told["requests_wait_h"]) == ("mobilization", 6000, 0.5)
