"""Whatever a told life dies at. Its calls are too many for all of them to be tried each time: `make simulate` does that."""

from collections.abc import Sequence
from random import Random

import pytest

from tests.simulation.test_seeds import broken, points, present_commit
from tests.support.simulation.crashes import ONE, THREE, crash_at_each_point
from tests.support.simulation.faults import HOW
from tests.support.simulation.lives import Life, appointed, at_a_window, eventful, with_a_later_file
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run

# On a busy machine the longest takes minutes.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TASKS = ("submit", "record_answer", "verify_service", "await_prerequisites", "close_case")
OFFICES = {"dispatch_human_resources", "dispatch_public_security", "dispatch_veterans_affairs"}
ACTS = {"corrected", "withdrawal", "resolve", "continue", "await_correction", "await_operator"}


def crashed(life: Life, *, everywhere: bool = False) -> set[Point]:
    """Where it died. Other calls of each point with every commit, the same with the same one."""
    runs = list(crash_at_each_point(life, Random(present_commit()), everywhere=everywhere))

    assert broken(runs) == ""
    assert untried(runs) == []
    return points(run.crashed for run in runs)


def untried(runs: Sequence[Run]) -> list[Point]:
    """Where somebody could have died and nobody did, or not in each way."""
    passed = points(run.spared for run in runs)
    return sorted(point for point in passed if sum(run.crashed[point] for run in runs) < len(HOW))


def test_a_case_survives_a_crash_before_or_after_every_outside_call() -> None:
    fatal = crashed(ONE, everywhere=True)

    assert {point.doing for point in fatal} > {*TASKS, "dispatch_veterans_affairs"}
    assert {(point.call, point.when) for point in fatal} >= {
        (call, when)
        for call in ("store.create", "store.commit", "store.ledger", "executions.start", "gateway.send")
        for when in ("before", "after")
    }


def test_several_departments_survive_every_crash_that_leaves_something_else_behind() -> None:
    assert {point.doing for point in crashed(THREE)} >= OFFICES


def test_a_case_in_which_everybody_acts_survives_every_crash_that_leaves_something_else_behind() -> None:
    assert {point.doing for point in crashed(eventful)} >= ACTS


def test_a_file_that_comes_after_the_dispatch_survives_every_crash_that_leaves_something_else_behind() -> (
    None
):
    assert Point("sweep", "gateway.send", "after") in crashed(with_a_later_file)


def test_whoever_applied_at_a_window_is_told_whatever_crashes_and_leaves_something_else_behind() -> None:
    assert Point("sweep", "notices.send", "after") in crashed(at_a_window)


def test_a_time_is_sold_once_and_given_back_once_whatever_crashes_and_leaves_something_else_behind() -> None:
    assert {Point("book", "store.commit", "after"), Point("slots", "store.commit", "after")} <= crashed(
        appointed
    )
