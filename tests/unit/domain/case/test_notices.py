from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.notices import (
    LONGEST_AGAIN,
    MOST_ATTEMPTS,
    NOTICE_REFUSED,
    SHOWN_AFTER,
    next_try,
    noted,
    notice_needs_operator,
    pertinent,
    sendable,
)
from functions.domain.case.notices_owed import correction_untold, notices_of, owed_notices
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus
from tests.support.each import each
from tests.support.make import NOW, answer, case, done, item, ledger, sent

LATER = NOW + timedelta(days=1)


def owed(found: Ledger) -> list[str]:
    return [one.key for one in owed_notices(found)]


def told(found: Ledger, *keys: str) -> Ledger:
    notices = tuple(Notice(key, NoticeStatus.SENT, LATER) for key in keys)
    return replace(found, case=replace(found.case, notices=(*found.case.notices, *notices)))


def fetched(code: str = "identity_card") -> Ledger:
    given = answer("granted", code, result={"document": "居民身份证", "delivery": "window"})
    return ledger(done(code, answer=given), sent("social_insurance"))


def test_a_straight_case_owes_three_notices_one_after_the_other() -> None:
    opened = ledger(item(), check=item(SERVICE_CHECK))
    under_way = ledger(sent())
    finished = ledger(done())

    assert [owed(one) for one in (opened, under_way, finished)] == [["received"], ["in_progress"], ["done"]]


def test_a_notice_that_was_never_sent_gives_way_to_the_next_one() -> None:
    finished = told(ledger(done()), "received")

    assert owed(finished) == ["done"]
    assert owed(told(finished, "done")) == []


def test_each_open_correction_owes_a_notice_of_its_round() -> None:
    asked = sent(status=ItemStatus.CORRECTING, round=2, answer=answer("correction_requested", round=2))

    assert owed(told(ledger(asked), "in_progress")) == ["correction/discharge_report/2"]
    assert correction_untold(asked)


def test_a_correction_whose_notice_stands_with_the_item_owes_none() -> None:
    notice = Notice("correction/discharge_report/1", NoticeStatus.DELIVERED, NOW)
    asked = sent(status=ItemStatus.CORRECTING, notices=(notice,))

    assert owed(told(ledger(asked), "in_progress")) == []
    assert not correction_untold(asked)
    assert notices_of(ledger(asked)) == (notice,)


def test_a_result_to_be_fetched_owes_a_notice_and_one_that_comes_by_itself_does_not() -> None:
    posted = done("identity_card", answer=answer("granted", "identity_card"))

    assert owed(told(fetched(), "in_progress")) == ["result/identity_card/granted"]
    assert owed(told(ledger(posted, sent()), "in_progress")) == []


@each("outcome", [Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.LAPSED])
def test_a_bad_outcome_owes_a_notice_of_its_own(outcome: Outcome) -> None:
    ended = done("identity_card", outcome)

    assert owed(told(ledger(ended, sent()), "in_progress")) == [f"result/identity_card/{outcome}"]


def test_a_withdrawal_is_told_only_where_it_took_an_offices_or_an_operators_word() -> None:
    own = done("identity_card", Outcome.WITHDRAWN, round=0)
    agreed = done("driving_licence", Outcome.WITHDRAWN, round=1)
    blocked = done("social_insurance", Outcome.BLOCKED, round=0)

    found = told(ledger(own, agreed, blocked, sent()), "in_progress")

    assert owed(found) == ["result/driving_licence/withdrawn"]


def test_the_last_notice_stands_for_every_result_and_one_replaced_since_is_told_by_itself() -> None:
    finished = told(ledger(done("identity_card", Outcome.REFUSED)), "done")
    replaced = done("identity_card", Outcome.NOT_ACCEPTED, since=LATER + timedelta(days=1))

    assert owed(finished) == []
    assert owed(finished.with_item(replaced)) == ["result/identity_card/not_accepted"]


def test_a_failed_notice_is_tried_again_later_and_later() -> None:
    found = ledger(sent())
    (one,) = owed_notices(found)
    pauses = []
    for _ in range(MOST_ATTEMPTS - 1):
        found = replace(
            found, case=noted(found.case, one, NoticeStatus.FAILED, NOW, error="NoticeUnavailable")
        )
        again = next_try(found)
        assert again is not None
        pauses.append(again - NOW)

    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_AGAIN
    assert sendable(found, NOW) == ()
    assert sendable(found, NOW + LONGEST_AGAIN) == (one,)
    # A clock that stood ahead is set right.
    assert sendable(found, NOW - timedelta(days=4000)) == (one,)


def test_operators_see_a_notice_that_failed_often_and_at_the_end_it_is_theirs() -> None:
    failed = Notice("done", NoticeStatus.FAILED, NOW, SHOWN_AFTER, "NoticeUnavailable")
    given_up = replace(failed, attempts=MOST_ATTEMPTS)
    early = replace(failed, attempts=SHOWN_AFTER - 1)
    left = ledger(done(), notices=(given_up,))

    assert [notice_needs_operator(one) for one in (early, failed, given_up)] == [False, True, True]
    assert (next_try(left), sendable(left, LATER), owed(left)) == (None, (), ["done"])


def test_what_the_gateway_refuses_is_an_operators_at_once() -> None:
    refused = Notice("received", NoticeStatus.FAILED, NOW, 1, NOTICE_REFUSED)
    opened = ledger(item(), check=item(SERVICE_CHECK), notices=(refused,))

    assert notice_needs_operator(refused)
    assert sendable(opened, LATER) == ()


def test_a_failed_notice_that_nobody_has_to_know_any_more_is_dropped() -> None:
    failed = Notice("received", NoticeStatus.FAILED, NOW, 9, "NoticeUnavailable")
    sent_before = Notice("in_progress", NoticeStatus.SENT, NOW)

    assert pertinent(ledger(sent(), notices=(failed, sent_before))) == (sent_before,)


def test_a_notice_after_a_failure_counts_its_tries() -> None:
    (one,) = owed_notices(ledger(sent()))

    tried = noted(case(), one, NoticeStatus.FAILED, NOW, error="NoticeUnavailable")
    told_at_last = noted(tried, one, NoticeStatus.DELIVERED, LATER)

    assert told_at_last.notices == (Notice("in_progress", NoticeStatus.DELIVERED, LATER, 2),)


def test_a_case_handed_in_at_a_window_owes_the_notices_of_any_other() -> None:
    at_the_window = ledger(sent(), applicant="window/440106")

    assert owed(at_the_window) == ["in_progress"]
