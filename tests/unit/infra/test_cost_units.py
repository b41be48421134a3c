import json
from pathlib import Path
from typing import Any

import infra.cost
from infra.cost.prices import BILLED, bill, price_list
from infra.cost.units import Index, indexes_of, read_units, size_of, write_units
from tests.support.each import each

TABLE: dict[str, Any] = json.loads((Path(infra.cost.__file__).parents[1] / "table.json").read_text())
DUE = Index("due", ("shard", "check_at"), frozenset({"pk", "sk", "shard", "check_at"}))


def row(**values: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in {"pk": "CASE#1", "sk": "CASE", **values}.items()}


@each(
    "value, size",
    [
        ({"S": "abc"}, 3),
        ({"S": "事"}, 3),
        ({"N": "7"}, 2),
        ({"N": "-1234"}, 3),
        ({"B": b"12345"}, 5),
        ({"M": {}}, 3),
        ({"M": {"k": {"S": "v"}}}, 6),
        ({"L": [{"S": "v"}]}, 5),
        ({"NULL": True}, 1),
    ],
)
def test_a_value_has_the_size_that_aws_documents(value: dict[str, Any], size: int) -> None:
    assert size_of({"name": value}) == len("name") + size


@each("sizes, units", [((0, 1), 1), ((0, 1024), 1), ((0, 1025), 2), ((3000, 10), 3)])
def test_a_write_is_billed_by_the_larger_of_before_and_after(sizes: tuple[int, int], units: int) -> None:
    assert write_units(*sizes) == units


def test_a_read_that_may_lag_costs_half() -> None:
    assert (read_units(4097, consistent=True), read_units(4097, consistent=False)) == (2, 1)
    assert read_units(0, consistent=False) == 0.5


@each(
    "before, after, units",
    [
        (None, row(), 0),
        (row(), row(shard="1", check_at="a"), 1),
        (row(shard="1", check_at="a"), row(shard="1", check_at="b"), 2),
        (row(shard="1", check_at="a"), row(), 1),
        (row(shard="1", check_at="a", body="x"), row(shard="1", check_at="a", body="y"), 0),
    ],
)
def test_an_index_is_billed_where_its_entry_comes_goes_or_moves(before: Any, after: Any, units: int) -> None:
    assert DUE.write_units(before, after) == units


def test_the_indexes_are_those_of_the_table() -> None:
    found = {index.name: index for index in indexes_of(TABLE)}

    assert found["due"] == DUE
    assert {"history", "applicant", "view", "attention", "office"} < set(found)


def test_every_price_is_dated_and_has_its_source_and_what_is_unknown_holds_no_number() -> None:
    prices = price_list()

    assert prices["aws"]["as_of"].isoformat() >= "2026-11-26"
    assert all(prices["aws"][name]["source"].startswith("https://") for name in BILLED)
    assert prices["aws-cn"] == {"region": "cn-north-1", "currency": "CNY", "unverified": "待核定"}
    assert bill(dict.fromkeys(BILLED, 1_000_000))["transitions"] == 25.0
