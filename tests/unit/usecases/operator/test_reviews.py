"""Corrections of an outcome that wait for a second operator."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from functions.domain.case.access import Principal
from functions.ports.case_store import Record
from functions.usecases.operator.reviews import reviews_of
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import FAR, GRANTED, OPERATOR, REFUSED, REPORT, SECOND, act, resolved, stuck_case
from tests.support.world import World


def waiting(world: World, by: Principal = OPERATOR) -> list[str]:
    page = reviews_of(by=by, limit=10, cursor=None, deps=world.deps)
    return [one.item.code for one in page.entries]


def proposed(world: World | None = None) -> tuple[World, str]:
    world = world or World()
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


class Overtaken(FakeCaseStore):
    """Somebody proposes something else just before the place of what was confirmed is taken off the list."""

    meanwhile: Callable[[], object] | None = None

    def delete(self, record: Record) -> None:
        todo, self.meanwhile = self.meanwhile, None
        if todo:
            todo()
        super().delete(record)


def test_what_is_proposed_while_another_is_confirmed_is_listed() -> None:
    """Nobody would find it: who proposed it found its place listed, and who confirmed the one before took it off."""
    world = World()
    world.store = store = Overtaken(world.clock)
    world.deps = replace(world.deps, store=store)
    _, case_id = proposed(world)
    store.meanwhile = lambda: resolved(world, case_id, act("override", decision=GRANTED), key="key-0004")

    resolved(world, case_id, act("override", decision=REFUSED), by=SECOND, key="key-0003")

    assert waiting(world) == [REPORT]


def test_what_is_proposed_again_is_listed_for_as_long_as_if_it_were_the_first() -> None:
    world, case_id = proposed()
    world.clock.advance(timedelta(days=300))
    other = {**REFUSED, "reason": "材料不实"}
    resolved(world, case_id, act("override", decision=other), by=SECOND, key="key-0003")

    world.clock.advance(timedelta(days=300))

    assert waiting(world) == [REPORT]


def test_one_whose_case_cannot_be_read_is_told_and_does_not_go_missing() -> None:
    world, store = damaged_world()
    _, case_id = proposed(world)
    store.damaged_case = case_id

    page = reviews_of(by=OPERATOR, limit=10, cursor=None, deps=world.deps)

    assert (page.entries, page.unreadable) == ((), ("overrides/damaged", f"{case_id}/{REPORT}"))
