"""What DynamoDB bills, by its documented rules: sizes of rows, write units with those of the indexes, read units."""

import base64
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WRITE_BYTES = 1024
READ_BYTES = 4096
CONTAINER_BYTES = 3

UnitRow = Mapping[str, Any]


def size_of(row: UnitRow | None) -> int:
    """Names and values in UTF-8; a number takes about half a byte a digit; a container three bytes and one an entry."""
    return sum(len(name.encode()) + _value(value) for name, value in (row or {}).items())


def _value(value: Any) -> int:
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "B":
            return len(held) if isinstance(held, bytes) else len(base64.b64decode(held))
        case "N":
            return math.ceil(len(str(held).strip("-.")) / 2) + 1
        case "M":
            return CONTAINER_BYTES + sum(1 + len(name.encode()) + _value(one) for name, one in held.items())
        case "L":
            return CONTAINER_BYTES + sum(1 + _value(one) for one in held)
        case _:
            return 1


def write_units(*sizes: int) -> int:
    """Of the larger of the row before and the row after; a write of nothing takes one too."""
    return max(1, math.ceil(max(sizes, default=0) / WRITE_BYTES))


def read_units(size: int, *, consistent: bool) -> float:
    units = max(1, math.ceil(size / READ_BYTES))
    return units if consistent else units / 2


@dataclass(frozen=True, slots=True)
class Index:
    """`kept`: the attributes that its entries hold, the keys among them."""

    name: str
    keys: tuple[str, ...]
    kept: frozenset[str]

    def entry(self, row: UnitRow | None) -> UnitRow | None:
        """None: sparse, the row is not in it."""
        if row is None or any(key not in row for key in self.keys):
            return None
        return {name: value for name, value in row.items() if name in self.kept}

    def write_units(self, before: UnitRow | None, after: UnitRow | None) -> int:
        """Nothing if its entry stays; one write if it comes, goes or changes; two if it moves."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        moved = old and new and any(old[key] != new[key] for key in self.keys)
        if moved:
            return write_units(size_of(old)) + write_units(size_of(new))
        return write_units(size_of(old), size_of(new))


def indexes_of(table: Mapping[str, Any]) -> tuple[Index, ...]:
    """From the table as CloudFormation writes it (infra/table.json)."""
    main = _keys(table)
    found: Iterable[Any] = (
        *table.get("LocalSecondaryIndexes", ()),
        *table.get("GlobalSecondaryIndexes", ()),
    )
    return tuple(
        Index(one["IndexName"], _keys(one), frozenset((*main, *_keys(one), *_more(one)))) for one in found
    )


def _keys(described: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in described["KeySchema"])


def _more(index: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(index["Projection"].get("NonKeyAttributes", ()))
