"""An office has what it lost sent to it again."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Change
from functions.domain.case.item import CaseItem, with_dispatch
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import KeyReused
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.office.refusals import OfficeNotFound, ResendOutOfPlace
from functions.domain.office.resending import MOST_AGAIN
from functions.domain.refusals import TooOften
from functions.ports.case_store import ItemQuery
from functions.ports.page import Page
from functions.usecases.limits import LIMITS
from functions.usecases.office.resend import ResentAll, resend
from functions.usecases.office.which_office import id_of_round
from functions.usecases.operator.audit import acts_done
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department, Role
from schemas.office.deliveries import MOST_RESENT, ResendItem, ResendOrder
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import OPERATOR, refused_at
from tests.support.world import World

CHECK = "service_check"
OURS = Department.MOBILIZATION
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440000", OURS)
REASON = "数据库恢复到昨天，重新取"


def office_of(world: World, case_id: str) -> str:
    return id_of_round(world.item(case_id, CHECK), world.deps)


def ask(
    world: World,
    case_id: str,
    *,
    since: datetime | None = None,
    by: Principal = STAFF,
    key: str = "key-0001",
    reason: str = REASON,
    dry_run: bool = False,
    department: Department = OURS,
) -> ResentAll:
    named = ResendItem(reference=world.ledger(case_id).case.reference, item=CHECK) if since is None else None
    order = ResendOrder(
        office=office_of(world, case_id), item=named, since=since, reason=reason, dry_run=dry_run
    )
    return resend(order, department, by=by, key=key, deps=world.deps)


def swept(world: World) -> None:
    world.clock.advance(timedelta(minutes=1))
    sweep(world.deps)


def keys_of(world: World) -> list[str]:
    return [one.key.partition("/")[2] for one in world.gateway.sent if one.message.item == CHECK]


def test_what_an_office_has_had_is_recorded_and_sent_under_a_new_key() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)

    ask(world, case_id)

    assert keys_of(world) == ["service_check/1"]
    event = next(one for one in world.store.events(case_id, limit=100).entries if one.kind == "resent")
    assert (event.actor, event.detail["reason"], event.item) == (STAFF.subject, REASON, CHECK)
    swept(world)
    assert keys_of(world) == ["service_check/1", "service_check/1/again-1"]
    assert world.item(case_id, CHECK).status == "dispatched"


def test_asked_twice_under_one_key_it_is_sent_once() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)

    first = ask(world, case_id)
    again = ask(world, case_id)
    swept(world)
    late = ask(world, case_id)
    swept(world)

    assert [one.entries[0].refused for one in (first, again, late)] == [None] * 3
    assert keys_of(world) == ["service_check/1", "service_check/1/again-1"]
    with pytest.raises(KeyReused):
        ask(world, case_id, reason="另一个理由")


def test_what_never_arrived_is_sent_at_once_under_its_old_key() -> None:
    world = World()
    case_id = world.submitted()
    world.gateway.script(CHECK, [DepartmentUnavailable(retry_after_seconds=3600, status=503)])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, CHECK)

    ask(world, case_id)
    swept(world)

    assert keys_of(world) == ["service_check/1"]


def test_what_its_program_refused_is_sent_again_once_that_is_mended() -> None:
    world = World()
    case_id = world.submitted()
    refused_at(world, case_id, CHECK, DepartmentRefusedPayload(said="HTTP 422", status=422))

    ask(world, case_id)
    swept(world)

    assert keys_of(world) == ["service_check/1/again-1"]
    assert world.item(case_id, CHECK).status == "dispatched"


@each("kind", ["accepted", "correction_requested", "granted"])
def test_what_it_has_answered_is_not_sent_again(kind: str) -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    listed: dict[str, Any] = {"missing": [{"name": "退役证", "reason": "看不清"}]}
    missing = listed if kind == "correction_requested" else {}
    world.answered(case_id, CHECK, kind, **missing)

    with pytest.raises(ResendOutOfPlace):
        ask(world, case_id)
    assert ask(world, case_id, since=world.clock() - timedelta(days=1)).entries == ()


def test_what_is_on_its_way_is_not_asked_for_twice() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    ask(world, case_id)

    with pytest.raises(ResendOutOfPlace, match="正在发送"):
        ask(world, case_id, key="key-0002")


def test_one_item_is_sent_again_so_often_and_no_more() -> None:
    world = World()
    case_id = world.submitted()
    item = world.dispatched(case_id, CHECK)
    world.store.commit(Change(items=(with_dispatch(item, retries=MOST_AGAIN),)))

    with pytest.raises(ResendOutOfPlace, match=str(MOST_AGAIN)):
        ask(world, case_id)


def test_all_since_a_time_are_shown_and_then_sent() -> None:
    world = World()
    before, *after = [world.submitted() for _ in range(3)]
    world.dispatched(before, CHECK)
    since = world.clock.advance(timedelta(hours=1))
    for case_id in after:
        world.dispatched(case_id, CHECK)

    shown = ask(world, before, since=since, dry_run=True)
    done = ask(world, before, since=since)
    swept(world)

    wanted = {world.ledger(case_id).case.reference for case_id in after}
    for found in (shown, done):
        assert {one.logged.ledger.case.reference for one in found.entries} == wanted
    assert sorted(keys_of(world)) == sorted(["service_check/1"] * 3 + ["service_check/1/again-1"] * 2)
    assert "resent" not in world.kinds(before)


def test_one_case_that_cannot_be_read_is_named_and_keeps_no_other_from_being_sent_again() -> None:
    world, store = damaged_world()
    damaged, whole = world.submitted(), world.submitted()
    since = world.clock.advance(timedelta(hours=1))
    for case_id in (damaged, whole):
        world.dispatched(case_id, CHECK)
    store.damaged_case = damaged

    for found in (ask(world, whole, since=since, dry_run=True), ask(world, whole, since=since)):
        assert [one.logged.ledger.case.id for one in found.entries] == [whole]
        assert found.unreadable == (f"{damaged}/{CHECK}",)


def test_a_look_changes_nothing() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    before = world.ledger(case_id)

    ask(world, case_id, dry_run=True)

    assert world.ledger(case_id) == before


@pytest.mark.slow
def test_one_order_takes_so_many_and_says_that_there_are_more() -> None:
    world = World()
    for _ in range(MOST_RESENT + 1):
        last = world.submitted("discharge_report")
        world.dispatched(last, CHECK)

    found = ask(world, last, since=world.clock() - timedelta(hours=1), dry_run=True)

    assert (len(found.entries), found.more) == (MOST_RESENT, True)


def test_others_ask_for_nothing() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    far = Principal("far", Role.DEPARTMENT_STAFF, "445200", OURS)
    police = Principal("police", Role.DEPARTMENT_STAFF, "440000", Department.PUBLIC_SECURITY)

    for by, department in ((far, OURS), (police, OURS), (police, Department.PUBLIC_SECURITY)):
        with pytest.raises(OfficeNotFound):
            ask(world, case_id, by=by, department=department)


def test_an_item_that_was_never_sent_there_is_not_found() -> None:
    world = World()
    case_id = world.submitted()
    order = ResendOrder(
        office=office_of(world, case_id),
        item=ResendItem(reference=world.ledger(case_id).case.reference, item="reserve_registration"),
        reason=REASON,
    )
    with pytest.raises(CaseNotFound):
        resend(order, OURS, by=STAFF, key="key-0001", deps=world.deps)
    world.dispatched(case_id, CHECK)
    with pytest.raises(ItemNotFound):
        resend(order, OURS, by=STAFF, key="key-0001", deps=world.deps)


def all_since(world: World, case_id: str, since: datetime, key: str) -> ResentAll:
    done = ask(world, case_id, since=since, key=key)
    swept(world)
    return done


@pytest.mark.slow
def test_one_order_after_the_other_each_lost_item_is_sent_again_once() -> None:
    world = World()
    since = world.clock()
    for _ in range(MOST_RESENT + 5):
        last = world.submitted("discharge_report")
        world.dispatched(last, CHECK)
    world.clock.advance(timedelta(minutes=1))

    orders = [all_since(world, last, since, f"key-000{number}") for number in range(3)]

    assert [(len(one.entries), one.more) for one in orders] == [(MOST_RESENT, True), (5, False), (0, False)]
    assert Counter(keys_of(world)) == dict.fromkeys(
        ("service_check/1", "service_check/1/again-1"), MOST_RESENT + 5
    )


def test_what_was_sent_again_and_lost_as_well_is_sent_once_more_by_a_later_since() -> None:
    world = World()
    first = world.clock()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    second = world.clock.advance(timedelta(hours=1))
    all_since(world, case_id, first, "key-0001")

    assert all_since(world, case_id, first, "key-0002").entries == ()
    assert len(all_since(world, case_id, second, "key-0003").entries) == 1
    assert all_since(world, case_id, second, "key-0004").entries == ()


def test_what_arrived_only_after_the_order_is_not_sent_again_by_the_next() -> None:
    world = World()
    since = world.clock()
    case_id = world.submitted()
    world.gateway.script(CHECK, [DepartmentUnavailable(retry_after_seconds=3600, status=503)])
    with pytest.raises(DepartmentUnavailable):
        world.dispatched(case_id, CHECK)
    world.clock.advance(timedelta(minutes=1))

    all_since(world, case_id, since, "key-0001")

    assert world.item(case_id, CHECK).status == "dispatched"
    assert all_since(world, case_id, since, "key-0002").entries == ()


class CrowdedItems(FakeCaseStore):
    """Every list but an office's goes on and on with what is another department's."""

    foreign: tuple[CaseItem, ...] = ()

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        if query.office:
            return super().items(query, limit=limit, cursor=cursor)
        return Page(self.foreign * limit, "on")


def test_an_order_that_could_not_look_through_everything_says_so_and_finds_what_the_office_has_first() -> (
    None
):
    world = World()
    world.store = crowded = CrowdedItems(world.clock)
    world.deps = replace(world.deps, store=crowded)
    since = world.clock()
    case_id = world.submitted()
    crowded.foreign = (world.item(case_id, "discharge_report"),)
    world.dispatched(case_id, CHECK)
    world.clock.advance(timedelta(minutes=1))

    first, second = (ask(world, case_id, since=since, key=f"key-000{number}") for number in range(2))

    assert (len(first.entries), first.more) == (1, True)
    assert (second.entries, second.more) == ((), True)


@pytest.mark.slow
def test_looks_are_counted_as_well() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)
    for _ in range(LIMITS["resend_look"].most):
        ask(world, case_id, dry_run=True)

    with pytest.raises(TooOften):
        ask(world, case_id, dry_run=True)


def test_what_an_operator_has_sent_again_is_an_operators_act_and_listed_among_them() -> None:
    world = World()
    case_id = world.submitted()
    world.dispatched(case_id, CHECK)

    for _ in range(2):
        ask(world, case_id, by=OPERATOR)
        world.clock.advance(timedelta(minutes=1))

    (found,) = acts_done(by=OPERATOR, limit=9, cursor=None, deps=world.deps).entries
    assert (found.event.kind, found.event.actor) == ("retried", OPERATOR.subject)
    assert found.event.detail["reason"] == REASON
    assert "resent" not in world.kinds(case_id)
