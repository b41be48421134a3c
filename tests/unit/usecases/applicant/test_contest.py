"""The service check is no dead end: it is corrected, and a bad one can be contested once."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.contests import CONTEST
from functions.domain.case.item import CaseItem, with_bounds
from functions.domain.case.notices_owed import owed_notices
from functions.domain.case.refusals import CaseNotFound, ContestNeedsPaper, MaterialNotWanted
from functions.domain.conflicts import (
    ActOutOfPlace,
    ContestTooLate,
    KeyReused,
    NothingToContest,
    OutcomeAlreadyRecorded,
    RoundSuperseded,
)
from functions.usecases.applicant.contest import contest, waive
from functions.usecases.applicant.correct import correct
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.wait import Task
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.states import await_correction, await_operator
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import ContestOrder, ContestWaiver, Corrections, WithdrawalOrder
from schemas.codes import AnswerType, ItemStatus, Outcome, Role
from schemas.office.dispatches import ContestedDecision, Dispatch
from schemas.operator.acts import Abandon, Retry, Settle
from tests.support.fakes.executions import Failure
from tests.support.filing import brought
from tests.support.grounds import GROUNDS
from tests.support.incidents import OPERATOR
from tests.support.world import APPLICANT, World

CHECK = "service_check"
STRANGER = Principal("applicant-2", Role.APPLICANT)
PAPER = (CHECK, CONTEST)
UNCHECKED = ("identity_card", "social_insurance", "medical_insurance")


def refused(world: World, *items: str, kind: str = "refused", reason: str = "查无入伍记录") -> str:
    case_id = world.submitted(*(items or ("discharge_report", "economic_subsidy", *UNCHECKED)))
    world.dispatched(case_id, CHECK)
    world.answered(case_id, CHECK, kind, reason=reason)
    return case_id


def order(**changes: Any) -> ContestOrder:
    return ContestOrder.model_validate_json(
        json.dumps({"round": 1, "explanation": "入伍批准书显示 2021 年入伍", **changes})
    )


def contested(world: World, case_id: str, key: str = "contest-1", **changes: Any) -> int:
    brought(world, case_id, PAPER)
    return contest(case_id, order(**changes), by=APPLICANT, key=key, deps=world.deps)[1]


def last_dispatch(world: World) -> Dispatch:
    message = world.gateway.sent[-1].message
    assert isinstance(message, Dispatch)
    return message


def check_of(world: World, case_id: str) -> CaseItem:
    return world.item(case_id, CHECK)


def outcomes(world: World, case_id: str) -> dict[str, Outcome | None]:
    return {item.code: item.outcome for item in world.ledger(case_id).held}


def to_the_end_of_the_term(world: World, case_id: str) -> None:
    until = check_of(world, case_id).clock.correct_by
    assert until is not None
    world.clock.now = until + timedelta(seconds=1)


def test_a_check_is_corrected_by_the_form_and_made_again() -> None:
    world = World()
    case_id = world.submitted("discharge_report")
    world.dispatched(case_id, CHECK)
    missing = [{"name": "入伍时间", "reason": "与档案不一致"}]
    world.answered(case_id, CHECK, "correction_requested", missing=missing)
    service = world.store.application(case_id).service.model_dump(mode="json", exclude_none=True)
    given = Corrections.model_validate_json(
        json.dumps(
            {
                "items": [{"item": CHECK, "round": 1}],
                "sections": {"service": {**service, "enlisted_on": "2021-09-02"}},
            }
        )
    )

    _, rounds = correct(case_id, given, by=APPLICANT, key="correct-1", deps=world.deps)
    world.dispatched(case_id, CHECK, token="token-2")

    message = last_dispatch(world)
    assert rounds == {CHECK: 2}
    assert (message.type, message.item, message.round) == ("item.corrected", CHECK, 2)
    assert message.fields["service"]["enlisted_on"] == "2021-09-02"
    world.answered(case_id, CHECK, "granted")
    assert check_of(world, case_id).outcome is Outcome.GRANTED


@pytest.mark.parametrize("kind", ["refused", "not_accepted"])
def test_a_bad_check_blocks_nothing_while_it_can_be_contested(kind: str) -> None:
    world = World()
    case_id = refused(world, kind=kind)

    sweep(world.deps)

    check = check_of(world, case_id)
    assert (check.status, check.outcome, check.reason) == (ItemStatus.CONTESTABLE, None, "查无入伍记录")
    assert set(outcomes(world, case_id).values()) == {None}
    ended = world.executions.ended["token-1"]
    assert isinstance(ended, Failure)
    assert ended.error == "CorrectionRequested"
    assert any(one.key == f"contest/{CHECK}/1" for one in owed_notices(world.ledger(case_id)))


def test_a_contest_begins_a_round_of_its_own_with_its_paper_and_explanation() -> None:
    world = World()
    case_id = refused(world)

    assert contested(world, case_id) == 2
    world.dispatched(case_id, CHECK, token="token-2")

    message = last_dispatch(world)
    assert (message.round, message.note) == (2, "入伍批准书显示 2021 年入伍")
    assert message.contested == ContestedDecision(decision=AnswerType.REFUSED, round=1, reason="查无入伍记录")
    assert [(one.code, one.name) for one in message.materials] == [(CONTEST, "异议证明材料")]
    assert "contested" in world.kinds(case_id)
    world.answered(case_id, CHECK, "granted")
    world.granted(case_id, "discharge_report")
    assert world.item(case_id, "discharge_report").outcome is Outcome.GRANTED


def test_a_check_refused_again_blocks_what_waits_for_it_and_is_not_contested_twice() -> None:
    world = World()
    case_id = refused(world)
    contested(world, case_id)
    world.dispatched(case_id, CHECK, token="token-2")

    world.answered(case_id, CHECK, "refused", reason="仍查无记录")

    check = check_of(world, case_id)
    assert (check.outcome, check.reason) == (Outcome.REFUSED, "仍查无记录")
    assert outcomes(world, case_id) == {
        "discharge_report": Outcome.BLOCKED,
        "economic_subsidy": Outcome.BLOCKED,
        **dict.fromkeys(UNCHECKED),
    }
    with pytest.raises(NothingToContest):
        contest(case_id, order(round=2), by=APPLICANT, key="contest-2", deps=world.deps)
    with pytest.raises(MaterialNotWanted):
        brought(world, case_id, PAPER)


def test_what_needs_no_check_is_dispatched_while_the_check_is_open_and_after_it_failed() -> None:
    world = World()
    case_id = refused(world)
    world.granted(case_id, "medical_insurance")
    waive(case_id, ContestWaiver(round=1), by=APPLICANT, key="waive-1", deps=world.deps)

    world.granted(case_id, "social_insurance", "identity_card")

    assert {outcomes(world, case_id)[code] for code in UNCHECKED} == {Outcome.GRANTED}


def test_the_same_key_contests_once_and_another_body_under_it_is_refused() -> None:
    world = World()
    case_id = refused(world)

    assert contested(world, case_id) == 2
    assert contest(case_id, order(), by=APPLICANT, key="contest-1", deps=world.deps)[1] == 2
    with pytest.raises(KeyReused):
        contest(case_id, order(explanation="别的说明"), by=APPLICANT, key="contest-1", deps=world.deps)
    assert world.kinds(case_id).count("contested") == 1


def test_a_contest_may_mend_the_form() -> None:
    world = World()
    case_id = refused(world)
    service = world.store.application(case_id).service.model_dump(mode="json", exclude_none=True)

    contested(world, case_id, sections={"service": {**service, "enlisted_on": "2021-09-02"}})

    assert str(world.store.application(case_id).service.enlisted_on) == "2021-09-02"
    world.dispatched(case_id, CHECK, token="token-2")
    assert last_dispatch(world).fields["service"]["enlisted_on"] == "2021-09-02"


def test_a_contest_needs_a_paper_that_was_brought_for_it() -> None:
    world = World()
    case_id = refused(world)

    with pytest.raises(ContestNeedsPaper):
        contest(case_id, order(), by=APPLICANT, key="contest-1", deps=world.deps)
    with pytest.raises(CaseNotFound):
        contest(case_id, order(), by=STRANGER, key="contest-1", deps=world.deps)
    with pytest.raises(CaseNotFound):
        waive(case_id, ContestWaiver(round=1), by=STRANGER, key="waiver-1", deps=world.deps)
    with pytest.raises(NothingToContest):
        contested(world, case_id, round=2)


@pytest.mark.parametrize("settled_by", ["sweep", "timer"])
def test_a_contest_that_nobody_makes_lapses_and_only_then_blocks(settled_by: str) -> None:
    world = World()
    case_id = refused(world, "discharge_report", "economic_subsidy")
    await_correction(Task(case_id, CHECK, 1, "AwaitCorrection", "token-2"), world.deps)
    escalate(case_id, CHECK, 1, world.deps)
    assert check_of(world, case_id).outcome is None
    to_the_end_of_the_term(world, case_id)
    with pytest.raises(ContestTooLate):
        waive(case_id, ContestWaiver(round=1), by=APPLICANT, key="waive-1", deps=world.deps)

    if settled_by == "sweep":
        report = sweep(world.deps, everything=True)
        assert report.silent_loss == 0
    else:
        escalate(case_id, CHECK, 1, world.deps)

    check = check_of(world, case_id)
    assert (check.outcome, check.reason) == (Outcome.REFUSED, "查无入伍记录")
    assert outcomes(world, case_id)["economic_subsidy"] is Outcome.BLOCKED
    assert "contest_lapsed" in world.kinds(case_id)
    assert "token-2" in world.executions.ended


def test_who_does_not_contest_need_not_wait_for_the_term() -> None:
    world = World()
    case_id = refused(world)

    waive(case_id, ContestWaiver(round=1), by=APPLICANT, key="waive-1", deps=world.deps)
    waive(case_id, ContestWaiver(round=1), by=APPLICANT, key="waive-1", deps=world.deps)

    assert check_of(world, case_id).outcome is Outcome.REFUSED
    assert outcomes(world, case_id)["discharge_report"] is Outcome.BLOCKED
    assert world.kinds(case_id).count("contest_waived") == 1


def test_an_office_cannot_decide_otherwise_until_it_is_contested_nor_then_the_old_round() -> None:
    world = World()
    case_id = refused(world)
    with pytest.raises(OutcomeAlreadyRecorded):
        world.answered(case_id, CHECK, "granted")
    contested(world, case_id)

    with pytest.raises(RoundSuperseded):
        world.answered(case_id, CHECK, "refused", round=1)
    assert check_of(world, case_id).outcome is None


def test_a_case_that_was_opened_before_has_the_term_of_a_correction() -> None:
    world = World()
    case_id = world.submitted("discharge_report")
    old = with_bounds(check_of(world, case_id), contest_days=0)
    world.store.commit(Change(items=(replace(old, contest=type(old.contest)()),)))
    world.dispatched(case_id, CHECK)

    world.answered(case_id, CHECK, "refused", reason="查无")

    assert check_of(world, case_id).clock.correct_by is not None
    assert contested(world, case_id) == 2


def test_a_run_of_the_old_machine_waits_for_the_applicant_where_it_waits_for_an_operator() -> None:
    world = World()
    case_id = refused(world)
    task = Task(case_id, CHECK, 1, "AwaitOperator", "token-2")

    await_operator(task, "CorrectionRequested", "VerifyService", world.deps)

    assert check_of(world, case_id).status is ItemStatus.CONTESTABLE
    assert "token-2" not in world.executions.ended
    contested(world, case_id)
    assert "token-2" in world.executions.ended


def test_nothing_is_to_be_contested_once_everything_was_withdrawn() -> None:
    world = World()
    case_id = refused(world, "discharge_report", "economic_subsidy")
    everything = WithdrawalOrder(reason="不再需要")

    withdraw(case_id, everything, by=APPLICANT, key="withdraw-1", deps=world.deps)

    assert check_of(world, case_id).outcome is Outcome.REFUSED
    assert set(outcomes(world, case_id).values()) == {Outcome.WITHDRAWN}


def test_a_check_that_nothing_waits_for_is_decided_at_once() -> None:
    world = World()
    case_id = world.submitted("medical_insurance")
    world.dispatched(case_id, CHECK)

    world.answered(case_id, CHECK, "refused")

    assert check_of(world, case_id).outcome is Outcome.REFUSED
    assert outcomes(world, case_id) == {"medical_insurance": None}


def test_operators_settle_and_retry_a_contested_check_as_any_other() -> None:
    world = World()
    case_id = refused(world)
    contested(world, case_id)
    world.dispatched(case_id, CHECK, token="token-2")
    world.answered(case_id, CHECK, "problem")

    resolve(case_id, CHECK, Retry(action="retry", reason="已修复"), by=OPERATOR, key="k-1", deps=world.deps)
    sent_again = world.dispatched(case_id, CHECK, token="token-3")
    world.answered(case_id, CHECK, "problem")
    resolve(case_id, CHECK, settle("granted"), by=OPERATOR, key="k-2", deps=world.deps)

    assert sent_again.dispatch.round == 2
    assert sent_again.status is ItemStatus.DISPATCHED
    assert check_of(world, case_id).outcome is Outcome.GRANTED


def test_a_refusal_that_an_operator_registers_can_be_contested_too() -> None:
    world = World()
    case_id = world.submitted("discharge_report")
    world.dispatched(case_id, CHECK)
    world.answered(case_id, CHECK, "problem")

    resolve(case_id, CHECK, settle("refused"), by=OPERATOR, key="k-1", deps=world.deps)

    check = check_of(world, case_id)
    assert (check.status, check.desk.incident) == (ItemStatus.CONTESTABLE, None)
    abandon = Abandon(action="abandon", reason="不再等待")
    with pytest.raises(ActOutOfPlace):
        resolve(case_id, CHECK, abandon, by=OPERATOR, key="k-2", deps=world.deps)
    assert contested(world, case_id) == 2


def settle(outcome: str) -> Settle:
    granted: dict[str, Any] = {"result": {"document": "核查结果"}}
    said = granted if outcome == "granted" else {"reason": "查无入伍记录", **GROUNDS}
    whole = {"action": "settle", "reason": "电话核实", "decision": {"outcome": outcome, **said}}
    return Settle.model_validate_json(json.dumps(whole))
