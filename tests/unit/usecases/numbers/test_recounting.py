"""What one look cannot read, or somebody orders, is counted anew from the ledger, slice by slice."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from functions.domain.numbers.figures import KEPT
from functions.ports.case_store import Record
from functions.usecases.numbers import counting, recounting
from functions.usecases.numbers.kept import (
    CountedMonth,
    RecountOrder,
    checked_of,
    counting_now,
    month_in,
    put_month,
)
from functions.usecases.numbers.turn import order_recount
from schemas.codes_citizen import RatingLevel
from tests.support.counted import (
    CITY,
    REPORT,
    closed_case,
    counted_on,
    kept,
    rated_case,
    recounted,
)
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.world import World

NOVEMBER = "2026-11"


@pytest.mark.slow
def test_more_than_one_look_reads_is_counted_by_a_recount(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    counted_on(world)
    monkeypatch.setattr(counting, "MOST", 2)
    for _ in range(4):
        closed_case(world)

    counted_on(world)

    found = checked_of(CITY, world.deps)
    assert found is not None
    assert found.cases == 4
    assert kept(world) == recounted(world)


@pytest.mark.slow
def test_what_a_recount_has_counted_is_not_counted_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    case_id = closed_case(world)
    counted_on(world)
    monkeypatch.setattr(counting, "MOST", 2)
    rated_case(world, case_id, RatingLevel.NEUTRAL, "key-first")
    for _ in range(3):
        closed_case(world)
    counted_on(world)

    rated_case(world, case_id, RatingLevel.SATISFIED, "key-second")
    counted_on(world)

    assert kept(world) == recounted(world)


def test_no_recount_begins_while_a_month_is_counted_further_than_its_city() -> None:
    world = World()
    closed_case(world)
    counted_on(world)
    order = RecountOrder("operator-1", "核对", world.clock())
    order_recount(CITY, order, world.deps)
    found, month = counting_now(world.deps), month_in(CITY, NOVEMBER, world.deps)
    assert found is not None
    assert month is not None
    put_month(replace(month, until=world.clock()), world.deps)

    assert recounting.begun_recount(CITY, found, world.deps) is None


def test_a_recount_tells_what_differs_and_puts_it_right() -> None:
    world = World()
    closed_case(world)
    counted_on(world)
    month = month_in(CITY, NOVEMBER, world.deps)
    assert month is not None
    month.rows[REPORT]["granted"] += 7
    put_month(month, world.deps)

    order_recount(CITY, RecountOrder("operator-1", "核对季度数", world.clock()), world.deps)
    counted_on(world)

    found = checked_of(CITY, world.deps)
    assert found is not None
    assert found.differences == ((NOVEMBER, REPORT, "granted", 8, 1),)
    assert found.order.by == "operator-1"
    assert kept(world) == recounted(world)


def test_a_recount_ordered_twice_is_one() -> None:
    world = World()
    counted_on(world)
    order_recount(CITY, RecountOrder("operator-1", "核对", world.clock()), world.deps)
    again = order_recount(CITY, RecountOrder("operator-2", "也核对", world.clock()), world.deps)

    assert again.by == "operator-1"


@pytest.mark.slow
def test_no_row_of_a_recount_grows_with_the_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "SLICE", 1)
    world = World()
    counted_on(world)
    before = counting_now(world.deps)
    assert before is not None
    figures = Counter(dict.fromkeys(KEPT, 123_456))
    full = dict.fromkeys(
        ("case", *(f"an_item_with_a_long_code_{number:02d}" for number in range(13))), figures
    )
    for month in range(60):
        name = f"{2020 + month // 12}-{month % 12 + 1:02d}"
        put_month(CountedMonth(CITY, name, before.until, full), world.deps)
    for _ in range(3):
        closed_case(world)
    written: list[tuple[str, str, int]] = []

    class Weighed(FakeCaseStore):
        def __init__(self) -> None:
            self.__dict__.update(vars(world.store))

        def put(self, record: Record) -> Record:
            if record.kind.startswith("recount"):
                written.append((record.kind, record.key, len(json.dumps(dict(record.body)))))
            return super().put(record)

    world.deps = replace(world.deps, store=Weighed())
    order_recount(CITY, RecountOrder("operator-1", "核对", world.clock()), world.deps)
    counted_on(world)

    assert max(size for *_, size in written) < 20_000
    # What no slice adds to is written once.
    assert [key for _, key, _ in written].count("2020-01") == 1
    assert kept(world) == recounted(world)
