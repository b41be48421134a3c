from dataclasses import replace
from datetime import timedelta

from functions.domain.case.answered import answered
from functions.domain.case.deliveries import (
    LONGEST,
    MOST_DELIVERIES,
    deliveries_of,
    delivery,
    webhook_id,
    with_delivery,
)
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import OfficeCall
from functions.domain.case.transitions import round_sent
from functions.domain.clock import Deadline
from functions.domain.operator.acts import rerouted, retried
from tests.support import make

LATER = make.NOW + timedelta(days=1)
DUE = Deadline(LATER, provisional=False)
OWN = f"{make.CASE_ID}/discharge_report/"


def call(item: CaseItem, key: str = "1", *, status: int | None = 200, error: str | None = None) -> OfficeCall:
    ended = make.NOW + timedelta(milliseconds=120)
    return delivery(item, "office-1", make.NOW, ended, key=f"{OWN}{key}", status=status, error=error)


def straight() -> CaseItem:
    item = make.sent(office="office-1", sent_at=make.NOW + timedelta(milliseconds=120))
    return with_delivery(item, call(item))


def test_a_round_that_arrived_at_once_keeps_only_how_long_it_took() -> None:
    item = straight()

    assert (item.dispatch.sent_ms, item.dispatch.deliveries) == (120, ())
    assert deliveries_of(item) == (OfficeCall("1", make.NOW, 120, "office-1", status=200),)
    assert webhook_id(item, deliveries_of(item)[0]) == item.dispatch_key


def test_what_a_straight_round_kept_stays_whatever_comes_after() -> None:
    item = straight()
    first = deliveries_of(item)
    owing = make.with_flat(item, round=2)

    after = [
        round_sent(owing, 2, LATER),
        answered(owing, make.answer("received", round=2, at=LATER.isoformat()), LATER),
        retried(make.with_flat(item, silent_since=LATER), LATER),
        rerouted(item, "office-2", present="office-1", due=DUE, now=LATER),
    ]

    assert [deliveries_of(one) for one in after] == [first] * len(after)
    assert deliveries_of(with_delivery(item, call(item, "1/reminder/1")))[0] == first[0]


def test_tries_under_one_key_are_counted_and_the_first_and_the_last_are_kept() -> None:
    item = make.item(round=1)

    for _ in range(9):
        item = with_delivery(item, call(item, status=503, error="DepartmentUnavailable"))

    assert [one.attempt for one in item.dispatch.deliveries] == [1, 5, 6, 7, 8, 9]
    assert len(item.dispatch.deliveries) == MOST_DELIVERIES
    assert call(item, "1/again-1").attempt == 1


def test_an_office_that_had_it_already_is_told_as_that() -> None:
    item = make.sent(office="office-1", sent_at=make.NOW)

    again = with_delivery(item, replace(call(item), status=409))

    assert [one.status for one in deliveries_of(again)] == [409]
    assert again.dispatch.deliveries == ()


def test_of_an_offices_words_the_first_are_kept() -> None:
    one = delivery(make.item(), "office-1", make.NOW, make.NOW, key=f"{OWN}1", said="字" * 300)

    assert one.said is not None
    assert (len(one.said), one.said[-1]) == (LONGEST, "…")


def test_of_what_was_sent_before_there_was_a_log_nothing_is_told() -> None:
    assert deliveries_of(make.sent(office="office-1")) == ()
