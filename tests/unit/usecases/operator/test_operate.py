from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import SERVICE_CHECK, attention, own_worklist, with_clock, with_dispatch
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import (
    ActOutOfPlace,
    ItemChanged,
    KeyReused,
    OutcomeAlreadyRecorded,
    SecondOperatorNeeded,
)
from functions.domain.errors import DepartmentUnavailable, ExecutionError, OrderedAnew
from functions.domain.office.refusals import UnknownOffice
from functions.domain.upkeep.looks import ENGINE_FIRST
from functions.usecases.office.dispatch import send_owed_round
from functions.usecases.operator.operate import continue_case, resolve
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import CaseStatus, Department, EventKind, ItemStatus, Outcome
from schemas.operator.acts import Grounds
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.executions import Failure, FakeExecutions
from tests.support.fakes.offices import FakeOffices
from tests.support.incidents import (
    FAR,
    GRANTED,
    OPERATOR,
    REASON,
    REFUSED,
    REPORT,
    SECOND,
    act,
    resolved,
    stuck_case,
)
from tests.support.world import World

OTHER = "veterans_affairs-440300"
GROUNDS = Grounds(reason=REASON)
ANEW = Failure("OrderedAnew", OrderedAnew.detail)


class DeadEngine(FakeExecutions):
    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        raise ExecutionError

    def fail(self, token: str, *, error: str, cause: str) -> None:
        raise ExecutionError


def silent(world: World) -> str:
    """Its office has the item and says nothing."""
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    item = world.dispatched(case_id, REPORT, token="dispatch")
    world.store.commit(Change(items=(with_clock(item, silent_since=world.clock()),)))
    return case_id


def between_two_tries(world: World) -> str:
    """Its office cannot be reached, and its task waits for an hour before it tries again."""
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    world.gateway.script(REPORT, [DepartmentUnavailable(retry_after_seconds=3600)])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, REPORT)
    return case_id


def resumed(world: World, case_id: str) -> Ledger:
    """The state machine comes to the item again, as it does when its wait has ended."""
    world.dispatched(case_id, REPORT, token="again")
    return world.ledger(case_id)


def sendings(world: World) -> list[tuple[str, str]]:
    return [(sent.office.id, sent.key) for sent in world.gateway.sent if sent.message.item == REPORT]


def detail(world: World, case_id: str, kind: EventKind) -> Mapping[str, Any]:
    events = world.store.events(case_id, limit=1000).entries
    return next(event.detail for event in events if event.kind is kind)


def test_a_retry_ends_the_wait_for_an_operator_and_the_round_goes_out_again() -> None:
    world = World()
    case_id = stuck_case(world)

    after = resolved(world, case_id, act("retry"))
    again = world.dispatched(case_id, REPORT, token="dispatch-again")

    assert (after.status, after.desk.incident, after.dispatch.sent_round) == (ItemStatus.READY, None, 0)
    assert f"operator-{REPORT}" in world.executions.ended
    assert (again.status, again.dispatch.round) == (ItemStatus.DISPATCHED, 1)
    assert [key for _, key in sendings(world)] == [f"{case_id}/{REPORT}/1/again-1"]


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


@pytest.mark.parametrize("order", [act("retry"), act("reroute", office=OTHER)])
def test_an_act_calls_no_office_and_ends_the_wait_so_that_the_engine_sends(order: Any) -> None:
    world = World()
    case_id = silent(world)
    before = sendings(world)

    after = resolved(world, case_id, order)

    assert sendings(world) == before
    assert (after.status, after.dispatch.sent_round) == (ItemStatus.READY, 0)
    assert world.executions.ended["dispatch"] == ANEW
    assert len(resumed(world, case_id).item(REPORT).dispatch_key) > len(before[0][1])


def test_a_silent_item_is_sent_again_under_a_new_key() -> None:
    world = World()
    case_id = silent(world)

    resolved(world, case_id, act("retry"))
    after = resumed(world, case_id).item(REPORT)

    assert (after.status, after.clock.silent_since, after.dispatch.ordered) == (
        ItemStatus.DISPATCHED, None, None,
    )  # fmt: skip
    assert [key.rpartition("/")[2] for _, key in sendings(world)] == ["1", "again-1"]


def test_a_retry_that_does_not_arrive_is_its_tasks_to_try_again_and_shown_until_then() -> None:
    world = World()
    case_id = silent(world)
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    resolved(world, case_id, act("retry"))

    with pytest.raises(DepartmentUnavailable):
        resumed(world, case_id)

    after = world.item(case_id, REPORT)
    assert (after.status, after.desk.incident, after.dispatch.ordered) == (ItemStatus.READY, None, None)
    assert (attention(after), after.clock.silent_since is not None) == ("silent", True)
    assert after.dispatch.trouble is not None


@each("word", ["received", "accepted", "suspended"])
def test_what_was_ordered_is_sent_whatever_the_office_says_of_what_it_had_before(word: str) -> None:
    world = World()
    case_id = silent(world)
    world.answered(case_id, REPORT, "problem")
    resolved(world, case_id, act("retry"))

    between = world.answered(case_id, REPORT, word)
    after = resumed(world, case_id).item(REPORT)

    assert (between.status.value, between.dispatch.has_arrived) == (word, False)
    assert (after.status.value, after.dispatch.has_arrived) == (word, True)
    assert [key.rpartition("/")[2] for _, key in sendings(world)] == ["1", "again-1"]


def test_what_its_task_tries_between_long_pauses_is_sent_by_the_sweep() -> None:
    world = World()
    case_id = between_two_tries(world)
    world.executions.expire("token-1")

    ordered = resolved(world, case_id, act("retry"))
    early = sweep(world.deps).repairs["SendRound"]
    world.clock.advance(ENGINE_FIRST)
    sweep(world.deps)

    assert (ordered.status, ordered.wait, early) == (ItemStatus.READY, None, 0)
    assert world.item(case_id, REPORT).status is ItemStatus.DISPATCHED


def test_a_sweep_that_cannot_send_it_either_leaves_it_to_its_task() -> None:
    world = World()
    case_id = between_two_tries(world)
    world.executions.expire("token-1")
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    resolved(world, case_id, act("retry"))
    world.clock.advance(ENGINE_FIRST)

    for _ in range(2):
        sweep(world.deps)

    after = world.item(case_id, REPORT)
    # The second found nothing more to do.
    assert sendings(world) == []
    assert (after.status, after.desk.incident, after.dispatch.ordered) == (ItemStatus.READY, None, None)


def test_who_dies_over_an_act_leaves_it_to_the_sweep_which_sends_it_once() -> None:
    world = World()
    case_id = silent(world)
    whole = world.deps
    world.deps = replace(whole, executions=DeadEngine(clock=world.clock))
    resolved(world, case_id, act("reroute", office=OTHER))
    world.deps = whole
    world.clock.advance(ENGINE_FIRST)

    sweep(world.deps)
    after = resumed(world, case_id).item(REPORT)

    assert world.executions.ended["dispatch"] == ANEW
    assert (after.dispatch.office, after.status) == (OTHER, ItemStatus.DISPATCHED)
    assert [office for office, _ in sendings(world)] == ["veterans_affairs-440106", OTHER]


def test_a_crash_after_a_retry_was_recorded_is_found_by_the_sweep() -> None:
    world = World()
    case_id = stuck_case(world)
    whole, broken = world.deps, DeadEngine(clock=world.clock)
    world.deps = replace(whole, executions=broken)
    resolved(world, case_id, act("retry"))
    world.deps = whole
    world.clock.advance(timedelta(minutes=2))

    sweep(world.deps)

    assert f"operator-{REPORT}" in world.executions.ended


def test_a_settled_item_lets_those_behind_it_go_on_and_refuses_another_outcome() -> None:
    world = World()
    case_id = stuck_case(world)

    after = resolved(world, case_id, act("settle", decision=GRANTED))

    assert (after.outcome, after.status) == (Outcome.GRANTED, ItemStatus.DONE)
    assert detail(world, case_id, EventKind.SETTLED)["decision"] == GRANTED | {
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


def test_a_rerouted_item_goes_to_the_other_office_under_its_own_key() -> None:
    world = World()
    case_id = silent(world)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = resumed(world, case_id).item(REPORT)

    assert (after.dispatch.office, after.status) == (OTHER, ItemStatus.DISPATCHED)
    plain = f"{case_id}/{REPORT}/1"
    assert sendings(world) == [("veterans_affairs-440106", plain), (OTHER, f"{plain}/rerouted-1")]
    assert detail(world, case_id, EventKind.REROUTED)["after"]["office"] == OTHER


def test_an_item_rerouted_to_the_worklist_stands_in_its_regions_list_and_is_sent_nowhere() -> None:
    world = World()
    case_id = silent(world)

    resolved(world, case_id, act("reroute", office="worklist"))
    after = resumed(world, case_id).item(REPORT)

    assert after.dispatch.office == own_worklist(Department.VETERANS_AFFAIRS, "440106")
    assert after.status is ItemStatus.DISPATCHED
    assert len(sendings(world)) == 1


def test_a_case_without_counties_is_rerouted_to_its_citys_worklist() -> None:
    world = World()
    case_id = silent(world)
    item = world.item(case_id, REPORT)
    world.store.commit(Change(items=(replace(item, county=None),)))

    after = resolved(world, case_id, act("reroute", office="worklist"))

    assert after.dispatch.office_override == own_worklist(Department.VETERANS_AFFAIRS, "440100")


def test_an_item_is_not_rerouted_to_a_worklist_whose_staff_would_not_see_it() -> None:
    world = World()
    case_id = silent(world)

    with pytest.raises(UnknownOffice):
        resolved(world, case_id, act("reroute", office="worklist-veterans_affairs-440305"))


@each("office", ["nowhere", "public_security-440106", "worklist-public_security-440106"])
def test_an_office_that_is_not_there_or_of_another_department_is_refused(office: str) -> None:
    world = World()
    case_id = silent(world)

    with pytest.raises(UnknownOffice):
        resolved(world, case_id, act("reroute", office=office))


@pytest.mark.parametrize("make", [silent, stuck_case])
def test_an_item_is_not_rerouted_to_the_office_it_is_at_or_goes_to(make: Any) -> None:
    world = World()
    case_id = make(world)

    with pytest.raises(ActOutOfPlace):
        resolved(world, case_id, act("reroute", office="veterans_affairs-440106"))


def test_an_item_that_waits_for_its_turn_is_rerouted_before_it_is_sent() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = world.dispatched(case_id, REPORT)

    assert (after.dispatch.office, [office for office, _ in sendings(world)]) == (OTHER, [OTHER])


def test_a_sending_that_an_operators_rerouting_overtook_does_not_count_as_the_other_offices() -> None:
    world = World()
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    world.gateway.script(REPORT, [DepartmentUnavailable()])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, REPORT)
    old = world.ledger(case_id)
    resolved(world, case_id, act("reroute", office=OTHER))

    send_owed_round(old, with_dispatch(old.item(REPORT), trouble=None), world.deps)

    assert world.item(case_id, REPORT).dispatch.sent_round == 0
    assert world.dispatched(case_id, REPORT, token="later").dispatch.office == OTHER


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
    told = detail(world, case_id, EventKind.OVERRIDDEN)
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


def test_a_case_goes_on_in_its_next_run_and_the_present_one_is_stopped() -> None:
    world = World()
    case_id = stuck_case(world)

    first, second = (
        continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=world.deps) for _ in range(2)
    )

    assert (first.run, second.run) == (2, 2)
    assert list(world.executions.starts) == [f"{case_id}-1", f"{case_id}-2"]
    old = world.executions.find(f"{case_id}-1")
    assert old is not None
    assert old.status == "ABORTED"
    told = detail(world, case_id, EventKind.CONTINUED)
    assert (told["before"], told["after"], told["reason"]) == ({"run": 1}, {"run": 2}, REASON)


def test_a_run_that_the_engine_refuses_is_recorded_and_started_by_the_sweep() -> None:
    world = World()
    case_id = stuck_case(world)
    world.executions.throttled = True

    continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=world.deps)
    world.executions.throttled = False
    world.clock.advance(timedelta(minutes=2))
    sweep(world.deps)

    assert f"{case_id}-2" in world.executions.starts
    old = world.executions.find(f"{case_id}-1")
    assert old is not None
    assert old.status == "ABORTED"


def test_a_closed_case_has_no_next_run() -> None:
    world = World()
    case_id = stuck_case(world, REPORT)
    resolved(world, case_id, act("settle", decision=REFUSED))
    close(case_id, 1, world.deps)

    with pytest.raises(ActOutOfPlace):
        continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0002", deps=world.deps)


def test_where_no_route_leads_an_item_is_rerouted_from_the_worklist_to_an_office() -> None:
    world = World()
    world.deps = replace(world.deps, offices=FakeOffices(without=frozenset({"440100"})))
    case_id = silent(world)

    resolved(world, case_id, act("reroute", office=OTHER))
    after = resumed(world, case_id).item(REPORT)

    assert [office for office, _ in sendings(world)] == [OTHER]
    assert after.dispatch.office == OTHER


def test_an_item_that_never_reached_its_new_office_is_not_rerouted_there_again() -> None:
    world = World()
    case_id = world.submitted()
    resolved(world, case_id, act("reroute", office=OTHER))

    with pytest.raises(ActOutOfPlace):
        resolved(world, case_id, act("reroute", office=OTHER), key="key-0002")


def test_a_run_that_another_overtook_before_it_was_started_is_left_alone() -> None:
    world = World()
    case_id = stuck_case(world)

    class Overtaken(FakeCaseStore):
        """Another operator's run follows right on this one's record."""

        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def commit(self, change: Change) -> Change:
            stored = super().commit(change)
            if stored.case:
                super().commit(Change(case=replace(stored.case, run=stored.case.run + 1)))
            return stored

    deps = replace(world.deps, store=Overtaken())
    case = continue_case(case_id, GROUNDS, by=OPERATOR, key="key-0001", deps=deps)

    assert case.run == 3
    assert list(world.executions.starts) == [f"{case_id}-1"]
