import pytest

from tests.simulation.crashes import ONE, THREE, crash_everywhere
from tests.simulation.lives import eventful
from tests.simulation.test_seeds import broken, points

TASKS = ("submit", "record_answer", "verify_service", "await_prerequisites", "close_case")
ACTS = {"corrected", "withdrawal", "resolve", "continue", "await_correction", "await_operator"}


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
def test_a_case_in_which_everybody_acts_survives_a_crash_before_or_after_every_outside_call() -> None:
    runs = list(crash_everywhere(eventful))

    assert broken(runs) == ""
    assert {point.doing for point in points(run.crashed for run in runs)} >= ACTS
