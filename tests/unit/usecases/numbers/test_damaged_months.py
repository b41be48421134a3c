"""A month of the numbers that cannot be read holds up nothing else, and is made anew from the ledger."""

from datetime import timedelta

import pytest

from functions.usecases.case.by_city import list_of_city
from functions.usecases.numbers import recounting, turn
from functions.usecases.numbers.counting import EVERY
from functions.usecases.numbers.kept import RecountOrder, counting_now, months_of
from functions.usecases.numbers.turn import SETTLES, order_recount, take_turn
from functions.usecases.record_kinds.numbers import NUMBERS
from schemas.codes_citizen import RatingLevel
from tests.support.counted import CITY, closed_case, counted_on, kept, rated_case, recounted
from tests.support.world import World

NOVEMBER, DECEMBER = "2026-11", "2026-12"


def damage(world: World, month: str = NOVEMBER) -> None:
    world.store.damage_record(list_of_city(NUMBERS, CITY), month)


def test_the_other_months_are_counted_on_and_its_city_is_to_be_recounted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    earlier = closed_case(world)
    counted_on(world)
    monkeypatch.setattr(turn, "A_SWEEP", 0)
    world.clock.advance(timedelta(days=14))
    rated_case(world, earlier, RatingLevel.SATISFIED, "key-1")
    closed_case(world)
    damage(world)
    world.clock.advance(EVERY + SETTLES)
    before = counting_now(world.deps)

    take_turn(world.deps)

    after, months = counting_now(world.deps), months_of(CITY, world.deps)
    assert before
    assert after
    assert after.until > before.until
    assert list(after.wanted) == [CITY]
    assert after.wanted[CITY].reason == "有月份的统计数损坏，从台账重新算出"
    assert DECEMBER in {one.month for one in months.entries}


def test_it_is_made_anew_with_what_happened_while_nobody_could_read_it() -> None:
    world = World()
    earlier = closed_case(world)
    counted_on(world)
    damage(world)
    rated_case(world, earlier, RatingLevel.SATISFIED, "key-1")
    closed_case(world)

    counted_on(world)

    assert months_of(CITY, world.deps).unreadable == ()
    assert kept(world) == recounted(world)


def test_one_in_which_nothing_changes_any_more_is_made_anew_by_a_recount_that_somebody_orders() -> None:
    world = World()
    closed_case(world)
    counted_on(world)
    damage(world)

    order_recount(CITY, RecountOrder("operator-1", "统计数损坏", world.clock()), world.deps)
    counted_on(world)

    assert months_of(CITY, world.deps).unreadable == ()
    assert kept(world) == recounted(world)


@pytest.mark.parametrize("steps", range(9))
def test_damaged_while_its_city_is_recounted_it_is_right_in_the_end(
    steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "SLICE", 1)
    monkeypatch.setattr(turn, "A_SWEEP", 1)
    world = World()
    cases = [closed_case(world) for _ in range(2)]
    counted_on(world)
    order_recount(CITY, RecountOrder("operator-1", "核对", world.clock()), world.deps)
    for _ in range(steps):
        take_turn(world.deps)
    damage(world)
    rated_case(world, cases[0], RatingLevel.SATISFIED, "key-1")

    for _ in range(2):
        counted_on(world)

    assert months_of(CITY, world.deps).unreadable == ()
    assert kept(world) == recounted(world)
