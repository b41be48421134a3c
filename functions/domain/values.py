"""Copies of frozen values."""

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

V = TypeVar("V")

if TYPE_CHECKING:
    # Of this one only mypy checks the names and the types of what is replaced.
    from dataclasses import replace as replace
else:

    def replace(value: V, /, **changes: Any) -> V:
        """As dataclasses.replace, in a tenth of the time for a value without slots: an item has fifty fields and is copied
        at every step. Raises TypeError for a field that there is none of.
        """
        fields = getattr(value, "__dict__", None)
        if fields is None:
            return dataclasses.replace(value, **changes)
        if not changes.keys() <= fields.keys():
            raise TypeError(f"{type(value).__name__} has no {sorted(changes.keys() - fields.keys())}")
        copy = object.__new__(type(value))
        object.__setattr__(copy, "__dict__", fields | changes)
        return copy
