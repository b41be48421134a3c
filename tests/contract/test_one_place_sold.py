"""Races for an office's times: no time is sold more often than it holds, and what is given back is given back once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.appointments import standing
from functions.domain.case.case import Ledger
from functions.domain.conflicts import Conflict
from functions.domain.errors import StaleWrite, StoreBusy
from functions.domain.office.refusals import SlotNotFree
from functions.ports.case_store import CaseStore, Opening
from functions.usecases.office.slot_days import slot_day
from functions.usecases.office.slots import order_slots
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Role
from tests.contract.races import RACERS, race
from tests.contract.stores import OVER_THE_WIRE, stage_of
from tests.support.bookings import (
    CARD,
    FRIDAY,
    OFFICE,
    POLICE,
    at,
    booked,
    close,
    expecting_visits,
    publish,
    slots_order,
    times,
)
from tests.support.world import World

# A person presses again; so many losses in a row are not to be had.
OFFERS = 40


@cache
def _at_their_offices() -> tuple[Opening, ...]:
    """So many cases that expect visits. The way there is not raced for: they went it once, and each store is given them."""
    world = World()
    case_ids = [expecting_visits(world) for _ in range(RACERS)]
    return tuple(
        Opening(world.ledger(one), world.store.application(one), (), key=one, digest="") for one in case_ids
    )


class Racing(World):
    """The world over a store that may be raced."""

    def __init__(self, store: CaseStore) -> None:
        super().__init__()
        self.deps = replace(self.deps, store=store)

    def ledger(self, case_id: str) -> Ledger:
        return self.deps.store.ledger(case_id)

    def expecting(self, count: int) -> list[str]:
        return [self.deps.store.create(one).case_id for one in _at_their_offices()[:count]]

    def places(self) -> dict[str, tuple[str, ...]]:
        found = slot_day(OFFICE, CARD, date.fromisoformat(FRIDAY), self.deps)
        return {slot.start: slot.taken for slot in found.slots}

    def holders(self, case_ids: list[str]) -> Counter[str]:
        """By the start of the time that their items say."""
        found = (standing(self.item(case_id, CARD)) for case_id in case_ids)
        return Counter(f"{one.at.hour + 8:02}:{one.at.minute:02}" for one in found if one)


def clerk(racer: int) -> Principal:
    """Each of them another one: what one person does is counted at one row."""
    return Principal(f"clerk-{racer}", Role.CLERK, "440106")


@pytest.fixture(params=["fake", "sqlite", OVER_THE_WIRE])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Racing]:
    with stage_of(request, tmp_path) as stage:
        yield Racing(stage.store)


def said(act: Callable[[], object]) -> str:
    for _ in range(OFFERS):
        try:
            act()
        except (StoreBusy, StaleWrite):
            continue
        except (SlotNotFree, Conflict) as error:
            return type(error).__name__
        return "booked"
    raise AssertionError("beaten too often")


@pytest.mark.slow
def test_twenty_at_once_book_no_more_than_a_time_holds(world: Racing) -> None:
    cases = world.expecting(RACERS)
    publish(world, FRIDAY, "09:00", capacity=3)

    told = race(lambda racer: said(lambda: booked(world, cases[racer], at(FRIDAY), by=clerk(racer))))

    assert told == {"booked": 3, "SlotNotFree": RACERS - 3}
    assert (len(set(world.places()["09:00"])), world.holders(cases)) == (3, {"09:00": 3})


@pytest.mark.slow
def test_twenty_who_move_at_once_give_each_old_time_back_once(world: Racing) -> None:
    cases = world.expecting(RACERS)
    publish(world, FRIDAY, "09:00", "10:00", capacity=RACERS)
    for case_id in cases:
        booked(world, case_id, at(FRIDAY))

    def move(racer: int) -> str:
        moment = at(FRIDAY, "10:00")
        return said(lambda: booked(world, cases[racer], moment, by=clerk(racer), key="move"))

    told = race(move)

    assert told == {"booked": RACERS}
    assert {start: len(held) for start, held in world.places().items()} == {"09:00": 0, "10:00": RACERS}
    assert world.holders(cases) == {"10:00": RACERS}


@pytest.mark.slow
def test_one_who_presses_twenty_times_at_once_has_one_time(world: Racing) -> None:
    (case_id,) = world.expecting(1)
    starts = [f"{9 + number // 6:02}:{number % 6 * 10:02}" for number in range(RACERS)]
    # Ten minutes each, so that all of them fit one day.
    publish(world, FRIDAY, *starts, minutes=10)

    def press(racer: int) -> str:
        return said(lambda: booked(world, case_id, at(FRIDAY, starts[racer]), by=clerk(racer)))

    told = race(press)

    held = [start for start, taken in world.places().items() if taken]
    assert told == {"booked": RACERS}
    assert world.holders([case_id]) == {held[0]: 1}
    assert len(held) == 1


@pytest.mark.slow
def test_nobody_keeps_a_time_that_is_closed_while_they_book_it(world: Racing) -> None:
    cases = world.expecting(RACERS - 1)
    publish(world, FRIDAY, "09:00", capacity=RACERS)

    def act(racer: int) -> str:
        if racer == RACERS - 1:
            return said(lambda: close(world, FRIDAY))
        return said(lambda: booked(world, cases[racer], at(FRIDAY), by=clerk(racer)))

    race(act)
    sweep(world.deps)

    assert (world.places(), world.holders(cases)) == ({"09:00": ()}, {})


def test_as_many_days_as_an_order_may_close_fit_one_write(world: Racing) -> None:
    days = [str(date(2026, 11, 25) + timedelta(days=number)) for number in range(50)]
    plans = [{"day": day, "times": times("09:00"), "on_day_off": True} for day in days]
    order_slots(slots_order(publish=plans), POLICE, by=None, deps=world.deps)

    closing = [{"day": day, "reason": "装修停办"} for day in days]
    order_slots(slots_order(close=closing), POLICE, by=None, deps=world.deps)

    found = [slot_day(OFFICE, CARD, date.fromisoformat(day), world.deps).slots for day in days]
    assert all(slot.closed for slots in found for slot in slots)
