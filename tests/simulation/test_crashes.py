import pytest

from tests.simulation.test_seeds import broken, points
from tests.support.simulation.crashes import ONE, THREE, crash_after_everything, crash_everywhere
from tests.support.simulation.lives import appointed, at_a_window, eventful, with_a_later_file
from tests.support.simulation.outside import Point

# On a busy machine the longest takes minutes.
pytestmark = pytest.mark.timeout(600)

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
def test_several_departments_survive_every_crash_that_leaves_something_else_behind() -> None:
    assert broken(crash_after_everything(THREE)) == ""


@pytest.mark.slow
def test_a_case_in_which_everybody_acts_survives_every_crash_that_leaves_something_else_behind() -> None:
    runs = list(crash_after_everything(eventful))

    assert broken(runs) == ""
    assert {point.doing for point in points(run.crashed for run in runs)} >= ACTS


@pytest.mark.slow
def test_a_file_that_comes_after_the_dispatch_survives_every_crash_that_leaves_something_else_behind() -> (
    None
):
    runs = list(crash_after_everything(with_a_later_file))

    fatal = points(run.crashed for run in runs)
    assert broken(runs) == ""
    assert Point("sweep", "gateway.send", "after") in fatal


@pytest.mark.slow
def test_whoever_applied_at_a_window_is_told_whatever_crashes_and_leaves_something_else_behind() -> None:
    runs = list(crash_after_everything(at_a_window))

    fatal = points(run.crashed for run in runs)
    assert broken(runs) == ""
    assert Point("sweep", "notices.send", "after") in fatal


@pytest.mark.slow
def test_a_time_is_sold_once_and_given_back_once_whatever_crashes_and_leaves_something_else_behind() -> None:
    runs = list(crash_after_everything(appointed))

    fatal = points(run.crashed for run in runs)
    assert broken(runs) == ""
    assert {Point("book", "store.commit", "after"), Point("slots", "store.commit", "after")} <= fatal
