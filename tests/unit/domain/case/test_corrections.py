from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.answered import answered
from functions.domain.case.corrections import corrected, open_corrections
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import ClockWord
from functions.domain.clock import Deadline
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    Conflict,
    CorrectionTooLate,
    NothingToCorrect,
    RoundSuperseded,
    WithdrawalPending,
)
from schemas.codes import AnswerType, ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW, answer

DUE = Deadline(NOW + timedelta(days=30), provisional=True)
BY = NOW + timedelta(days=14)
LONGER = ClockWord(AnswerType.EXTENDED, NOW, 3)


def correcting(**changes: Any) -> CaseItem:
    whole = {"status": ItemStatus.CORRECTING, "correct_by": BY, "answer": answer("correction_requested")}
    return make.sent(**{**whole, **changes})


def test_an_answered_list_begins_the_next_round_afresh() -> None:
    told = correcting(
        overdue_since=NOW, accepted_at=NOW, deemed_accepted=True, silent_since=NOW, begun_at=NOW
    )
    late = with_clock(told, words=(LONGER,), extended_before=4)

    item = corrected(late, 1, "已补首页", DUE, NOW)

    assert (item.dispatch.round, item.dispatch.sent_round, item.status, item.dispatch.note) == (
        2,
        1,
        ItemStatus.READY,
        "已补首页",
    )
    assert item.clock.extended_before == 7
    # Its office cannot have had this round before.
    assert item.dispatch.begun_at is None
    assert (item.clock.due_at, item.clock.due_provisional, item.clock.correct_by) == (DUE.at, True, None)
    assert (item.clock.overdue_since, item.clock.accepted_at, item.clock.silent_since) == (None, None, None)
    assert item.clock.deemed_accepted is False


@each(
    "item, round_, now, refusal",
    [
        (make.sent(), 1, NOW, NothingToCorrect),
        (correcting(), 2, NOW, NothingToCorrect),
        (make.done(), 1, NOW, NothingToCorrect),
        (correcting(round=2, sent_round=2), 1, NOW, NothingToCorrect),
        (correcting(), 1, BY, CorrectionTooLate),
        (make.done(outcome=Outcome.LAPSED), 1, NOW, CorrectionTooLate),
        (correcting(withdrawal_at=NOW), 1, NOW, WithdrawalPending),
    ],
)
def test_what_cannot_be_corrected_is_refused_by_name(
    item: CaseItem, round_: int, now: Any, refusal: type[Conflict]
) -> None:
    with pytest.raises(refusal):
        corrected(item, round_, None, DUE, now)


def test_the_last_moment_before_the_deadline_still_counts() -> None:
    assert corrected(correcting(), 1, None, DUE, BY - timedelta(microseconds=1)).dispatch.round == 2


def test_open_corrections_are_those_the_applicant_can_answer() -> None:
    ledger = make.ledger(
        make.sent("social_insurance"),
        correcting(),
        correcting(code="identity_card", withdrawal_at=NOW),
        make.done("medical_insurance"),
    )

    assert [item.code for item in open_corrections(ledger)] == ["discharge_report"]


def test_a_list_in_the_next_round_is_a_new_one() -> None:
    second = corrected(correcting(), 1, None, DUE, NOW)

    again = answered(second, answer("correction_requested", round=2), NOW, due=DUE)

    assert (again.status, again.dispatch.round, again.clock.correct_by) == (ItemStatus.CORRECTING, 2, DUE.at)


def test_an_answer_of_the_round_before_the_correction_is_superseded() -> None:
    second = corrected(correcting(), 1, None, DUE, NOW)

    with pytest.raises(RoundSuperseded):
        answered(second, answer("granted", round=1), NOW)


def test_a_list_after_the_last_round_becomes_an_incident() -> None:
    last = make.sent(round=4, sent_round=4)

    item = answered(last, answer("correction_requested", round=4), NOW, due=DUE)

    assert item.status is ItemStatus.INCIDENT
    assert item.desk.incident is not None
    assert item.desk.incident.error == "CorrectionRoundsExhausted"
    assert item.clock.correct_by is None


def test_once_an_operator_has_to_decide_further_lists_are_refused_and_change_nothing() -> None:
    last = make.sent(round=4, sent_round=4)
    stopped = answered(last, answer("correction_requested", round=4), NOW, due=DUE)

    with pytest.raises(AnswerOutOfPlace):
        answered(stopped, answer("correction_requested", round=4), NOW, due=DUE)


def test_a_list_too_many_is_what_an_operator_sees_whatever_was_wrong_before() -> None:
    late = make.sent(round=4, sent_round=4)
    stopped = answered(late, answer("problem", round=4, reason="无法办理"), NOW)

    asked = answered(stopped, answer("correction_requested", round=4), NOW, due=DUE)

    assert asked.status is ItemStatus.INCIDENT
    assert asked.desk.incident is not None
    assert asked.desk.incident.error == "CorrectionRoundsExhausted"


def test_as_many_lists_as_the_catalogue_says_are_heard() -> None:
    third = make.sent(round=3, sent_round=3)

    item = answered(third, answer("correction_requested", round=3), NOW, due=DUE)

    assert item.status is ItemStatus.CORRECTING


def test_a_second_list_of_a_round_is_refused_even_after_an_incident() -> None:
    stopped = correcting(status=ItemStatus.INCIDENT)

    with pytest.raises(AnswerOutOfPlace):
        answered(stopped, answer("correction_requested"), NOW, due=DUE)
