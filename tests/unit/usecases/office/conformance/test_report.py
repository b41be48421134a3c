from datetime import timedelta

from functions.domain.office.conformance.grading import graded
from functions.domain.office.conformance.scenario import Pace
from functions.domain.office.conformance.table import SCENARIOS, SCENARIOS_VERSION
from functions.usecases.office.conformance.report import NOT_CHOSEN, TrialRun, conformance_report
from schemas.office.conformance import ConformanceReport
from tests.support.trials import CATALOGUED, NOW, trial_of

RUN = TrialRun(
    "run-1", "https://dept.example/items?token=s3cret", CATALOGUED, NOW, NOW + timedelta(minutes=1)
)


def test_what_was_not_run_is_named_and_is_no_pass() -> None:
    found = conformance_report(RUN, ())

    assert (found.not_run, found.conforms, found.version) == (len(SCENARIOS), False, SCENARIOS_VERSION)
    assert {one.why for one in found.scenarios} == {NOT_CHOSEN}


def test_a_scenario_tells_what_was_sent_and_what_is_missing() -> None:
    found = conformance_report(RUN, [graded(trial_of("accept"), Pace())])

    (accept, *_) = found.scenarios
    assert (accept.grade, accept.sent[0].status, accept.sent[0].asks) == (
        "failed",
        202,
        ("收件", "受理", "办结"),
    )
    assert {one.check for one in accept.findings if not one.met} == {"answered"}
    assert found.verdict.startswith("不通过：1 个场景")


def test_the_report_is_read_as_it_was_written_and_tells_no_secret_of_the_address() -> None:
    found = conformance_report(RUN, [graded(trial_of("accept"), Pace())])

    assert ConformanceReport.model_validate_json(found.model_dump_json()) == found
    assert found.target == "https://dept.example/items"
