"""A life, once for every outside call it makes: that call is where the process, or the Lambda, dies.

Or once for every death that leaves something else behind (outside.py): a third of them, and the same lives after it.
"""

from collections.abc import Iterator
from itertools import chain, count, product

from tests.support.simulation.faults import HOW, WHEN, Armed, How, When
from tests.support.simulation.lives import (
    Life,
    appointed,
    asked_by_a_sweep,
    contested,
    corrected_before_its_task_heard,
    decided_by_one_who_dies,
    eventful,
    not_contested,
    refused_by_its_office,
    retried_between_two_tries,
    sent_again_after_it_was_asked,
    sent_elsewhere_by_one_who_dies,
    sent_elsewhere_while_asked,
    straight,
    submitted_before_the_clock_was_set_back,
    told_of_a_file_by_a_sweep,
    with_a_later_file,
    withdrawn_twice,
)
from tests.support.simulation.seeds import Run, play_one_crash

# Two in a row, one beside them, in three departments: every task of the state machine has its turn.
THREE = straight("discharge_report", "household_registration", "social_insurance")
ONE = straight("discharge_report")
LIVES = (
    THREE,
    eventful,
    contested,
    with_a_later_file,
    refused_by_its_office,
    sent_elsewhere_while_asked,
    retried_between_two_tries,
    appointed,
)
# Each by itself, cheap: what a random life seldom comes to.
TOLD = (
    *LIVES,
    not_contested,
    sent_elsewhere_by_one_who_dies,
    corrected_before_its_task_heard,
    decided_by_one_who_dies,
    asked_by_a_sweep,
    told_of_a_file_by_a_sweep,
    withdrawn_twice,
    sent_again_after_it_was_asked,
    submitted_before_the_clock_was_set_back,
)


def crash_everywhere(*lives: Life) -> Iterator[Run]:
    """Each ends with the first call that a whole life of the case does not reach."""
    return chain.from_iterable(each_death(*way, everywhere=True) for way in product(lives, HOW, WHEN))


def crash_after_everything(*lives: Life) -> Iterator[Run]:
    """Wherever a task has done nothing yet, and wherever it has done one thing more."""
    return chain.from_iterable(each_death(*way, everywhere=False) for way in product(lives, HOW, WHEN))


def each_death(life: Life, how: How, when: When, *, everywhere: bool) -> Iterator[Run]:
    """One life after the other, each dying one call later; last the one that reaches no such call."""
    for calls in count(1):
        run = play_one_crash(Armed(calls, when, how, everywhere), life)
        yield run
        if not run.crashed:
            return
