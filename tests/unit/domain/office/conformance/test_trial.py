from datetime import datetime

from functions.domain.clock import SHANGHAI
from functions.domain.office.conformance.trial import long_holiday, trial_webhook_id
from tests.support.trials import CALENDAR, trial_of


def test_the_last_long_holiday_lies_between_two_mornings_of_work() -> None:
    before, after = long_holiday(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI), CALENDAR)

    assert before == datetime(2026, 9, 30, 10, 0, tzinfo=SHANGHAI)
    assert after == datetime(2026, 10, 8, 10, 0, tzinfo=SHANGHAI)


def test_what_is_backdated_went_out_before_the_holiday() -> None:
    trial = trial_of("suspend_over_holiday")

    assert trial.sent_at < trial.holiday[0] < trial.holiday[1] < trial.began


def test_a_message_that_comes_again_has_the_id_it_had() -> None:
    trial = trial_of("stale_round")

    assert trial_webhook_id(trial, 0) == trial_webhook_id(trial, 2) != trial_webhook_id(trial, 1)


def test_what_may_not_be_taken_has_an_id_of_its_own() -> None:
    trial = trial_of("clock_skew")

    assert len({trial_webhook_id(trial, place) for place in range(3)}) == 3
