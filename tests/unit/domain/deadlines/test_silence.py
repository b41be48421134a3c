from datetime import UTC, datetime, timedelta

from functions.domain.case.parts import Incident
from functions.domain.clock import SHANGHAI
from functions.domain.deadlines.silence import READY_WITHIN, silent_at, silently_lost
from schemas.codes import CaseStatus, ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
FIVE_WORKING_DAYS_ON = datetime(2026, 11, 30, 23, 59, 59, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


def test_with_a_long_limit_an_office_is_silent_after_five_working_days() -> None:
    assert silent_at(make.sent(sent_at=MONDAY), CALENDAR) == FIVE_WORKING_DAYS_ON


def test_with_a_short_limit_an_office_is_silent_halfway_to_it() -> None:
    item = make.sent(sent_at=MONDAY, due_at=MONDAY + 2 * DAY)

    assert silent_at(item, CALENDAR) == MONDAY + DAY


def test_silence_counts_from_the_last_word_on_this_round() -> None:
    again = make.sent(sent_at=MONDAY, heard_at=MONDAY - 30 * DAY)
    heard = make.sent(sent_at=MONDAY - 30 * DAY, heard_at=MONDAY)

    assert silent_at(again, CALENDAR) == silent_at(heard, CALENDAR) == FIVE_WORKING_DAYS_ON


def test_an_overdue_item_does_not_make_its_office_silent_at_once() -> None:
    item = make.sent(sent_at=MONDAY - 30 * DAY, heard_at=MONDAY, due_at=MONDAY - DAY)

    assert silent_at(item, CALENDAR) == FIVE_WORKING_DAYS_ON


def test_a_clock_that_stands_is_looked_at_after_our_own_bound() -> None:
    item = make.sent(sent_at=MONDAY, status=ItemStatus.SUSPENDED, watch_days=20)

    assert silent_at(item, CALENDAR) == datetime(2026, 12, 21, 23, 59, 59, tzinfo=SHANGHAI)


@each("status", [ItemStatus.WAITING, ItemStatus.READY, ItemStatus.CORRECTING, ItemStatus.INCIDENT])
def test_nothing_is_expected_of_an_office_that_is_not_at_work(status: ItemStatus) -> None:
    assert silent_at(make.sent(status=status), CALENDAR) is None


def test_what_is_final_on_time_or_shown_is_not_lost() -> None:
    ledger = make.ledger(
        make.done(),
        make.sent("economic_subsidy"),
        make.sent("employment_support", due_at=NOW, overdue_since=NOW),
        make.sent("identity_card", due_at=NOW, silent_since=NOW),
        make.item(
            "social_insurance",
            status=ItemStatus.INCIDENT,
            incident=Incident("Dispatch", "E", "原因", NOW),
        ),
        make.sent("medical_insurance", status=ItemStatus.SUSPENDED, due_at=NOW),
        make.sent("medical_transfer", status=ItemStatus.CORRECTING, correct_by=NOW + 2 * DAY),
        make.item("pension_transfer", after=("social_insurance",)),
    )

    assert silently_lost(ledger, NOW + DAY) == ()


def test_what_is_past_its_bound_and_shown_to_nobody_is_lost() -> None:
    ledger = make.ledger(
        make.sent("economic_subsidy", due_at=NOW),
        make.sent("identity_card", due_at=None),
        make.sent("medical_transfer", status=ItemStatus.CORRECTING, correct_by=NOW),
    )

    assert silently_lost(ledger, NOW) == ("economic_subsidy", "identity_card", "medical_transfer")


def test_an_item_whose_turn_came_must_begin_within_a_day() -> None:
    ledger = make.ledger(make.done(), make.item("identity_card", after=("discharge_report",)))

    assert silently_lost(ledger, NOW + READY_WITHIN - timedelta(seconds=1)) == ()
    assert silently_lost(ledger, NOW + READY_WITHIN) == ("identity_card",)


def test_an_open_item_of_a_closed_case_is_lost() -> None:
    ledger = make.ledger(
        make.done(outcome=Outcome.REFUSED), make.sent("identity_card"), status=CaseStatus.CLOSED
    )

    assert silently_lost(ledger, NOW) == ("identity_card",)


def test_its_turn_came_with_the_last_that_it_waited_for() -> None:
    long_ago = NOW - 3 * READY_WITHIN
    check = make.service_check(since=long_ago)
    free = make.item("economic_subsidy", since=long_ago, after=("discharge_report",))
    ledger = make.ledger(make.done(since=NOW), free, check=check)

    assert silently_lost(ledger, NOW + READY_WITHIN - DAY / 2) == ()
    assert silently_lost(ledger, NOW + READY_WITHIN) == ("economic_subsidy",)
