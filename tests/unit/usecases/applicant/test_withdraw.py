import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.applicant.withdrawal import Withdrawal
from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import with_desk, with_dispatch
from functions.domain.case.parts import Incident
from functions.domain.case.refusals import CaseNotFound
from functions.domain.case.unmet import ABANDONED, outcome_words
from functions.domain.conflicts import AlreadyDecided, KeyReused, OutcomeAlreadyRecorded
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import Department, ItemStatus, Outcome, Role, WithdrawalStep
from schemas.office.dispatches import WithdrawalRequest
from schemas.office.routes import OfficeMode
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.offices import FakeOffices
from tests.support.put_back import put_back
from tests.support.world import APPLICANT, World

SOON = timedelta(minutes=2)


def order(*items: str, **fields: Any) -> WithdrawalOrder:
    whole = {"reason": "改在外省安置", **({"items": list(items)} if items else {}), **fields}
    return WithdrawalOrder.model_validate_json(json.dumps(whole))


def withdraw_now(
    world: World, case_id: str, given: WithdrawalOrder, *, key: str = "key-0001", by: Principal = APPLICANT
) -> Withdrawal:
    _, plan = withdraw(case_id, given, by=by, key=key, deps=world.deps)
    return plan


def requests(world: World) -> list[tuple[str, str]]:
    """(item, key) of every withdrawal request that arrived."""
    return [
        (sent.message.item, sent.key)
        for sent in world.gateway.sent
        if isinstance(sent.message, WithdrawalRequest)
    ]


def reported(world: World, *dispatched: str) -> str:
    case_id = world.submitted()
    world.granted(case_id, "service_check", "discharge_report")
    for code in dispatched:
        world.dispatched(case_id, code, token=f"token-{code}")
    return case_id


def test_everything_unsent_ends_at_once_and_of_the_sent_the_offices_are_asked() -> None:
    world = World()
    case_id = reported(world, "household_registration")

    plan = withdraw_now(world, case_id, order())
    in_the_request = requests(world)
    sweep(world.deps)

    assert in_the_request == []
    assert plan.codes(WithdrawalStep.ASK_OFFICE) == ("household_registration",)
    items = {item.code: item for item in world.ledger(case_id).held}
    assert items.pop("discharge_report").outcome is Outcome.GRANTED
    household = items.pop("household_registration")
    assert (household.outcome, household.withdrawal.sent) == (None, world.clock())
    assert {item.outcome for item in items.values()} == {Outcome.WITHDRAWN}
    assert requests(world) == [("household_registration", f"{case_id}/household_registration/1/withdrawal")]
    assert "blocked" not in world.kinds(case_id)


def test_an_office_that_was_asked_before_the_ledger_was_put_back_is_asked_anew() -> None:
    """It said so, and its word is lost with the request: under the old key it would not look again."""
    lost = World()
    case_id = reported(lost, "household_registration")
    backup = lost.copy()
    withdraw_now(lost, case_id, order("household_registration"))
    sweep(lost.deps)

    world = put_back(lost, backup)
    withdraw_now(world, case_id, order("household_registration"))
    sweep(world.deps)

    (_, first), (_, second) = requests(world)
    assert second == f"{first}/restored-{world.deps.mark}"
    assert world.item(case_id, "household_registration").withdrawal.sent == world.clock()


def test_the_office_acknowledges_and_the_item_and_those_behind_it_end() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    withdraw_now(world, case_id, order("household_registration"))

    item = world.answered(case_id, "household_registration", "withdrawn")

    assert item.outcome is Outcome.WITHDRAWN
    outcome = {"item": "household_registration", "outcome": "withdrawn"}
    assert world.executions.ended["token-household_registration"] == outcome
    assert world.item(case_id, "identity_card").outcome is Outcome.BLOCKED
    assert world.item(case_id, "driving_licence").outcome is Outcome.BLOCKED
    assert world.item(case_id, "social_insurance").outcome is None


@pytest.mark.parametrize(("first", "second"), [("granted", "withdrawn"), ("withdrawn", "granted")])
def test_the_last_answer_and_the_acknowledgement_have_one_winner_and_the_loser_is_kept(
    first: str, second: str
) -> None:
    world = World()
    case_id = reported(world, "household_registration")
    withdraw_now(world, case_id, order("household_registration"))
    world.answered(case_id, "household_registration", first)

    with pytest.raises(OutcomeAlreadyRecorded):
        world.answered(case_id, "household_registration", second)

    assert world.item(case_id, "household_registration").outcome == Outcome(first)
    assert world.kinds(case_id).count("answer_refused") == 1


def test_a_dry_run_tells_the_same_and_writes_nothing() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    before, events = world.ledger(case_id), world.kinds(case_id)

    told = withdraw_now(world, case_id, order("household_registration", dry_run=True))

    assert (world.ledger(case_id), world.kinds(case_id), requests(world)) == (before, events, [])
    assert [each.code for each in told.blocked] == ["identity_card", "driving_licence"]
    assert withdraw_now(world, case_id, order("household_registration")) == told


def test_the_same_key_is_told_the_same_and_asks_nobody_again() -> None:
    world = World()
    case_id = reported(world, "household_registration")

    first = withdraw_now(world, case_id, order())
    sweep(world.deps)
    after = world.ledger(case_id)
    again = withdraw_now(world, case_id, order())

    assert (again, world.ledger(case_id)) == (first, after)
    assert len(requests(world)) == 1
    with pytest.raises(KeyReused):
        withdraw_now(world, case_id, order(reason="另有安排"))


def test_a_second_request_under_another_key_finds_it_asked_already() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    withdraw_now(world, case_id, order("household_registration"))
    sweep(world.deps)

    again = withdraw_now(world, case_id, order("household_registration"), key="key-0002")
    sweep(world.deps)

    assert again.codes(WithdrawalStep.ALREADY_ASKED) == ("household_registration",)
    assert world.kinds(case_id).count("withdrawal_requested") == 1
    assert len(requests(world)) == 1


def test_the_office_reads_why_as_the_applicant_wrote_it_to_them() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    withdraw_now(world, case_id, order("household_registration", reason="户口先不迁了"))
    sweep(world.deps)

    told = [sent.message.reason for sent in world.gateway.sent if isinstance(sent.message, WithdrawalRequest)]

    assert told == ["户口先不迁了"]


def test_each_office_reads_why_its_own_item_is_asked_back_and_of_no_other() -> None:
    world = World()
    codes = ("household_registration", "reserve_registration")
    case_id = reported(world, *codes)
    for code in codes:
        withdraw_now(world, case_id, order(code, reason=f"不办 {code} 了"), key=f"key-{code}")
    sweep(world.deps)

    told = {
        sent.message.item: sent.message.reason
        for sent in world.gateway.sent
        if isinstance(sent.message, WithdrawalRequest)
    }

    assert told == {code: f"不办 {code} 了" for code in codes}


def test_what_is_decided_cannot_be_withdrawn() -> None:
    world = World()
    case_id = reported(world)

    with pytest.raises(AlreadyDecided):
        withdraw_now(world, case_id, order("discharge_report", "social_insurance"))
    assert world.item(case_id, "social_insurance").outcome is None


def test_strangers_find_no_case() -> None:
    world = World()
    case_id = reported(world)

    for who in (Principal("stranger", Role.APPLICANT), Principal("clerk", Role.CLERK, "445200")):
        with pytest.raises(CaseNotFound):
            withdraw_now(world, case_id, order(dry_run=True), by=who)


def test_an_office_that_is_down_is_asked_again_by_the_sweep_and_once_a_minute_at_most() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    world.gateway.script("household_registration", [DepartmentUnavailable(), DepartmentUnavailable()])

    withdraw_now(world, case_id, order("household_registration"))
    at_once = sweep(world.deps)
    world.clock.advance(SOON)
    failed, soon = sweep(world.deps), sweep(world.deps)
    world.clock.advance(SOON + SOON)
    last, after = sweep(world.deps), sweep(world.deps, everything=True)

    assert soon.repairs["SendWithdrawal"] == after.repairs["SendWithdrawal"] == 0
    assert at_once.failures["DepartmentUnavailable"] == failed.failures["DepartmentUnavailable"] == 1
    assert last.repairs["SendWithdrawal"] == 1
    assert len(requests(world)) == 1
    assert world.item(case_id, "household_registration").withdrawal.sent == world.clock()


def test_an_office_that_refuses_the_request_becomes_an_incident_and_is_not_asked_again() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    world.gateway.script("household_registration", [DepartmentRefusedPayload()])

    withdraw_now(world, case_id, order("household_registration"))
    sweep(world.deps)
    world.clock.advance(SOON)
    report = sweep(world.deps)

    item = world.item(case_id, "household_registration")
    assert item.desk.incident is not None
    assert (item.status, item.desk.incident.error) == (ItemStatus.INCIDENT, "WithdrawalRefused")
    assert report.repairs["SendWithdrawal"] == 0
    assert world.answered(case_id, "household_registration", "withdrawn").outcome is Outcome.WITHDRAWN


def test_of_an_item_that_was_sent_elsewhere_the_other_office_is_asked() -> None:
    world = World()
    case_id = reported(world, "household_registration")
    incident = Incident("Dispatch", "DepartmentRefusedPayload", "拒收", world.clock())
    elsewhere = replace(
        with_dispatch(
            with_desk(world.item(case_id, "household_registration"), incident=incident),
            office=None,
            office_override="public_security-440300",
        ),
        status=ItemStatus.INCIDENT,
    )
    world.store.commit(Change(items=(elsewhere,)))

    withdraw_now(world, case_id, order("household_registration"))
    sweep(world.deps)

    asked = [sent.office.id for sent in world.gateway.sent if isinstance(sent.message, WithdrawalRequest)]
    assert asked == ["public_security-440300"]


def test_a_round_on_its_way_is_followed_by_the_request_once_it_arrived() -> None:
    world = World()
    case_id = reported(world)
    world.gateway.script("household_registration", [DepartmentUnavailable()])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, "household_registration", token="first")

    withdraw_now(world, case_id, order("household_registration"))
    before = requests(world)
    world.dispatched(case_id, "household_registration", token="second")
    world.clock.advance(SOON)
    sweep(world.deps)

    assert before == []
    assert [item for item, _ in requests(world)] == ["household_registration"]


@pytest.mark.parametrize("mode", ["worklist", "exchange"])
def test_an_office_without_a_system_is_sent_nothing_and_sees_it_where_it_works(
    mode: OfficeMode,
) -> None:
    world = World()
    case_id = reported(world, "household_registration")
    world.deps = replace(world.deps, offices=FakeOffices(modes={Department.PUBLIC_SECURITY: mode}))

    withdraw_now(world, case_id, order("household_registration"))
    sweep(world.deps)

    assert requests(world) == []
    assert world.item(case_id, "household_registration").withdrawal.sent == world.clock()


class SentMeanwhile(FakeCaseStore):
    """The item is dispatched between the plan and its write."""

    def __init__(self, world: World, code: str) -> None:
        self.__dict__.update(vars(world.store))
        self._world, self._code = world, code
        self._sent = False

    def commit(self, change: Change) -> Change:
        if not self._sent:
            self._sent = True
            self._world.dispatched(change.items[0].case_id, self._code, token="meanwhile")
        return super().commit(change)


def test_an_item_that_goes_out_meanwhile_is_asked_about_instead() -> None:
    world = World()
    case_id = reported(world)
    real = world.deps
    racing = replace(real, store=SentMeanwhile(world, "social_insurance"))

    _, plan = withdraw(case_id, order("social_insurance"), by=APPLICANT, key="key-0001", deps=racing)

    assert plan.codes(WithdrawalStep.ASK_OFFICE) == ("social_insurance",)
    item = world.item(case_id, "social_insurance")
    assert (item.outcome, item.withdrawal.at) == (None, world.clock())


def test_a_dispatch_that_comes_after_the_withdrawal_sends_nothing() -> None:
    world = World()
    case_id = reported(world)
    withdraw_now(world, case_id, order("social_insurance"))
    sent = len(world.gateway.sent)

    item = world.dispatched(case_id, "social_insurance", token="late")

    assert (item.outcome, len(world.gateway.sent)) == (Outcome.WITHDRAWN, sent)
    assert world.executions.ended["late"] == {"item": "social_insurance", "outcome": "withdrawn"}


def test_an_incident_before_the_first_round_ends_at_once() -> None:
    world = World()
    case_id = reported(world)
    item = world.item(case_id, "social_insurance")
    incident = Incident("AwaitPrerequisites", "Lambda.Unknown", "状态以错误结束", world.clock())
    world.store.commit(
        Change(items=(replace(with_desk(item, incident=incident), status=ItemStatus.INCIDENT),))
    )

    withdraw_now(world, case_id, order("social_insurance"))

    assert world.item(case_id, "social_insurance").outcome is Outcome.WITHDRAWN


def test_a_withdrawn_case_leaves_nothing_for_the_sweep() -> None:
    world = World()
    case_id = reported(world)
    withdraw_now(world, case_id, order())
    world.clock.advance(SOON)

    sweep(world.deps)

    assert dict(sweep(world.deps, everything=True).repairs) == {}
    assert all(item.outcome for item in world.ledger(case_id).held)


def test_no_applicants_words_make_an_operators_act_of_a_withdrawal() -> None:
    world = World()
    case_id = reported(world)

    withdraw_now(world, case_id, order("driving_licence", reason=ABANDONED.format(reason="另行处理")))

    item = world.item(case_id, "driving_licence")
    assert outcome_words(item) == "已撤回"
    assert item.reason == "申请人写明：运行管理员终止办理：另行处理"
