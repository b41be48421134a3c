"""Corrections of an outcome that wait for a second operator."""

from functions.domain.case.access import Principal
from functions.usecases.operator.reviews import reviews_of
from tests.support.incidents import FAR, GRANTED, OPERATOR, REFUSED, REPORT, SECOND, act, resolved, stuck_case
from tests.support.world import World


def waiting(world: World, by: Principal = OPERATOR) -> list[str]:
    page = reviews_of(by=by, limit=10, cursor=None, deps=world.deps)
    return [one.item.code for one in page.entries]


def proposed() -> tuple[World, str]:
    world = World()
    case_id = stuck_case(world)
    resolved(world, case_id, act("settle", decision=GRANTED))
    resolved(world, case_id, act("override", decision=REFUSED), key="key-0002")
    return world, case_id


def test_a_proposal_is_listed_until_another_operator_confirms_it() -> None:
    world, case_id = proposed()
    before = waiting(world)

    resolved(world, case_id, act("override", decision=REFUSED), by=SECOND, key="key-0003")

    assert (before, waiting(world)) == ([REPORT], [])
    assert world.store.records("overrides", limit=10).entries == ()


def test_it_is_shown_within_its_region_only() -> None:
    world, _ = proposed()

    assert waiting(world, FAR) == []
