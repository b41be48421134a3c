"""A life, once for every outside call it makes: that call is where the process, or the Lambda, dies."""

from collections.abc import Iterator
from itertools import count

from tests.support.simulation.faults import HOW, WHEN, Armed, How, When
from tests.support.simulation.lives import Life, eventful, straight, with_a_later_file
from tests.support.simulation.seeds import Run, play_one_crash

# Two in a row, one beside them, in three departments: every task of the state machine has its turn.
THREE = straight("discharge_report", "household_registration", "social_insurance")
ONE = straight("discharge_report")
LIVES = (THREE, eventful, with_a_later_file)


def crash_everywhere(*lives: Life) -> Iterator[Run]:
    """Each ends with the first call that a whole life of the case does not reach."""
    for life in lives:
        for how in HOW:
            for when in WHEN:
                yield from _each_call(life, when, how)


def _each_call(life: Life, when: When, how: How) -> Iterator[Run]:
    for calls in count(1):
        run = play_one_crash(Armed(calls, when, how), life)
        yield run
        if not run.crashed:
            return
