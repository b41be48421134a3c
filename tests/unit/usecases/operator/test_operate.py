from datetime import timedelta

import pytest

from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import (
    ActOutOfPlace,
    ItemChanged,
    KeyReused,
    OutcomeAlreadyRecorded,
    SecondOperatorNeeded,
)
from functions.usecases.operator.operate import continue_case, resolve
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import CaseStatus, EventKind, ItemStatus, Outcome
from schemas.operator.acts import Grounds
from tests.support.incidents import (
    FAR,
    GRANTED,
    OPERATOR,
    REASON,
    REFUSED,
    REPORT,
    SECOND,
    act,
    detail_of,
    resolved,
    stuck_case,
)
from tests.support.world import World

GROUNDS = Grounds(reason=REASON)


def test_history_tells_who_did_what_and_the_item_before_and_after() -> None:
    world = World()
    case_id = stuck_case(world)

    resolved(world, case_id, act("retry"))

    event = next(e for e in world.store.events(case_id, limit=99).entries if e.kind is EventKind.RETRIED)
    assert (event.actor, event.item, event.detail["reason"]) == ("operator-1", REPORT, REASON)
    assert event.detail["before"]["incident"]["error"] == "DepartmentRefusedPayload"
    assert (event.detail["before"]["status"], event.detail["after"]["status"]) == ("incident", "ready")


def test_the_same_key_acts_once_and_another_body_under_it_is_refused() -> None:
    world = World()
    case_id = stuck_case(world)

    first, second = (resolved(world, case_id, act("retry")) for _ in range(2))

    assert first.version == second.version
    assert world.kinds(case_id).count("retried") == 1
    with pytest.raises(KeyReused):
        resolved(world, case_id, act("abandon"))
    with pytest.raises(KeyReused):
        resolve(case_id, "social_insurance", act("retry"), by=OPERATOR, key="key-0001", deps=world.deps)


def test_of_two_operators_one_acts_and_the_other_is_told_it_is_out_of_place() -> None:
    world = World()
    case_id = stuck_case(world)

    resolved(world, case_id, act("settle", decision=GRANTED))

    with pytest.raises(ActOutOfPlace):
        resolved(world, case_id, act("abandon"), by=SECOND)
    assert world.item(case_id, REPORT).outcome is Outcome.GRANTED


def test_two_operators_may_choose_the_same_key() -> None:
    world = World()
    case_id = stuck_case(world)

    resolved(world, case_id, act("settle", decision=REFUSED))
    resolved(world, case_id, act("override", decision=GRANTED), by=SECOND)

    assert world.kinds(case_id).count("override_proposed") == 1


def test_an_operator_of_another_region_finds_nothing() -> None:
    world = World()
    case_id = stuck_case(world)

    with pytest.raises(CaseNotFound):
        resolved(world, case_id, act("retry"), by=FAR)
    with pytest.raises(CaseNotFound):
        continue_case(case_id, GROUNDS, by=FAR, key="key-0001", deps=world.deps)
    with pytest.raises(ItemNotFound):
        resolve(case_id, "no_item", act("retry"), by=OPERATOR, key="key-0001", deps=world.deps)
    assert "retried" not in world.kinds(case_id)


def test_a_settled_item_lets_those_behind_it_go_on_and_refuses_another_outcome() -> None:
    world = World()
    case_id = stuck_case(world)

    after = resolved(world, case_id, act("settle", decision=GRANTED))

    assert (after.outcome, after.status) == (Outcome.GRANTED, ItemStatus.DONE)
    assert detail_of(world, case_id, EventKind.SETTLED)["decision"] == GRANTED | {
        "result": {"document": "报到记录", "delivery": "none"}
    }
    assert world.executions.ended[f"operator-{REPORT}"]
    with pytest.raises(OutcomeAlreadyRecorded):
        world.answered(case_id, REPORT, "refused")


def test_an_abandoned_item_is_withdrawn_and_blocks_what_depends_on_it() -> None:
    world = World()
    case_id = stuck_case(world)

    after = resolved(world, case_id, act("abandon"))

    assert (after.outcome, after.reason) == (Outcome.WITHDRAWN, f"运行管理员终止办理：{REASON}")
    assert world.item(case_id, "economic_subsidy").outcome is Outcome.BLOCKED


def test_a_settled_service_check_opens_the_case() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, SERVICE_CHECK)
    world.answered(case_id, SERVICE_CHECK, "problem")

    order = act("settle", decision=GRANTED)
    after = resolve(case_id, SERVICE_CHECK, order, by=OPERATOR, key="key-0001", deps=world.deps)

    assert after.service_check.outcome is Outcome.GRANTED


def test_an_overridden_outcome_needs_two_operators_and_keeps_both_in_the_history() -> None:
    world = World()
    case_id = stuck_case(world)
    resolved(world, case_id, act("settle", decision=REFUSED))
    order = act("override", decision=GRANTED)

    proposed = resolved(world, case_id, order, key="key-0002")
    with pytest.raises(SecondOperatorNeeded):
        resolved(world, case_id, order, key="key-0003")
    confirmed = resolved(world, case_id, order, by=SECOND, key="key-0004")

    assert (proposed.outcome, confirmed.outcome, confirmed.desk.override) == (
        Outcome.REFUSED, Outcome.GRANTED, None,
    )  # fmt: skip
    told = detail_of(world, case_id, EventKind.OVERRIDDEN)
    assert (told["before"]["outcome"], told["after"]["outcome"]) == ("refused", "granted")
    assert world.item(case_id, "economic_subsidy").outcome is Outcome.BLOCKED


def test_a_closed_case_stays_closed_when_an_outcome_is_overridden() -> None:
    world = World()
    case_id = stuck_case(world, REPORT)
    resolved(world, case_id, act("settle", decision=REFUSED))
    close(case_id, 1, world.deps)

    for by in (OPERATOR, SECOND):
        resolved(world, case_id, act("override", decision=GRANTED), by=by, key=f"key-{by.subject}")
    world.clock.advance(timedelta(minutes=2))
    sweep(world.deps)

    assert world.ledger(case_id).case.status is CaseStatus.CLOSED
    assert (world.item(case_id, REPORT).outcome, world.item(case_id, REPORT).check_at) == (
        Outcome.GRANTED, None,
    )  # fmt: skip


def test_an_item_that_changed_since_it_was_looked_at_is_left_alone() -> None:
    world = World()
    case_id = stuck_case(world)
    version = world.item(case_id, REPORT).version

    with pytest.raises(ItemChanged):
        resolve(case_id, REPORT, act("retry"), by=OPERATOR, key="k-1", deps=world.deps, version=version - 1)
