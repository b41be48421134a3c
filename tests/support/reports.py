"""Reports of trials as the command writes them: of one scenario that failed, and of all, made of what a right program did."""

from datetime import datetime, timedelta
from functools import cache

from functions.domain.office.conformance.grading import graded
from functions.domain.office.conformance.scenario import Pace
from functions.usecases.office.conformance.opening import opened_trial
from functions.usecases.office.conformance.report import TrialRun, conformance_report
from infra.console.conformance.run import run
from schemas.office.conformance import ConformanceReport
from tests.support.receivers import receiver
from tests.support.trials import CATALOGUED, trial_of

NUMBER = "LT261124ABCDEFG"


def report_at(ended: datetime, number: str = NUMBER) -> ConformanceReport:
    """One scenario, to which nothing was answered; the others were not run."""
    about = TrialRun(number, "http://127.0.0.1:3555/items", CATALOGUED, ended - timedelta(minutes=1), ended)
    return conformance_report(about, [graded(trial_of("accept"), Pace())])


@cache
def whole_report_of_a_right_program() -> ConformanceReport:
    office = receiver()
    stage = office.bench.stage
    trials = opened_trial("run-1", stage.catalogued, now=office.clock(), calendar=stage.calendar)
    began = office.clock()
    found = run(trials, office.bench, office.outside(), lambda _: None)
    return conformance_report(
        TrialRun(NUMBER, "http://127.0.0.1:3555/items", CATALOGUED, began, office.clock()), found
    )
