"""What operators did, each act once, the newest first, of one's own region."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.conflicts import ActOutOfPlace
from functions.usecases.operator.audit import ActDone, acts_done
from functions.usecases.operator.operate import continue_case, resolve
from functions.usecases.record_kinds.case import OPERATED
from schemas.operator.acts import Grounds
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.incidents import FAR, OPERATOR, REPORT, SECOND, act, stuck_case
from tests.support.world import World

WHY = Grounds(reason="已与部门核实情况")


def done(world: World, by: Principal = OPERATOR, limit: int = 10, actor: str | None = None) -> list[ActDone]:
    found: list[ActDone] = []
    cursor = None
    while True:
        page = acts_done(by=by, limit=limit, cursor=cursor, actor=actor, deps=world.deps)
        found += page.entries
        cursor = page.cursor
        if cursor is None:
            return found


def acted() -> tuple[World, str]:
    """Sent again, then, an hour later, gone on with by another operator."""
    world = World()
    case_id = stuck_case(world)
    resolve(case_id, REPORT, act("retry"), by=OPERATOR, key="key-0001", deps=world.deps)
    world.clock.advance(timedelta(hours=1))
    continue_case(case_id, WHY, by=SECOND, key="key-0001", deps=world.deps)
    return world, case_id


def test_what_cannot_be_read_is_told_and_does_not_go_missing() -> None:
    world = World()
    world.store = store = DamagedPlaces(world.clock)
    world.deps = replace(world.deps, store=store)
    case_id = stuck_case(world)
    resolve(case_id, REPORT, act("retry"), by=OPERATOR, key="key-0001", deps=world.deps)
    store.damaged_case = case_id

    page = acts_done(by=OPERATOR, limit=9, cursor=None, city="440100", deps=world.deps)

    assert (page.entries, page.unreadable) == ((), ("operated#440100/damaged", case_id))


@pytest.mark.parametrize("limit", [1, 10])
def test_each_act_is_listed_the_newest_first_with_who_did_it(limit: int) -> None:
    world, case_id = acted()

    found = [(one.ledger.case.id, one.event.kind, one.event.actor) for one in done(world, limit=limit)]

    assert found == [(case_id, "continued", SECOND.subject), (case_id, "retried", OPERATOR.subject)]


def test_what_is_sent_twice_under_its_key_is_listed_once_and_has_one_place() -> None:
    world, case_id = acted()
    continue_case(case_id, WHY, by=SECOND, key="key-0001", deps=world.deps)
    world.clock.advance(timedelta(minutes=1))

    continue_case(case_id, WHY, by=SECOND, key="key-0001", deps=world.deps)

    assert len(done(world)) == len(world.store.records(f"{OPERATED}#440100", limit=9).entries) == 2


def test_what_was_refused_leaves_nothing() -> None:
    world, case_id = acted()
    world.clock.advance(timedelta(minutes=1))
    places = len(world.store.records(f"{OPERATED}#440100", limit=9).entries)

    with pytest.raises(ActOutOfPlace):
        resolve(case_id, "service_check", act("retry"), by=OPERATOR, key="key-0002", deps=world.deps)

    assert len(world.store.records(f"{OPERATED}#440100", limit=9).entries) == places == 2


def test_one_operators_acts_are_told_apart_and_another_regions_are_not_told() -> None:
    world, _ = acted()

    assert [one.event.kind for one in done(world, actor=SECOND.subject)] == ["continued"]
    assert done(world, FAR) == []
