"""A life, once for every outside call it makes: that call is where the process, or the Lambda, dies.

Or once for every death that leaves something else behind (outside.py): a third of them, and the same lives after it. Or once
for every point that it passes: a third of those again, for a task calls the same port for one item after the other.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import count, product
from random import Random

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
from tests.support.simulation.lost_runs import stopped_at_rest, stopped_before_it_closed
from tests.support.simulation.outside import Point
from tests.support.simulation.seeds import Run, play_one_crash

# No life makes so many calls.
_NEVER = 1_000_000
_SEEDS = 2**32

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
    stopped_before_it_closed,
    stopped_at_rest,
)


def crash_at_each_point(life: Life, chance: Random, *, everywhere: bool = False) -> Iterator[Run]:
    """At each point where it can die it dies at one of its calls there, whichever chance has. Not `everywhere`: wherever a
    task has done nothing yet, and wherever it has done one thing more.
    """
    seed = chance.randrange(_SEEDS)
    for when in WHEN:
        whole = play_one_crash(Armed(_NEVER, when, "process", everywhere), life, seed=seed)
        yield whole
        for calls, how in product(_calls_by_point(whole.spared), HOW):
            armed = Armed(chance.choice(calls), when, how, everywhere, then=chance.randrange(_SEEDS))
            yield play_one_crash(armed, life, seed=seed)


def _calls_by_point(passed: list[Point]) -> Collection[Sequence[int]]:
    found: dict[Point, list[int]] = {}
    for call, point in enumerate(passed, 1):
        found.setdefault(point, []).append(call)
    return found.values()


def each_death(life: Life, how: How, when: When, *, everywhere: bool) -> Iterator[Run]:
    """One life after the other, each dying one call later; last the one that reaches no such call."""
    for calls in count(1):
        run = play_one_crash(Armed(calls, when, how, everywhere), life)
        yield run
        if not run.crashed:
            return
