from datetime import timedelta

from infra.embedded.asl.timers import Timers
from tests.support.embedded_case import MONDAY

MANY = 300


def due(number: int) -> int:
    """The seconds at which it rings: in no order of the numbers, and each at its own."""
    return number * 7 % MANY


def test_after_most_were_cancelled_the_rest_ring_in_their_order() -> None:
    timers = Timers[int]()
    for number in range(MANY):
        timers.set(number, MONDAY + timedelta(seconds=due(number)), number)
    for number in range(MANY - 50):
        timers.cancel(number)

    rang = [timers.pop_due(MONDAY + timedelta(seconds=second)) for second in range(MANY)]

    assert [one for one in rang if one is not None] == sorted(range(MANY - 50, MANY), key=due)
    assert timers.next_due() is None


def test_one_that_is_cancelled_or_was_never_set_does_not_ring() -> None:
    timers = Timers[str]()
    timers.set(1, MONDAY, "one")

    timers.cancel(2)
    timers.cancel(1)

    assert timers.pop_due(MONDAY) is None
