"""When a look asks the engine of the run, where asking is dear."""

from datetime import timedelta
from itertools import pairwise

from functions.domain.case.case import Ledger
from functions.domain.case.item import Wait
from functions.domain.upkeep.runs import COUNTED_EVERY, FIRST_LOOKS, is_counted, is_in_doubt, must_ask
from functions.on_aws import ASKED_EVERY
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW

LATER = NOW + timedelta(hours=1)


def unchecked() -> Ledger:
    """Its check is with its office, and an item waits for that."""
    check = make.service_check(
        status=ItemStatus.DISPATCHED, outcome=None, decided_at=None, wait=make.waiting("VerifyService")
    )
    return make.ledger(make.item(wait=make.waiting("AwaitPrerequisites")), check=check)


AT_WORK = {
    "sent": make.ledger(make.sent()),
    "behind an open check": unchecked(),
    "one decided, one sent": make.ledger(make.done(), make.sent("economic_subsidy")),
    "with the applicant": make.ledger(
        make.sent(status=ItemStatus.CORRECTING, wait=make.waiting("AwaitCorrection"))
    ),
    "with an operator": make.ledger(
        make.sent(status=ItemStatus.INCIDENT, wait=make.waiting("AwaitOperator"))
    ),
}
IN_DOUBT = {
    "nothing waits": make.ledger(make.sent(wait=None)),
    "it waits in an older run": make.ledger(make.sent(wait=Wait("Dispatch", "old", 1, NOW)), run=2),
    "the check does not wait": make.ledger(make.item(), check=make.service_check(outcome=None, wait=None)),
    "what it waits for is there": make.ledger(
        make.item(wait=make.waiting("AwaitPrerequisites")), check=make.service_check()
    ),
    "a correction was asked for and nothing waits for it": make.ledger(
        make.sent(status=ItemStatus.CORRECTING)
    ),
    "all is decided": make.ledger(make.done()),
}


@each("ledger", list(AT_WORK.values()), ids=list(AT_WORK))
def test_a_run_that_waits_as_it_should_is_in_no_doubt(ledger: Ledger) -> None:
    assert not is_in_doubt(ledger, LATER)


@each("ledger", list(IN_DOUBT.values()), ids=list(IN_DOUBT))
def test_a_run_that_has_not_done_what_is_next_is_in_doubt_and_asked_for_at_any_look(ledger: Ledger) -> None:
    assert is_in_doubt(ledger, LATER)
    assert must_ask(ledger, LATER, every=ASKED_EVERY)


def test_where_asking_costs_nothing_each_look_asks() -> None:
    assert must_ask(make.ledger(make.sent()), LATER, every=1)


def test_of_a_case_that_is_well_each_so_many_looks_ask_once_they_are_hours_apart() -> None:
    ledgers = [make.ledger(make.sent(), checks=checks) for checks in range(FIRST_LOOKS + 4 * ASKED_EVERY)]

    asked = [ledger.case.checks for ledger in ledgers if must_ask(ledger, LATER, every=ASKED_EVERY)]

    assert len(asked) == 4
    assert min(asked) >= FIRST_LOOKS
    assert {later - sooner for sooner, later in pairwise(asked)} == {ASKED_EVERY}


def test_cases_that_came_together_do_not_all_ask_at_one_look() -> None:
    ids = [f"00000000-0000-4000-8000-{number:012}" for number in range(40)]
    first = [make.ledger(make.sent(), id=case_id, checks=FIRST_LOOKS) for case_id in ids]

    asking = sum(must_ask(ledger, LATER, every=ASKED_EVERY) for ledger in first)

    assert 0 < asking < len(ids) / 2


def test_after_a_case_went_on_in_a_new_run_the_first_look_asks() -> None:
    """Whether the one before was stopped, too."""
    waits = Wait("Dispatch", "token-2", 2, NOW)
    first, second = (make.ledger(make.sent(wait=waits), run=2, checks=checks) for checks in (0, 1))

    assert must_ask(first, LATER, every=ASKED_EVERY)
    assert not must_ask(second, LATER, every=ASKED_EVERY)


@each("checks", list(range(FIRST_LOOKS, FIRST_LOOKS + COUNTED_EVERY)))
def test_whoever_counts_a_history_asks_of_the_run(checks: int) -> None:
    ledger = make.ledger(make.sent(), checks=checks)

    assert must_ask(ledger, LATER, every=ASKED_EVERY) or not is_counted(ledger.case)
