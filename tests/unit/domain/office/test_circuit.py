"""How often somebody in trouble is asked: a rule of what happened and a clock that is an argument."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from functions.domain.office.circuit import (
    DOWN_AFTER,
    ENOUGH,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    SLOW,
    SLOWLY,
    TRIED_LATELY,
    TRY,
    WELL,
    Circuit,
    circuit_after,
    failed,
    is_down,
    rests_until,
    tried,
)
from tests.support.each import each

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
AT_ONCE = timedelta()


def after(failures: int, *, each: timedelta = timedelta(minutes=10)) -> Circuit:
    circuit = WELL
    for number in range(failures):
        circuit = failed(circuit, "DepartmentUnavailable", NOW + number * each)
    return circuit


@each("failures", range(ENOUGH))
def test_a_failure_or_two_are_no_trouble(failures: int) -> None:
    assert rests_until(after(failures), NOW) is None


def test_so_many_in_a_row_are_and_it_says_since_when_and_when_next() -> None:
    circuit = after(ENOUGH, each=timedelta(seconds=1))
    last = NOW + (ENOUGH - 1) * timedelta(seconds=1)

    assert circuit == Circuit(ENOUGH, NOW, "DepartmentUnavailable", last + FIRST_PAUSE)
    assert rests_until(circuit, last) == last + FIRST_PAUSE
    assert rests_until(circuit, last + FIRST_PAUSE) is None


def test_it_is_asked_less_and_less_often_and_yet_for_ever() -> None:
    pauses = []
    circuit = WELL
    for _ in range(ENOUGH + 100):
        circuit = failed(circuit, "DepartmentUnavailable", NOW)
        if circuit.next_try:
            pauses.append(circuit.next_try - NOW)

    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_while_one_tries_nobody_else_does_and_whoever_dies_over_it_is_replaced() -> None:
    circuit = tried(after(ENOUGH), NOW)

    assert rests_until(circuit, NOW + TRY - timedelta(seconds=1)) == NOW + TRY
    assert rests_until(circuit, NOW + TRY) is None
    assert tried(WELL, NOW) == WELL


@each("failures", [0, 1, ENOUGH, ENOUGH + 50])
def test_one_answer_and_it_is_asked_as_ever(failures: int) -> None:
    assert circuit_after(after(failures), AT_ONCE, NOW) == WELL


def test_one_that_takes_long_is_asked_one_by_one_but_no_more_seldom_than_that() -> None:
    circuit = WELL
    for _ in range(ENOUGH + 50):
        circuit = circuit_after(circuit, SLOW, NOW)

    assert circuit == Circuit(ENOUGH, NOW, "Slow", NOW + FIRST_PAUSE)
    assert circuit_after(WELL, SLOW, NOW).next_try is None
    assert circuit_after(circuit, SLOW - timedelta(seconds=1), NOW) == WELL


@each(
    "wished, pause",
    [
        (timedelta(seconds=1), FIRST_PAUSE),
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(days=1), LONGEST_PAUSE),
    ],
)
def test_its_own_wish_counts_unless_it_is_absurd(wished: timedelta, pause: timedelta) -> None:
    circuit = failed(after(ENOUGH - 1), "DepartmentUnavailable", NOW, wished=wished)

    assert rests_until(circuit, NOW) == NOW + pause


def test_what_a_clock_that_stood_ahead_has_put_off_is_asked_now() -> None:
    circuit = after(ENOUGH, each=timedelta())

    assert rests_until(circuit, NOW) is not None
    assert rests_until(circuit, NOW - timedelta(days=4000)) is None


SAID_NOTHING = Circuit(ENOUGH, NOW, "DepartmentUnavailable", NOW + DOWN_AFTER)


@each(
    "circuit, later, down",
    [
        (WELL, DOWN_AFTER, False),
        (SAID_NOTHING, DOWN_AFTER, True),
        (SAID_NOTHING, DOWN_AFTER - timedelta(seconds=1), False),
        # Nobody has wanted anything of it since.
        (SAID_NOTHING, DOWN_AFTER + TRIED_LATELY - timedelta(seconds=1), True),
        (SAID_NOTHING, DOWN_AFTER + TRIED_LATELY, False),
        (replace(SAID_NOTHING, error=SLOWLY), DOWN_AFTER, False),
        (replace(SAID_NOTHING, next_try=None, failures=1), DOWN_AFTER, False),
    ],
)
def test_down_is_who_is_tried_and_has_not_answered_for_a_while(
    circuit: Circuit, later: timedelta, down: bool
) -> None:
    assert is_down(circuit, NOW + later) == down
