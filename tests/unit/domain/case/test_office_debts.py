from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.answered import answered
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import (
    ASK_AGAIN,
    LONGEST_ASK_AGAIN,
    ask_later,
    asked,
    file_came,
    withdrawal_due,
    withdrawal_look,
    withdrawal_owed,
    withdrawal_told,
)
from functions.domain.case.transitions import parked, released, round_sent
from functions.domain.conflicts import AnswerOutOfPlace, OutcomeAlreadyRecorded
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW, answer, waiting


def owing(**changes: Any) -> CaseItem:
    return make.sent(**{"withdrawal_at": NOW, **changes})


def test_whoever_recorded_the_request_leaves_it_to_the_sweep() -> None:
    item = asked(make.sent(), NOW)

    assert not withdrawal_due(item, NOW - timedelta(seconds=1))
    assert withdrawal_due(item, NOW)


def test_an_office_that_knows_is_not_asked_again() -> None:
    item = withdrawal_told(asked(make.sent(), NOW), NOW)

    assert not withdrawal_due(item, NOW + timedelta(days=1))


def test_nobody_asks_about_a_round_that_has_not_arrived() -> None:
    unsent = owing(sent_round=0, status=ItemStatus.READY)

    arrived = round_sent(unsent, 1, NOW)

    assert not withdrawal_due(unsent, NOW)
    assert (withdrawal_look(unsent), withdrawal_look(arrived)) == (None, NOW)
    assert withdrawal_due(arrived, NOW)


def test_an_answer_that_proves_the_arrival_lets_the_request_go_out() -> None:
    unsent = owing(sent_round=0, status=ItemStatus.READY)

    item = answered(unsent, answer("received"), NOW)

    assert withdrawal_due(item, NOW)


def test_an_incident_that_nobody_sends_any_more_is_asked_about() -> None:
    assert withdrawal_due(owing(sent_round=0, status=ItemStatus.INCIDENT), NOW)


def test_a_wait_that_begins_or_ends_does_not_forget_the_request() -> None:
    item = asked(make.sent(), NOW)
    begun, ended = parked(item, waiting()), released(item, NOW)

    assert withdrawal_look(begun) == withdrawal_look(ended) == NOW
    assert withdrawal_look(parked(withdrawal_told(item, NOW), waiting())) is None


def test_an_office_that_is_down_is_asked_later_and_later() -> None:
    moments = [timedelta(), timedelta(minutes=1), timedelta(minutes=10), timedelta(days=3)]
    waits = []
    for passed in moments:
        item = ask_later(owing(), NOW + passed, timedelta())
        look = withdrawal_look(item)
        assert look is not None
        waits.append(look - (NOW + passed))

    assert waits == [ASK_AGAIN, ASK_AGAIN, timedelta(minutes=10), LONGEST_ASK_AGAIN]


def test_an_office_is_not_asked_before_it_wishes() -> None:
    assert withdrawal_look(ask_later(owing(), NOW, timedelta(hours=9))) == NOW + timedelta(hours=9)


@each("status", [ItemStatus.DISPATCHED, ItemStatus.CORRECTING, ItemStatus.INCIDENT, ItemStatus.SUSPENDED])
def test_an_acknowledged_withdrawal_is_the_outcome(status: ItemStatus) -> None:
    item = answered(owing(status=status), answer("withdrawn"), NOW)

    assert (item.status, item.outcome) == (ItemStatus.DONE, Outcome.WITHDRAWN)
    assert not withdrawal_owed(item)


def test_a_withdrawal_that_nobody_asked_for_is_out_of_place() -> None:
    with pytest.raises(AnswerOutOfPlace):
        answered(make.sent(), answer("withdrawn"), NOW)


@pytest.mark.parametrize(("first", "second"), [("granted", "withdrawn"), ("withdrawn", "granted")])
def test_a_withdrawal_and_a_decision_that_race_have_one_winner(first: str, second: str) -> None:
    won = answered(owing(), answer(first), NOW)

    with pytest.raises(OutcomeAlreadyRecorded):
        answered(won, answer(second), NOW)
    assert won.outcome == Outcome(first)


def test_a_repeated_acknowledgement_changes_nothing() -> None:
    withdrawn = answered(owing(), answer("withdrawn"), NOW)

    assert answered(withdrawn, answer("withdrawn"), NOW) == withdrawn


def test_each_file_that_comes_is_owed_beside_those_that_came_before() -> None:
    item = file_came(file_came(make.sent(), "file-1", NOW), "file-2", NOW + timedelta(hours=1))

    assert (item.files.owed, item.files.not_before) == (("file-1", "file-2"), NOW)


def test_before_the_first_round_no_file_is_owed_for_that_will_bring_it() -> None:
    assert file_came(make.item(), "file-1", NOW).files.owed == ()
