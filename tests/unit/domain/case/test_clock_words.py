from dataclasses import replace
from datetime import timedelta

from functions.domain.case.clock_words import (
    clock_words_of,
    days_extended,
    is_last_stop,
    stands_still,
    steps_of,
)
from functions.domain.case.item import with_clock
from functions.domain.case.parts import ClockStep, ClockWord
from schemas.case.answers import Suspended
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, ItemStatus
from tests.support import make
from tests.support.make import NOW, answer

DAY = timedelta(days=1)
STOPPED = ClockWord(AnswerType.SUSPENDED, NOW)


def test_a_row_that_was_written_before_tells_its_words() -> None:
    steps = (ClockStep(NOW, NOW + DAY), ClockStep(NOW + 2 * DAY, NOW + 2 * DAY, 5))
    old = with_clock(make.sent(status=ItemStatus.SUSPENDED, since=NOW + 3 * DAY), steps=steps)

    assert [(word.kind, word.at, word.days) for word in clock_words_of(old)] == [
        (AnswerType.SUSPENDED, NOW, 0),
        (AnswerType.RESUMED, NOW + DAY, 0),
        (AnswerType.EXTENDED, NOW + 2 * DAY, 5),
        (AnswerType.SUSPENDED, NOW + 3 * DAY, 0),
    ]
    assert (steps_of(old), stands_still(old)) == (steps, True)


def test_to_stop_a_clock_that_stands_is_no_step() -> None:
    words = (STOPPED, replace(STOPPED, at=NOW + DAY), ClockWord(AnswerType.RESUMED, NOW + 2 * DAY))

    assert steps_of(with_clock(make.sent(), words=words)) == (ClockStep(NOW, NOW + 2 * DAY),)


def test_extensions_count_in_sum_over_the_rounds_before() -> None:
    longer = ClockWord(AnswerType.EXTENDED, NOW, 3, Unit.NATURAL_DAY)
    item = with_clock(make.sent(), words=(longer, STOPPED), extended_before=4)

    assert days_extended(item) == 7
    assert steps_of(item) == (ClockStep(NOW, NOW, 0, 3),)


def test_only_another_stop_of_a_later_time_takes_the_place_of_a_stops_reason() -> None:
    stop = answer("suspended")
    assert isinstance(stop, Suspended)
    longer = ClockWord(AnswerType.EXTENDED, NOW + DAY, 3)
    again = replace(STOPPED, at=NOW + DAY)

    assert is_last_stop(with_clock(make.sent(), words=(STOPPED, longer)), stop)
    assert not is_last_stop(with_clock(make.sent(), words=(STOPPED, again)), stop)
