"""What a release does to the table's indexes, one at a time: CloudFormation makes or removes one global index in an update,
and does not wait until it can be read. An index that is to come comes first and alone, by the template that stands; one that
is to go goes last. Why: docs/runbook.md, Indexes.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

_TABLE = "Table"
_GLOBAL = "GlobalSecondaryIndexes"
# Of an index, what DynamoDB never changes.
_FIXED = ("KeySchema", "Projection")

_Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IndexStep:
    """The template of a change that makes or removes this index and nothing else."""

    index: str
    template: _Node


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """`main`: the release, still with those indexes that go after it."""

    before: tuple[IndexStep, ...]
    main: _Node
    after: tuple[IndexStep, ...]


def plan_indexes(standing: _Node | None, wanted: _Node) -> IndexPlan:
    """`standing`: None where nothing stands yet, or where the table is to be another one: it has all its indexes at once."""
    if standing is None:
        return IndexPlan((), wanted, ())
    there, then = _globals(standing), _globals(wanted)
    new, old = [name for name in then if name not in there], [name for name in there if name not in then]
    types = _types(standing) | _types(wanted)

    def at(template: _Node, indexes: Iterable[_Node]) -> _Node:
        return _with_indexes(template, list(indexes), types)

    def left(number: int) -> list[_Node]:
        return [*then.values(), *(there[name] for name in old[number:])]

    before = (
        IndexStep(name, at(standing, [*there.values(), *(then[one] for one in new[:number])]))
        for number, name in enumerate(new, 1)
    )
    # The last one leaves the release as it was packed.
    after = (
        IndexStep(name, at(wanted, left(number)) if number < len(old) else wanted)
        for number, name in enumerate(old, 1)
    )
    return IndexPlan(tuple(before), at(wanted, left(0)) if old else wanted, tuple(after))


def index_faults(standing: _Node, wanted: _Node) -> Iterator[str]:
    """Indexes that would be others by the same name, which DynamoDB refuses."""
    there = _globals(standing)
    for name, index in _globals(wanted).items():
        if name in there and any(there[name].get(part) != index.get(part) for part in _FIXED):
            yield f"the index {name} is another one than the one that stands: DynamoDB changes none, give it a new name"


def table_faults(standing: _Node, wanted: _Node) -> Iterator[str]:
    """What could only be had of a new, empty table. A change set says of some of it that the table is perhaps replaced."""
    was, then = _properties(standing), _properties(wanted)
    for part, words in (("KeySchema", "its keys"), ("LocalSecondaryIndexes", "its local indexes")):
        if was and then and was.get(part) != then.get(part):
            yield f"the table would be another one: {words} ({part}) are fixed when it is made"
    types = _types(standing)
    for name, kind in _types(wanted).items():
        if types.get(name, kind) != kind:
            yield f"the table would be another one: {name} is {types[name]} there, and {kind} here"


def missing_indexes(there: Iterable[str], wanted: _Node) -> list[tuple[_Node, list[_Node]]]:
    """Of a table that is not the stack's: each that it lacks, with the attributes that its keys are made of."""
    types = _types(wanted)
    lacking = [index for name, index in _globals(wanted).items() if name not in there]
    return [(index, [_attribute(name, types) for name in _keys(index)]) for index in lacking]


def _properties(template: _Node) -> _Node:
    found: _Node = template["Resources"].get(_TABLE, {}).get("Properties", {})
    return found


def _globals(template: _Node) -> dict[str, _Node]:
    return {one["IndexName"]: one for one in _properties(template).get(_GLOBAL, ())}


def _types(template: _Node) -> dict[str, str]:
    given = _properties(template).get("AttributeDefinitions", ())
    return {one["AttributeName"]: one["AttributeType"] for one in given}


def _keys(described: _Node) -> list[str]:
    return [key["AttributeName"] for key in described.get("KeySchema", ())]


def _attribute(name: str, types: dict[str, str]) -> _Node:
    return {"AttributeName": name, "AttributeType": types[name]}


def _with_indexes(template: _Node, indexes: list[_Node], types: dict[str, str]) -> _Node:
    """And the attributes that keys are made of, no other: DynamoDB refuses one that is none's."""
    made = deepcopy(template)
    table = made["Resources"][_TABLE]["Properties"]
    used = {name for one in (table, *table.get("LocalSecondaryIndexes", ()), *indexes) for name in _keys(one)}
    table["AttributeDefinitions"] = [_attribute(name, types) for name in types if name in used]
    table[_GLOBAL] = indexes
    return made
