"""The numbers over every case store: counted hour by hour, and recounted in slices, they are those of the ledger."""

from dataclasses import replace

import pytest

from functions.ports.case_store import CaseStore
from functions.usecases.numbers import recounting
from functions.usecases.numbers.kept import RecountOrder, checked_of
from functions.usecases.numbers.turn import order_recount
from schemas.codes_citizen import RatingLevel
from tests.support.counted import CITY, closed_case, counted_on, kept, put_right, rated_case, recounted
from tests.support.incidents import REFUSED
from tests.support.world import World


@pytest.mark.slow
def test_what_is_counted_and_what_is_recounted_are_the_same(
    store: CaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "SLICE", 2)
    world = World()
    vars(world).update(store=store, deps=replace(world.deps, store=store))
    cases = [closed_case(world) for _ in range(3)]
    counted_on(world)
    cases.append(closed_case(world, "refused"))
    rated_case(world, cases[0], RatingLevel.SATISFIED, "key-first")
    put_right(world, cases[1], REFUSED, "key-right")
    counted_on(world)
    by_the_hour = kept(world)

    order_recount(CITY, RecountOrder("operator-1", "核对", world.clock()), world.deps)
    counted_on(world)

    found = checked_of(CITY, world.deps)
    assert found is not None
    assert (found.cases, found.unreadable, found.differing) == (4, 0, 0)
    assert kept(world) == by_the_hour == recounted(world)
