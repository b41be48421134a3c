"""Reads the fields of one object of a definition strictly: what nobody asked for is refused."""

from collections.abc import Mapping
from typing import Any, TypeVar

_T = TypeVar("_T")


class UnsupportedDefinition(Exception):
    """The definition uses something this runner does not interpret: it must not run as something else."""

    def __init__(self, state: str, field: str, why: str) -> None:
        super().__init__(f"state {state}, field {field}: {why}")


class StateFields:
    """One object; `state` is the state it belongs to, `within` its own path inside that state."""

    def __init__(self, given: Any, *, state: str, within: str = "") -> None:
        self.state = state
        self._within = within
        if not isinstance(given, Mapping):
            raise self.unsupported("", "an object is expected")
        self._rest = dict(given)

    def unsupported(self, field: str, why: str) -> UnsupportedDefinition:
        path = ".".join(part for part in (self._within, field) if part)
        return UnsupportedDefinition(self.state, path or "(whole)", why)

    def __contains__(self, field: str) -> bool:
        return field in self._rest

    def take(self, field: str, kind: type[_T]) -> _T:
        if field not in self._rest:
            raise self.unsupported(field, "missing")
        return self._checked(field, self._rest.pop(field), kind)

    def optional(self, field: str, kind: type[_T], default: _T) -> _T:
        return self.take(field, kind) if field in self._rest else default

    def any(self, field: str) -> Any:
        if field not in self._rest:
            raise self.unsupported(field, "missing")
        return self._rest.pop(field)

    def number(self, field: str, default: float, *, least: float) -> float:
        value = self._rest.pop(field, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < least:
            raise self.unsupported(field, f"a number of at least {least:g} is expected")
        return value

    def whole(self, field: str, default: int, *, least: int) -> int:
        value = self._rest.pop(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.unsupported(field, f"a whole number of at least {least} is expected")
        return value

    def literal(self, field: str, only: object) -> None:
        if self.any(field) != only:
            raise self.unsupported(field, f"only {only!r} is interpreted")

    def done(self) -> None:
        for field in self._rest:
            raise self.unsupported(field, "this field is not interpreted")

    def _checked(self, field: str, value: Any, kind: type[_T]) -> _T:
        if not isinstance(value, kind):
            raise self.unsupported(field, f"{kind.__name__} is expected")
        return value
