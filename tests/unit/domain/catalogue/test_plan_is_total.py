"""Whatever a case looks like and whatever the engine says of it, `plan` gives a list."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TypeVar

import pytest

from functions.domain.case.item import CaseItem, Wait
from functions.domain.case.parts import Incident, Trouble
from functions.domain.deadlines.silence import silently_lost
from functions.domain.upkeep.debts import HandOver, NextRun, StartRun, StopRun
from functions.domain.upkeep.repairs import plan
from functions.domain.upkeep.runs import LATEST_RETRY, LONGEST_HISTORY, OLDEST_RUN, SOONEST_RETRY, put_off
from functions.ports.executions import Execution, ExecutionStatus
from schemas.codes import CaseStatus, ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, run

STATUSES: tuple[ExecutionStatus, ...] = ("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
STATES = ("VerifyService", "AwaitPrerequisites", "Dispatch", "AwaitCorrection", "AwaitOperator", "Unheard")
CODES = ("discharge_report", "household_registration", "identity_card")
AFTER = {"household_registration": ("discharge_report",), "identity_card": ("household_registration",)}

Value = TypeVar("Value")
# Drawn by seeds of their own: Hypothesis took 18 ms for the choices of one case, and this is a twentieth of it.
CASES = 1_000


def or_none(chance: Random, value: Value) -> Value | None:
    return chance.choice((None, value))


def any_run(chance: Random) -> Execution | None:
    began = NOW - timedelta(days=chance.randint(0, 400))
    events = or_none(chance, chance.choice((0, 1, LONGEST_HISTORY, chance.randint(0, 25_000))))
    return or_none(
        chance, Execution(name="run", status=chance.choice(STATUSES), started_at=began, events=events)
    )


def any_item(chance: Random, code: str) -> CaseItem:
    """Any mixture of values, also such as no rule would leave."""
    state = or_none(chance, chance.choice(STATES))
    return make.item(
        code,
        after=AFTER.get(code, ()),
        status=chance.choice(list(ItemStatus)),
        outcome=or_none(chance, chance.choice(list(Outcome))),
        round=chance.randint(0, 3),
        sent_round=chance.randint(0, 3),
        wait=Wait(state, "token", 1, NOW) if state else None,
        trouble=or_none(chance, Trouble("E", NOW, 1)),
        incident=or_none(chance, Incident("Dispatch", "E", "原因", NOW)),
        due_provisional=chance.choice((False, True)),
        reminder_owed=chance.choice((False, True)),
        files_owed=chance.choice(((), ("file-1",))),
        **{
            name: or_none(chance, NOW + timedelta(days=chance.choice((0, chance.randint(-90, 90)))))
            for name in INSTANTS
        },
    )


INSTANTS = (
    "sent_at",
    "due_at",
    "accepted_at",
    "overdue_since",
    "correct_by",
    "heard_at",
    "silent_since",
    "withdrawal_at",
    "withdrawal_sent",
    "decided_at",
    "follow_up_at",
    "withdrawal_not_before",
    "files_not_before",
    "notice_not_before",
    "check_at",
    "reminder_at",
)


@pytest.mark.slow
def test_plan_and_the_count_of_what_is_lost_never_raise() -> None:
    for seed in range(CASES):
        chance = Random(seed)
        held = tuple(any_item(chance, code) for code in CODES)
        check = replace(any_item(chance, "service_check"), after=())
        status = chance.choice(list(CaseStatus))
        ledger = make.ledger(*held, check=check, status=status, run=chance.randint(1, 9))

        planned = plan(ledger, any_run(chance), NOW, calendar=CALENDAR, earlier=any_run(chance))

        assert status is CaseStatus.OPEN or planned == (), seed
        assert set(silently_lost(ledger, NOW)) <= {item.code for item in ledger.items}, seed


def test_a_run_hands_over_before_a_year_or_a_full_history() -> None:
    waits = Wait("AwaitOperator", "token", 3, NOW)
    ledger = make.ledger(make.item(status=ItemStatus.INCIDENT, wait=waits), run=3)
    soon = NOW + OLDEST_RUN
    long = run(events=LONGEST_HISTORY + 1)

    assert plan(ledger, run(), soon, calendar=CALENDAR) == ()
    assert plan(ledger, run(), soon + timedelta(seconds=1), calendar=CALENDAR) == (HandOver(4),)
    assert plan(ledger, run(events=LONGEST_HISTORY), NOW, calendar=CALENDAR) == ()
    assert plan(ledger, long, NOW, calendar=CALENDAR) == (HandOver(4),)


@each("present, first", [(None, StartRun(3)), (run("FAILED"), NextRun(4)), (run(), None)])
def test_an_older_run_that_still_lives_is_stopped(
    present: Execution | None, first: StartRun | NextRun | None
) -> None:
    planned = plan(make.ledger(make.item(), run=3), present, NOW, calendar=CALENDAR, earlier=run())

    assert planned == ((first,) if first else ()) + (StopRun(2),)


def test_refused_starts_are_spread_over_a_minute_and_never_by_chance() -> None:
    cases = [make.case(id=f"case-{n}", checks=1) for n in range(300)]

    waits = [(put_off(case, NOW) - NOW).total_seconds() for case in cases]

    assert waits == [(put_off(case, NOW) - NOW).total_seconds() for case in cases]
    assert min(waits) >= SOONEST_RETRY
    assert max(waits) <= LATEST_RETRY
    assert len(set(waits)) > 40
