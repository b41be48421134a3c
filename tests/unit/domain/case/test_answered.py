from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.answer_rules import RULES
from functions.domain.case.answered import answered
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Trouble
from functions.domain.case.transitions import grounds
from functions.domain.clock import Deadline
from functions.domain.conflicts import AnswerOutOfPlace, OutcomeAlreadyRecorded, RoundSuperseded
from schemas.case.answers import Answer
from schemas.codes import AnswerType, Department, ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW, answer

LATER = NOW + timedelta(hours=1)
DUE = Deadline(NOW + timedelta(days=30), provisional=True)


def test_every_answer_type_has_its_rule() -> None:
    answered_types = {rule.model_json_schema()["properties"]["type"]["const"] for rule in RULES}

    assert answered_types == set(AnswerType)


def test_received_then_accepted_move_the_item_forward() -> None:
    received = answered(make.sent(), answer("received", receipt="收-1"), LATER)
    accepted = answered(received, answer("accepted"), LATER, due=DUE)

    assert (received.status, received.dispatch.receipt) == (ItemStatus.RECEIVED, "收-1")
    assert (accepted.status, accepted.dispatch.receipt) == (ItemStatus.ACCEPTED, "收-1")
    assert (accepted.clock.due_at, accepted.clock.due_provisional) == (DUE.at, True)


def test_an_older_status_never_takes_a_newer_one_back() -> None:
    accepted = make.sent(status=ItemStatus.ACCEPTED)

    after = answered(accepted, answer("received"), LATER)

    assert after.status is ItemStatus.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("granted", Outcome.GRANTED),
        ("refused", Outcome.REFUSED),
        ("not_accepted", Outcome.NOT_ACCEPTED),
    ],
)
@pytest.mark.parametrize(
    "status", [ItemStatus.READY, ItemStatus.DISPATCHED, ItemStatus.ACCEPTED, ItemStatus.INCIDENT]
)
def test_an_outcome_counts_from_any_status(kind: str, outcome: Outcome, status: ItemStatus) -> None:
    after = answered(make.sent(status=status), answer(kind), LATER)

    assert (after.status, after.outcome, after.since) == (ItemStatus.DONE, outcome, LATER)


@pytest.mark.parametrize("status", [ItemStatus.CORRECTING, ItemStatus.INCIDENT])
def test_a_clock_that_does_not_run_is_not_stopped(status: ItemStatus) -> None:
    with pytest.raises(AnswerOutOfPlace):
        answered(make.sent(status=status), answer("suspended"), LATER)


def test_a_clock_that_stands_keeps_the_moment_it_was_stopped() -> None:
    once = answered(make.sent(status=ItemStatus.ACCEPTED), answer("suspended"), NOW)

    again = answered(once, answer("suspended", reason="另行鉴定"), LATER)

    assert (again.status, again.since, again.reason) == (ItemStatus.SUSPENDED, NOW, "另行鉴定")


@each("kind", ["received", "accepted", "suspended"])
def test_a_late_word_of_the_office_before_is_no_arrival_at_the_next_one(kind: str) -> None:
    rerouted = make.sent(status=ItemStatus.READY, sent_round=0, reroutes=1, office_override="another")

    after = answered(rerouted, answer(kind), LATER)

    assert (after.dispatch.round, after.dispatch.sent_round) == (1, 0)


def test_a_repeated_outcome_changes_nothing() -> None:
    granted = answered(make.sent(), answer("granted"), NOW)

    assert answered(granted, answer("granted", at=LATER.isoformat()), LATER) == granted


@each("late", [answer("refused"), answer("granted", result={"document": "另一份"}), answer("not_accepted")])
def test_a_different_outcome_after_the_first_is_a_conflict(late: Answer) -> None:
    granted = answered(make.sent(), answer("granted"), NOW)

    with pytest.raises(OutcomeAlreadyRecorded):
        answered(granted, late, LATER)


@each("kind", ["received", "accepted", "suspended", "correction_requested", "problem"])
def test_progress_after_the_outcome_leaves_it_standing(kind: str) -> None:
    granted = answered(make.sent(), answer("granted"), NOW)
    after = answer(kind, at=LATER.isoformat())

    assert answered(granted, after, LATER, due=DUE) == granted


def test_an_acceptance_that_its_outcome_overtook_keeps_its_day() -> None:
    granted = answered(make.sent(), answer("granted", at=LATER.isoformat()), LATER)

    after = answered(granted, answer("accepted"), LATER, due=DUE)

    assert (after.outcome, after.status, after.clock.accepted_at) == (
        Outcome.GRANTED, ItemStatus.DONE, NOW,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["received", "accepted"])
def test_what_was_said_before_the_outcome_and_comes_after_it_was_heard_when_it_came(kind: str) -> None:
    granted = answered(make.sent(), answer("granted", at=LATER.isoformat()), LATER)
    still_later = LATER + timedelta(hours=1)

    after = answered(granted, answer(kind), still_later, due=DUE)

    assert (after.outcome, after.clock.heard_at) == (Outcome.GRANTED, still_later)


def test_an_answer_of_an_old_round_is_superseded() -> None:
    second = make.sent(round=2, sent_round=2)

    with pytest.raises(RoundSuperseded):
        answered(second, answer("granted", round=1), LATER)


def test_an_answer_to_a_round_never_sent_is_out_of_place() -> None:
    with pytest.raises(AnswerOutOfPlace):
        answered(make.item(), answer("granted"), LATER)


def test_an_answer_proves_that_the_round_arrived() -> None:
    unsent = make.sent(sent_round=0, sent_at=None, status=ItemStatus.READY)

    after = answered(unsent, answer("received"), LATER)

    assert (after.dispatch.sent_round, after.dispatch.sent_at, after.status) == (
        1,
        LATER,
        ItemStatus.RECEIVED,
    )


def test_a_second_correction_list_in_one_round_is_out_of_place() -> None:
    correcting = answered(make.sent(), answer("correction_requested"), LATER, due=DUE)

    assert (correcting.status, correcting.clock.correct_by) == (ItemStatus.CORRECTING, DUE.at)
    with pytest.raises(AnswerOutOfPlace):
        answered(correcting, answer("correction_requested"), LATER, due=DUE)


def checked(**changes: Any) -> CaseItem:
    return make.sent("service_check", **{"department": Department.MOBILIZATION, **changes})


def decision(kind: str, round: int = 1, **fields: Any) -> Answer:
    return answer(kind, item="service_check", round=round, **fields)


def test_the_service_check_is_corrected_as_any_item_for_as_many_rounds() -> None:
    asked = answered(checked(), decision("correction_requested"), LATER, due=DUE)
    last = checked(round=4, sent_round=4)
    too_often = answered(last, decision("correction_requested", 4), LATER, due=DUE)

    assert (asked.status, asked.clock.correct_by) == (ItemStatus.CORRECTING, DUE.at)
    assert too_often.desk.incident is not None
    assert too_often.desk.incident.error == "CorrectionRoundsExhausted"


def test_the_round_of_a_contest_is_none_of_a_correction() -> None:
    contested = checked(round=4, sent_round=4, contested_at=NOW)

    after = answered(contested, decision("correction_requested", 4), LATER, due=DUE)

    assert after.status is ItemStatus.CORRECTING


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
@pytest.mark.parametrize("status", [ItemStatus.READY, ItemStatus.ACCEPTED, ItemStatus.INCIDENT])
def test_a_bad_service_check_is_not_decided_before_it_could_be_contested(
    kind: str, status: ItemStatus
) -> None:
    after = answered(checked(status=status), decision(kind), LATER, due=DUE)

    assert (after.status, after.outcome) == (ItemStatus.CONTESTABLE, None)
    assert (after.clock.correct_by, after.reason) == (DUE.at, grounds(decision(kind)))


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
def test_a_service_check_that_is_bad_again_is_decided(kind: str) -> None:
    again = checked(round=2, sent_round=2, contested_at=NOW)

    after = answered(again, decision(kind, 2), LATER, due=DUE)

    assert after.status is ItemStatus.DONE
    assert after.outcome is not None


def test_what_an_office_has_decided_stands_while_it_can_be_contested() -> None:
    open_ = answered(checked(), decision("refused"), LATER, due=DUE)

    assert answered(open_, decision("refused"), LATER, due=DUE) == open_
    assert answered(open_, decision("received"), LATER) == open_
    for other in (decision("granted"), decision("refused", reason="另有理由")):
        with pytest.raises(OutcomeAlreadyRecorded):
            answered(open_, other, LATER, due=DUE)
    with pytest.raises(AnswerOutOfPlace):
        answered(open_, decision("granted", 2), LATER)


def test_a_suspension_ends_with_its_resumption() -> None:
    accepted = make.sent(status=ItemStatus.ACCEPTED)
    suspended = answered(accepted, answer("suspended"), LATER)
    resumed = answered(suspended, answer("resumed", at=LATER.isoformat()), LATER, due=DUE)

    assert (suspended.status, suspended.reason) == (ItemStatus.SUSPENDED, "等待专家评审")
    assert (resumed.status, resumed.clock.due_at, resumed.reason) == (ItemStatus.ACCEPTED, DUE.at, None)


def test_a_resumption_may_come_before_its_suspension() -> None:
    resumed = answered(make.sent(), answer("resumed", at=LATER.isoformat()), LATER)
    both = answered(resumed, answer("suspended"), LATER)

    assert (resumed.status, both.status) == (ItemStatus.ACCEPTED, ItemStatus.ACCEPTED)
    assert [word.kind for word in both.clock.words] == [AnswerType.SUSPENDED, AnswerType.RESUMED]


def test_an_extension_that_is_told_twice_counts_once() -> None:
    late = make.sent(status=ItemStatus.ACCEPTED, overdue_since=NOW)
    extended = answered(late, answer("extended"), LATER, due=DUE)

    again = answered(extended, answer("extended"), LATER, due=DUE)

    assert (extended.clock.due_at, extended.clock.overdue_since) == (DUE.at, None)
    assert [word.days for word in again.clock.words] == [10]


def test_a_decision_has_the_time_that_the_office_names_and_ours_stands_beside() -> None:
    after = answered(make.sent(), answer("granted"), LATER)

    assert (after.decided_at, after.since, after.clock.heard_at) == (NOW, LATER, LATER)


def test_a_withdrawal_nobody_asked_for_is_out_of_place() -> None:
    with pytest.raises(AnswerOutOfPlace):
        answered(make.sent(), answer("withdrawn"), LATER)


def test_a_problem_becomes_an_incident_without_the_offices_words() -> None:
    after = answered(make.sent(), answer("problem", reason="张三的身份证号不对"), LATER)

    assert after.status is ItemStatus.INCIDENT
    assert after.desk.incident is not None
    assert "张三" not in after.desk.incident.cause


def test_progress_reported_on_an_incident_resolves_it() -> None:
    broken = answered(make.sent(), answer("problem"), LATER)

    after = answered(broken, answer("accepted"), LATER, due=DUE)

    assert (after.status, after.desk.incident) == (ItemStatus.ACCEPTED, None)


def test_an_extension_while_the_clock_stands_takes_nothing_from_why_it_stands() -> None:
    stopped = answered(
        make.sent(status=ItemStatus.ACCEPTED, accepted_at=NOW), answer("suspended"), LATER, due=DUE
    )

    longer = answered(stopped, answer("extended", at=LATER.isoformat()), LATER, due=DUE)

    assert (longer.status, longer.reason) == (ItemStatus.SUSPENDED, "等待专家评审")


def test_an_office_that_answers_is_in_no_trouble_any_more() -> None:
    trouble = Trouble("DepartmentUnavailable", NOW, 3)
    item = make.sent(status=ItemStatus.READY, sent_round=0, sent_at=None, trouble=trouble)

    assert answered(item, answer("received", at=LATER.isoformat()), LATER).dispatch.trouble is None


def test_a_word_of_an_earlier_round_moves_no_clock_of_what_was_decided_since() -> None:
    granted = answer("granted", round=2, at=LATER.isoformat())
    decided = make.done(round=2, sent_round=2, answer=granted, decided_at=LATER)

    after = answered(decided, answer("suspended", round=1), LATER, due=DUE)

    assert after.clock.words == ()
    assert after.clock.due_at == decided.clock.due_at
