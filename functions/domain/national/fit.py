"""A row held to its table's columns: what a receiver would refuse is left out and named, never cut or made up."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from functions.domain.national.export import Row
from schemas.national.columns import Column

_CODE = re.compile(r"[0-9A-Z]+")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_MOST_INT = 2**31 - 1

# May be empty, but is so for want of a confirmed code or number, not because there is no such thing.
_UNCONFIRMED = frozenset({"task_handle_item", "contact_type", "local_theme_no"})


def fitted(row: Row, columns: tuple[Column, ...]) -> Row:
    """Every column in its order, then what is ours. `unfit`: columns whose value did not fit; `pending`: columns that ask for
    a value and have none (待核定, or not there yet, or masked).
    """
    unfit = [one.name for one in columns if row.get(one.name) is not None and not fits(row[one.name], one)]
    theirs = {one.name: None if one.name in unfit else row.get(one.name) for one in columns}
    ours = {name: value for name, value in row.items() if name not in theirs}
    pending = sorted(_pending({**theirs, **ours}, columns))
    return {**theirs, **ours, "pending": pending, "unfit": sorted(unfit)}


def fits(value: Any, column: Column) -> bool:
    if column.kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_INT
    if not isinstance(value, str):
        return False
    if column.kind == "datetime":
        return _is_time(value)
    if column.is_code and not _CODE.fullmatch(value):
        return False
    return len(value) <= column.size


def _is_time(value: str) -> bool:
    if not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _pending(row: Mapping[str, Any], columns: tuple[Column, ...]) -> Iterator[str]:
    asked = _UNCONFIRMED | {one.name for one in columns if one.required}
    return (name for name, value in row.items() if value is None and name in asked)
