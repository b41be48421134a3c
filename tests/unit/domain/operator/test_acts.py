from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.item import CaseItem, attention, with_bounds, with_withdrawal
from functions.domain.case.office_debts import withdrawal_due, withdrawal_owed
from functions.domain.case.parts import Incident, Limit, Override, Trouble
from functions.domain.case.transitions import round_sent
from functions.domain.case.unmet import is_abandoned
from functions.domain.clock import Deadline
from functions.domain.conflicts import ActOutOfPlace, SecondOperatorNeeded
from functions.domain.operator.acts import (
    abandoned,
    overridden,
    rerouted,
    retried,
    settled,
    snapshot,
    why_stuck,
)
from functions.domain.upkeep.looks import ENGINE_FIRST, stamped
from schemas.case.answers import Answer
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.each import each

NOW = make.NOW + timedelta(hours=1)
DUE = Deadline(make.NOW + timedelta(days=40), provisional=False)
INCIDENT = Incident("Dispatch", "DepartmentRefusedPayload", "原因", make.NOW)


def stuck(**changes: Any) -> CaseItem:
    return make.sent(
        **{
            "status": ItemStatus.INCIDENT,
            "incident": INCIDENT,
            "wait": make.waiting("AwaitOperator"),
            **changes,
        }
    )


def proposal(decision: Answer, by: str = "operator-1") -> Override:
    return Override(Outcome(decision.type.value), "复核材料后更正", by, NOW, decision)


def test_a_retried_incident_owes_the_same_round_under_the_same_key() -> None:
    item = stuck(trouble=Trouble("DepartmentUnavailable", make.NOW, 3))

    after = retried(item, NOW)

    assert (after.status, after.dispatch.round, after.dispatch.sent_round) == (ItemStatus.READY, 1, 0)
    assert (after.desk.incident, after.dispatch.trouble) == (None, item.dispatch.trouble)
    assert after.dispatch_key == item.dispatch_key
    # Shown until it has arrived.
    assert attention(after) == "sending"
    assert after.follow_up_at == NOW + timedelta(minutes=1)


@each(
    "item",
    [
        stuck(sent_round=0, trouble=Trouble("DepartmentRefusedPayload", make.NOW, 1)),
        stuck(),
        make.sent(silent_since=make.NOW),
    ],
    ids=["refused", "problem", "silent"],
)
def test_an_office_that_has_had_the_round_gets_it_under_a_new_key(item: CaseItem) -> None:
    once = retried(item, NOW)
    twice = retried(once, NOW)

    assert len({item.dispatch_key, once.dispatch_key, twice.dispatch_key}) == 3
    # It is in some list of operators until the office has it.
    assert attention(once) == ("silent" if item.clock.silent_since else "sending")


def test_an_office_that_gets_the_round_anew_is_asked_anew_to_let_it_go() -> None:
    knows = with_withdrawal(stuck(), at=make.NOW, sent=make.NOW)

    anew = round_sent(retried(knows, NOW), 1, NOW)

    assert withdrawal_due(anew, NOW)


def test_an_office_that_gets_the_round_under_its_old_key_is_not_asked_twice() -> None:
    trouble = Trouble("DepartmentUnavailable", make.NOW, 3)
    knows = with_withdrawal(stuck(sent_round=0, trouble=trouble), at=make.NOW, sent=make.NOW)

    assert not withdrawal_owed(retried(knows, NOW))


def test_what_was_sent_again_may_be_sent_once_more_or_rerouted_to_the_same_office() -> None:
    taken = round_sent(retried(stuck(), NOW), 1, NOW)

    assert (taken.status, attention(taken)) == (ItemStatus.DISPATCHED, None)
    assert retried(taken, NOW).dispatch.retries == 2
    assert rerouted(taken, "a", present="a", due=DUE, now=NOW).status is ItemStatus.READY


def test_an_incident_before_the_first_round_waits_for_its_turn_again() -> None:
    after = retried(make.item(status=ItemStatus.INCIDENT, incident=INCIDENT), NOW)

    assert (after.status, after.dispatch.round, after.dispatch.sent_round) == (ItemStatus.WAITING, 0, 0)
    assert after.dispatch.retries == 0


def test_an_item_whose_task_waits_for_the_answer_is_looked_at_soon_should_whoever_acted_have_died() -> None:
    after = retried(stuck(wait=make.waiting()), NOW)

    assert stamped(after).check_at == NOW + ENGINE_FIRST


@each(
    "item",
    [
        make.done(),
        make.item(),
        make.sent(),
        make.sent(status=ItemStatus.ACCEPTED, overdue_since=make.NOW),
        make.sent(status=ItemStatus.CORRECTING, silent_since=make.NOW),
    ],
    ids=["decided", "waiting", "well", "accepted", "correcting"],
)
def test_what_needs_no_operator_or_is_in_other_hands_is_not_retried(item: CaseItem) -> None:
    with pytest.raises(ActOutOfPlace):
        retried(item, NOW)


@each(
    "item",
    [
        make.sent(silent_since=make.NOW),
        make.sent(overdue_since=make.NOW),
        make.sent(
            status=ItemStatus.READY, sent_round=0, trouble=Trouble("DepartmentUnavailable", make.NOW, 9)
        ),
    ],
    ids=["silent", "overdue", "in trouble"],
)
def test_a_dispatch_without_an_echo_is_retried(item: CaseItem) -> None:
    assert retried(item, NOW).status is ItemStatus.READY


def test_a_rerouted_item_starts_afresh_at_the_other_office_under_another_key() -> None:
    item = stuck(
        office="a",
        claimed_by="staff",
        overdue_since=make.NOW,
        accepted_at=make.NOW,
        withdrawal_sent=make.NOW,
        extended=True,
        extended_before=5,
    )

    after = rerouted(item, "b", present="a", due=DUE, now=NOW)

    assert (after.dispatch.office, after.dispatch.office_override, after.dispatch.reroutes) == (None, "b", 1)
    assert after.dispatch_key == f"{item.dispatch_key}/rerouted-1"
    assert (after.clock.due_at, after.clock.overdue_since, after.clock.accepted_at) == (DUE.at, None, None)
    assert (after.clock.extended, after.clock.extended_before) == (False, 0)
    assert (after.desk.claimed_by, after.withdrawal.sent) == (None, None)


def test_an_item_that_comes_back_to_an_office_has_a_new_key_again() -> None:
    away = rerouted(stuck(), "b", present="a", due=DUE, now=NOW)

    back = rerouted(away, "a", present="b", due=DUE, now=NOW)

    assert len({stuck().dispatch_key, away.dispatch_key, back.dispatch_key}) == 3


@each(
    "item",
    [make.done(), make.sent(status=ItemStatus.ACCEPTED), stuck()],
    ids=["decided", "accepted", "there"],
)
def test_an_item_is_not_rerouted_when_accepted_or_to_where_it_is(item: CaseItem) -> None:
    with pytest.raises(ActOutOfPlace):
        rerouted(item, "a", present="a" if item.desk.incident else "b", due=DUE, now=NOW)


def test_a_settled_item_stands_as_if_its_department_had_answered() -> None:
    refusal = make.answer("refused", reason="条件不符", remedy="六十日内可申请复议")

    granted, refused = settled(stuck(), make.answer("granted"), NOW), settled(stuck(), refusal, NOW)

    assert (granted.status, granted.outcome, granted.desk.incident) == (
        ItemStatus.DONE,
        Outcome.GRANTED,
        None,
    )
    assert granted.answer == make.answer("granted")
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, "条件不符")


def test_an_abandoned_item_says_by_whom_and_why() -> None:
    after = abandoned(stuck(), "申请人已在窗口办结", NOW)

    assert (after.outcome, after.status) == (Outcome.WITHDRAWN, ItemStatus.DONE)
    assert (after.reason, after.desk.abandoned) == ("运行管理员终止办理：申请人已在窗口办结", True)


def test_of_an_abandoned_item_that_its_office_was_found_to_have_let_go_nobody_reads_that_it_was_abandoned() -> (
    None
):
    let_go = make.answer("withdrawn")
    proposed = overridden(abandoned(stuck(), "联系不上机构", NOW), proposal(let_go), NOW)

    after = overridden(proposed, proposal(let_go, by="operator-2"), NOW)

    assert (after.outcome, is_abandoned(proposed), is_abandoned(after)) == (Outcome.WITHDRAWN, True, False)


@each("item", [make.sent(), make.done(), make.item()], ids=["well", "decided", "waiting"])
def test_only_what_needs_an_operator_is_settled_or_abandoned(item: CaseItem) -> None:
    with pytest.raises(ActOutOfPlace):
        settled(item, make.answer("granted"), NOW)
    with pytest.raises(ActOutOfPlace):
        abandoned(item, "理由充分", NOW)


def test_an_outcome_is_replaced_once_a_second_operator_says_the_same() -> None:
    item = make.done(outcome=Outcome.REFUSED, answer=make.answer("refused"), reason="条件不符")

    proposed = overridden(item, proposal(make.answer("granted")), NOW)
    confirmed = overridden(proposed, proposal(make.answer("granted"), by="operator-2"), NOW)

    assert (proposed.outcome, proposed.desk.override is None) == (Outcome.REFUSED, False)
    assert (confirmed.outcome, confirmed.desk.override, confirmed.reason) == (Outcome.GRANTED, None, None)
    assert confirmed.answer == make.answer("granted")


def test_nobody_confirms_their_own_proposal() -> None:
    proposed = overridden(make.done(), proposal(make.answer("refused")), NOW)

    with pytest.raises(SecondOperatorNeeded):
        overridden(proposed, proposal(make.answer("refused")), NOW)


def test_another_decision_is_another_proposal_and_confirms_nothing() -> None:
    proposed = overridden(make.done(), proposal(make.answer("refused", reason="甲")), NOW)

    after = overridden(proposed, proposal(make.answer("refused", reason="乙"), by="operator-2"), NOW)

    assert after.outcome is Outcome.GRANTED
    assert after.desk.override is not None
    assert after.desk.override.by == "operator-2"


def test_without_an_outcome_or_with_the_recorded_one_there_is_nothing_to_override() -> None:
    decided = make.done(answer=make.answer("granted"))

    for item in (stuck(), decided):
        with pytest.raises(ActOutOfPlace):
            overridden(item, proposal(make.answer("granted")), NOW)


def test_every_kind_of_trouble_is_told_in_the_same_terms() -> None:
    told = [
        why_stuck(item)
        for item in (
            stuck(),
            stuck(incident=None),
            make.sent(overdue_since=make.NOW, silent_since=make.NOW),
            make.sent(silent_since=make.NOW),
            make.service_check(outcome=None, status=ItemStatus.DISPATCHED, silent_since=make.NOW),
        )
    ]

    assert [(each.state, each.error) for each in told if each] == [
        ("Dispatch", "DepartmentRefusedPayload"),
        ("Dispatch", "Unknown"),
        ("Dispatch", "Overdue"),
        ("Dispatch", "Silent"),
        ("VerifyService", "Silent"),
    ]
    assert why_stuck(make.sent()) is None


def test_history_keeps_what_an_act_changes_and_no_more() -> None:
    assert snapshot(stuck(office="a")) == {
        "status": "incident",
        "outcome": None,
        "round": 1,
        "office": "a",
        "incident": {"state": "Dispatch", "error": "DepartmentRefusedPayload"},
    }


def test_what_is_late_is_so_since_its_day_and_not_since_that_was_noted() -> None:
    """A server that stood still for three days notes it three days late."""
    due = make.NOW - timedelta(days=3)

    stuck_ = why_stuck(make.sent(due_at=due, overdue_since=make.NOW))

    assert stuck_ is not None
    assert stuck_.since == due


def test_an_item_past_our_own_bound_is_not_told_as_past_a_limit() -> None:
    watched = make.sent(overdue_since=NOW)
    limited = with_bounds(watched, limit=Limit(10, Unit.WORKING_DAY))

    causes = [stuck.cause for stuck in (why_stuck(watched), why_stuck(limited)) if stuck]

    assert causes == ["超过本系统关注期限（非法定），部门尚无结果", "超过办理期限，部门尚无结果"]


def test_what_was_sent_again_and_has_not_come_is_shown_as_that() -> None:
    found = why_stuck(retried(stuck(), NOW))

    assert found is not None
    assert (found.error, found.since) == ("SentAgain", NOW)
