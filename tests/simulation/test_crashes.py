import pytest

from tests.simulation.test_seeds import broken, points
from tests.support.simulation.crashes import ONE, THREE, crash_everywhere
from tests.support.simulation.lives import eventful, with_a_later_file

TASKS = ("submit", "record_answer", "verify_service", "await_prerequisites", "close_case")
ACTS = {"corrected", "withdrawal", "resolve", "continue", "await_correction", "await_operator"}


@pytest.mark.slow
def test_a_case_survives_a_crash_before_or_after_every_outside_call() -> None:
    runs = list(crash_everywhere(ONE))

    fatal = points(run.crashed for run in runs)
    assert broken(runs) == ""
    assert {point.doing for point in fatal} > {*TASKS, "dispatch_veterans_affairs"}
    assert {(point.call, point.when) for point in fatal} >= {
        (call, when)
        for call in ("store.create", "store.commit", "store.ledger", "executions.start", "gateway.send")
        for when in ("before", "after")
    }


@pytest.mark.slow
def test_several_departments_survive_a_crash_before_or_after_every_outside_call() -> None:
    assert broken(crash_everywhere(THREE)) == ""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_case_in_which_everybody_acts_survives_a_crash_before_or_after_every_outside_call() -> None:
    runs = list(crash_everywhere(eventful))

    assert broken(runs) == ""
    assert {point.doing for point in points(run.crashed for run in runs)} >= ACTS


@pytest.mark.slow
def test_a_file_that_comes_after_the_dispatch_survives_a_crash_before_or_after_every_outside_call() -> None:
    runs = list(crash_everywhere(with_a_later_file))

    fatal = points(run.crashed for run in runs)
    assert broken(runs) == ""
    assert {point.when for point in fatal if (point.doing, point.call) == ("bring", "gateway.send")} == {
        "before",
        "after",
    }
