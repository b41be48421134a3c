from datetime import timedelta

from functions.domain.case.item import CaseItem, Wait
from functions.domain.upkeep.runs import STRANDED_AFTER, is_stranded
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW

LATER = NOW + STRANDED_AFTER


def open_check() -> CaseItem:
    return make.service_check(
        status=ItemStatus.DISPATCHED, outcome=None, decided_at=None, wait=make.waiting("VerifyService")
    )


def test_an_item_that_nothing_waits_for_is_stranded_after_hours() -> None:
    ledger = make.ledger(make.sent(wait=None))

    assert is_stranded(ledger, make.run(started_at=NOW), LATER)
    assert not is_stranded(ledger, make.run(started_at=NOW), LATER - timedelta(seconds=1))


def test_an_item_that_waits_in_an_older_run_only_is_stranded() -> None:
    ledger = make.ledger(make.sent(wait=Wait("Dispatch", "old", 1, NOW)), run=2)

    assert is_stranded(ledger, make.run(started_at=NOW), LATER)


def test_a_wait_that_ended_just_now_gives_the_engine_time_for_the_next() -> None:
    ledger = make.ledger(make.sent(wait=None, released_at=LATER))

    assert not is_stranded(ledger, make.run(started_at=NOW), LATER)
    assert is_stranded(ledger, make.run(started_at=NOW), LATER + STRANDED_AFTER)


def test_a_young_run_is_given_time() -> None:
    ledger = make.ledger(make.sent(wait=None))

    assert not is_stranded(ledger, make.run(started_at=LATER), LATER)


def test_items_behind_an_open_service_check_need_not_wait_yet() -> None:
    ledger = make.ledger(make.item(), check=open_check())

    assert not is_stranded(ledger, make.run(started_at=NOW), LATER)


def test_a_case_whose_items_wait_is_not_stranded() -> None:
    assert not is_stranded(make.ledger(make.sent()), make.run(started_at=NOW), NOW + timedelta(days=90))


@each("outcome", list(Outcome))
def test_a_case_with_every_outcome_that_nobody_closes_is_stranded(outcome: Outcome) -> None:
    assert is_stranded(make.ledger(make.done(outcome=outcome)), make.run(started_at=NOW), LATER)
