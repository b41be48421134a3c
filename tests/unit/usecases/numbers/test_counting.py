"""What is counted hour by hour is what a count over the ledger gives, whatever dies in between."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from functions.domain.case.case import Ledger
from functions.domain.conflicts import Conflict
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from functions.usecases.numbers import counting, recounting, turn
from functions.usecases.numbers.counting import EVERY
from functions.usecases.numbers.kept import (
    RecountOrder,
    checked_of,
    counting_now,
)
from functions.usecases.numbers.turn import SETTLES, order_recount, take_turn
from functions.usecases.record_kinds.numbers import COUNTING
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP
from functions.usecases.upkeep.sweep import UNCOUNTED, sweep
from schemas.codes_citizen import RatingLevel
from tests.support.counted import (
    CITY,
    REPORT,
    closed_case,
    counted_on,
    kept,
    killed_turn,
    put_right,
    rated_case,
    recounted,
)
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import GRANTED, REFUSED
from tests.support.world import World

NOVEMBER = "2026-11"


class _Season:
    """Cases are closed, rated and put right, recounts ordered, and sweeps die, by chance."""

    def __init__(self, seed: int) -> None:
        self.chance, self.world, self.cases = Random(seed), World(), list[str]()

    def step(self, number: int) -> None:
        acts = (self._close, self._rate, self._put_right, self._recount, self._sweep, self._wait)
        act = self.chance.choices(acts, weights=(7, 5, 2, 1, 6, 1))[0]
        # Not everything may be done to every case.
        with suppress(Conflict):
            (act if self.cases else self._close)(number)

    def _close(self, _: int) -> None:
        kind = self.chance.choice(("granted", "granted", "refused", "not_accepted"))
        self.cases.append(closed_case(self.world, kind))

    def _rate(self, number: int) -> None:
        level = self.chance.choice(tuple(RatingLevel))
        rated_case(self.world, self.chance.choice(self.cases), level, f"key-rate-{number}")

    def _put_right(self, number: int) -> None:
        decision = self.chance.choice((GRANTED, REFUSED))
        put_right(self.world, self.chance.choice(self.cases), decision, f"key-right-{number}")

    def _recount(self, _: int) -> None:
        order_recount(CITY, RecountOrder("operator-1", "核对", self.world.clock()), self.world.deps)

    def _sweep(self, _: int) -> None:
        self.world.clock.advance(timedelta(minutes=self.chance.choice((1, 9, 70, 70))))
        killed_turn(self.world, self.chance.randint(1, 5), after=self.chance.random() < 0.5)

    def _wait(self, _: int) -> None:
        self.world.clock.advance(timedelta(days=self.chance.randint(1, 9)))


def test_a_case_is_counted_once_however_often_the_sweep_looks() -> None:
    world = World()
    closed_case(world)

    for _ in range(3):
        counted_on(world)
        sweep(world.deps)

    assert kept(world)[NOVEMBER]["case"]["online"] == 1
    assert kept(world) == recounted(world)


def test_a_case_that_was_closed_just_now_is_counted_with_the_next_turn() -> None:
    world = World()
    counted_on(world)
    closed_case(world)
    take_turn(world.deps)

    assert kept(world) == {}
    counted_on(world)
    assert kept(world)[NOVEMBER][REPORT]["granted"] == 1


def test_a_rating_that_is_changed_moves_from_one_level_to_the_other() -> None:
    world = World()
    case_id = closed_case(world)
    counted_on(world)
    rated_case(world, case_id, RatingLevel.DISSATISFIED, "key-first")
    counted_on(world)
    before = kept(world)[NOVEMBER][REPORT]

    rated_case(world, case_id, RatingLevel.SATISFIED, "key-second")
    counted_on(world)

    after = kept(world)[NOVEMBER][REPORT]
    assert (before["dissatisfied"], before["unrated"]) == (1, 0)
    assert (after["dissatisfied"], after["satisfied"]) == (0, 1)


def test_two_ratings_that_change_places_are_told_apart_later() -> None:
    """Together they change nothing: the month says all the same until when it counts."""
    world = World()
    one, other = closed_case(world), closed_case(world)
    rated_case(world, one, RatingLevel.SATISFIED, "key-one")
    rated_case(world, other, RatingLevel.NEUTRAL, "key-other")
    counted_on(world)
    rated_case(world, one, RatingLevel.NEUTRAL, "key-one-more")
    rated_case(world, other, RatingLevel.SATISFIED, "key-other-more")
    counted_on(world)

    rated_case(world, one, RatingLevel.DISSATISFIED, "key-one-last")
    counted_on(world)

    assert kept(world) == recounted(world)


def test_an_outcome_that_two_operators_put_right_is_counted_in_the_month_of_the_closing() -> None:
    world = World()
    case_id = closed_case(world)
    counted_on(world)
    world.clock.advance(timedelta(days=20))

    put_right(world, case_id, REFUSED, "key-right")
    counted_on(world)

    row = kept(world)[NOVEMBER][REPORT]
    assert (row["granted"], row["refused"], row["timed_working"]) == (0, 1, 1)
    assert list(kept(world)) == [NOVEMBER]


def test_the_more_was_counted_the_sooner_the_next_turn_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "FEW_CHANGES", 1)
    world = World()
    counted_on(world)
    for _ in range(3):
        closed_case(world)
    world.clock.advance(EVERY + SETTLES)

    take_turn(world.deps)

    found = counting_now(world.deps)
    assert found is not None
    assert found.next_at == world.clock() + EVERY / 4


def test_where_nothing_happened_only_the_mark_is_moved() -> None:
    world = World()
    counted_on(world)

    world.clock.advance(EVERY)
    take_turn(world.deps)

    found = counting_now(world.deps)
    assert found is not None
    assert found.until == world.clock() - SETTLES
    assert {kind for kind, _ in world.store._records if kind.startswith(("numbers", "recount"))} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 12))]
)
def test_whatever_happens_and_dies_the_numbers_are_those_of_the_ledger(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:
        # Much at once goes by recounts, in many slices.
        monkeypatch.setattr(counting, "MOST", 2)
        monkeypatch.setattr(recounting, "SLICE", 2)
        monkeypatch.setattr(turn, "A_SWEEP", 3)
    season = _Season(seed)
    for number in range(50):
        season.step(number)
    for _ in range(2):
        counted_on(season.world)

    assert kept(season.world) == recounted(season.world)


class _Odd(FakeCaseStore):
    """One ledger cannot be read as it is."""

    def __init__(self, store: FakeCaseStore, odd: str, error: Exception) -> None:
        self.__dict__.update(vars(store))
        self._odd, self._error = odd, error

    def ledger(self, case_id: str) -> Ledger:
        if case_id == self._odd:
            raise self._error
        return super().ledger(case_id)


class _Crooked(FakeCaseStore):
    """One ledger can be read, and nothing be made of it."""

    def __init__(self, store: FakeCaseStore, odd: str) -> None:
        self.__dict__.update(vars(store))
        self._odd = odd

    def ledger(self, case_id: str) -> Ledger:
        found = super().ledger(case_id)
        if case_id != self._odd:
            return found
        wrong: Any = None
        return replace(found, items=tuple(replace(item, bounds=wrong) for item in found.items))


@pytest.mark.slow
@each("kind", ["unreadable", "wrong", "crooked"])
def test_a_case_that_cannot_be_counted_is_told_and_the_rest_is_counted(kind: str) -> None:
    world = World()
    counted_on(world)
    odd, _ = closed_case(world), closed_case(world)
    whole = world.deps
    errors = {"unreadable": RecordUnreadable(), "wrong": ValueError("no such day")}
    broken = _Crooked(world.store, odd) if kind == "crooked" else _Odd(world.store, odd, errors[kind])
    world.deps = replace(whole, store=broken)

    world.clock.advance(EVERY + SETTLES)
    first, second = sweep(world.deps), sweep(world.deps)

    assert kept(world)[NOVEMBER][REPORT]["granted"] == 1
    assert (first.failures[UNCOUNTED], second.failures[UNCOUNTED]) == (1, 1)
    found = counting_now(world.deps)
    assert found is not None
    assert found.uncounted == {CITY: 1}

    order_recount(CITY, RecountOrder("operator-1", "恢复以后", world.clock()), world.deps)
    counted_on(world)
    still = sweep(world.deps)
    world.deps = whole
    order_recount(CITY, RecountOrder("operator-1", "再一次", world.clock()), world.deps)
    counted_on(world)

    assert (still.failures[UNCOUNTED], sweep(world.deps).failures[UNCOUNTED]) == (1, 0)
    assert kept(world) == recounted(world)


def test_whatever_goes_wrong_in_counting_the_sweep_goes_on() -> None:
    world = World()

    class Poisoned(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def record(self, kind: str, key: str) -> Record | None:
            if kind == COUNTING:
                raise ValueError
            return super().record(kind, key)

    report = sweep(replace(world.deps, store=Poisoned()))

    assert report.failures["ValueError"] == 1
    assert world.store.record(METRICS, SWEEP) is not None


@pytest.mark.slow
def test_after_a_clock_that_stood_ahead_all_is_counted_as_if_it_had_not() -> None:
    world = World()
    closed_case(world)
    counted_on(world)
    world.clock.advance(timedelta(days=40))
    closed_case(world)
    order_recount(CITY, RecountOrder("operator-1", "核对", world.clock()), world.deps)
    take_turn(world.deps)
    counted_on(world)
    world.clock.advance(timedelta(days=-40) - EVERY)

    closed_case(world, "refused")
    for nth in range(1, 8):
        killed_turn(world, nth, after=nth % 2 == 0)
    for _ in range(3):
        counted_on(world)

    assert kept(world)[NOVEMBER][REPORT] == recounted(world)[NOVEMBER][REPORT]
    assert (kept(world)[NOVEMBER][REPORT]["granted"], kept(world)[NOVEMBER][REPORT]["refused"]) == (1, 1)
    checked = checked_of(CITY, world.deps)
    assert checked is not None
    assert checked.order.reason == "时钟曾经超前"
