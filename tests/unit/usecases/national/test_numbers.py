from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.domain.errors import StaleWrite
from functions.domain.national.numbers import MOST_A_DAY, numbered
from functions.ports.case_store import Record
from functions.usecases.national.numbers import SKIPPED, number_of
from functions.usecases.record_kinds.national import PROJECT_SERIAL
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.put_back import put_back
from tests.support.world import World

CODE = "11440106007508683Q4442106043001"
DAY = date(2026, 11, 24)


def test_without_a_code_no_number_is_made_up() -> None:
    world = World()

    assert number_of("case/item", None, DAY, world.deps) is None


def test_a_day_without_serials_left_gives_none() -> None:
    world = World()
    world.store.put(Record(PROJECT_SERIAL, f"{CODE}/20261124", {"last": MOST_A_DAY}))

    assert number_of("case/item", CODE, DAY, world.deps) is None
    with pytest.raises(ValueError, match="serials"):
        numbered(CODE, DAY, MOST_A_DAY + 1)


def test_a_number_that_was_given_in_lost_hours_is_not_given_to_another() -> None:
    """It may be in the national tables: who gets it there again would have the rows of somebody else."""
    lost = World()
    kept = number_of("case/kept", CODE, DAY, lost.deps)
    backup = lost.copy()
    gone = {number_of(f"lost/{one}", CODE, DAY, lost.deps) for one in range(3)}

    world = put_back(lost, backup)
    given = [number_of(f"case/{one}", CODE, DAY, world.deps) for one in range(2)]
    tomorrow = number_of("case/tomorrow", CODE, DAY + timedelta(days=1), world.deps)

    assert gone.isdisjoint(given)
    assert given == [numbered(CODE, DAY, 2 + SKIPPED), numbered(CODE, DAY, 3 + SKIPPED)]
    assert number_of("case/kept", CODE, DAY, world.deps) == kept
    assert tomorrow == numbered(CODE, DAY + timedelta(days=1), 1)


def test_so_it_is_where_the_day_had_none_in_the_backup() -> None:
    lost = World()
    backup = lost.copy()
    gone = number_of("lost/item", CODE, DAY, lost.deps)

    assert number_of("case/item", CODE, DAY, put_back(lost, backup).deps) != gone


class Racing(FakeCaseStore):
    """At each writing, somebody else is faster a few times."""

    def __init__(self, races: int) -> None:
        super().__init__()
        self._races, self._inner = races, False

    def put(self, record: Record) -> Record:
        if self._races and not self._inner:
            self._races -= 1
            self._inner = True
            super().put(record)
            self._inner = False
            raise StaleWrite
        return super().put(record)


def test_of_two_that_give_a_number_at_once_one_wins_and_no_serial_is_given_twice() -> None:
    world = World()
    racing = Racing(races=2)
    deps = replace(world.deps, store=racing)

    number = number_of("case/item", CODE, DAY, deps)
    other = number_of("case/other", CODE, DAY, deps)

    assert number == number_of("case/item", CODE, DAY, deps)
    assert number != other


def test_a_counter_that_is_never_free_is_told() -> None:
    with pytest.raises(StaleWrite):
        number_of("case/item", CODE, DAY, replace(World().deps, store=Racing(races=99)))
