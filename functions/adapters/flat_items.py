"""An item as its row holds it: flat, as it was before its fields were grouped by tenant. Nothing stored changes with them."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields, is_dataclass, make_dataclass
from operator import itemgetter
from typing import Any, get_type_hints

from functions.domain.case.item import CaseItem
from functions.domain.values import made

GROUPS: Mapping[str, type[Any]] = {
    name: kind
    for name, kind in get_type_hints(CaseItem).items()
    if isinstance(kind, type) and is_dataclass(kind)
}
# Where the name in the row is not the field's.
_STORED = {
    # Words that the packer knows (packing.py): they stand in the rows of a straight case, which must not grow for them.
    ("dispatch", "sent_ms"): "place",
    ("dispatch", "sent_status"): "checks",
    ("clock", "steps"): "clock",
    ("clock", "words"): "clock_words",
    ("withdrawal", "at"): "withdrawal_at",
    ("withdrawal", "sent"): "withdrawal_sent",
    ("withdrawal", "not_before"): "withdrawal_not_before",
    ("withdrawal", "restored"): "withdrawal_restored",
    ("contest", "at"): "contested_at",
    ("contest", "decision"): "contested_decision",
    ("files", "owed"): "files_owed",
    ("files", "shipped"): "files_shipped",
    ("files", "not_before"): "files_not_before",
}
# Of each group its fields, and the names that they have in the row.
NAMES: Mapping[str, tuple[tuple[str, str], ...]] = {
    group: tuple((one.name, _STORED.get((group, one.name), one.name)) for one in fields(kind))
    for group, kind in GROUPS.items()
}
ALONE = tuple(one.name for one in fields(CaseItem) if one.name not in GROUPS)


def _field(one: Field[Any], name: str, kind: Any) -> tuple[str, Any, Any]:
    return name, kind, field() if one.default is MISSING else field(default=one.default)


def _flat_fields() -> list[tuple[str, Any, Any]]:
    found = _fields_of(CaseItem, {name: name for name in ALONE})
    for group, kind in GROUPS.items():
        found += _fields_of(kind, dict(NAMES[group]))
    return found


def _fields_of(kind: type[Any], stored: Mapping[str, str]) -> list[tuple[str, Any, Any]]:
    hints = get_type_hints(kind)
    return [_field(one, stored[one.name], hints[one.name]) for one in fields(kind) if one.name in stored]


FlatItem: type[Any] = make_dataclass("FlatItem", _flat_fields())


def _reader(group: str) -> Callable[[Mapping[str, Any]], Any]:
    """Reads a group of a flat row. Most rows have most groups at their default, and share that one value."""
    kind, default = GROUPS[group], GROUPS[group]()
    names, stored = zip(*NAMES[group], strict=True)
    values_of, default_values = itemgetter(*stored), tuple(vars(default).values())

    def read(row: Mapping[str, Any]) -> Any:
        values = values_of(row)
        return default if values == default_values else made(kind, dict(zip(names, values, strict=True)))

    return read


_READERS = tuple((group, _reader(group)) for group in GROUPS)


def flat(item: CaseItem) -> Any:
    values = dict(vars(item))
    for group, names in NAMES.items():
        part = vars(values.pop(group))
        for name, stored in names:
            values[stored] = part[name]
    return made(FlatItem, values)


def grouped(row: Any) -> CaseItem:
    values = vars(row)
    whole = {name: values[name] for name in ALONE}
    for group, read in _READERS:
        whole[group] = read(values)
    return made(CaseItem, whole)
