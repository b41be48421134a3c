"""The longest chain of items that wait for each other (关键路径), in working days by official limits. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

# An item and the items it waits for, all of them among those counted.
Waits = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """A floor, for `uncounted` items have no official limit in working days."""

    items: tuple[str, ...]
    working_days: int
    uncounted: tuple[str, ...]


_NOTHING = CriticalPath(items=(), working_days=0, uncounted=())


def critical_path(waits: Waits, days: Callable[[str], int | None]) -> CriticalPath:
    """Chains are compared by known working days, then by length."""
    longest: dict[str, CriticalPath] = {}
    for code in in_order(waits):
        earlier = max((longest[before] for before in waits[code]), key=_weight, default=_NOTHING)
        longest[code] = _extended(earlier, code, days(code))
    return max(longest.values(), key=_weight, default=_NOTHING)


def sum_of(codes: Iterable[str], days: Callable[[str], int | None]) -> CriticalPath:
    """The same items one after the other: what they take without anybody joining them up."""
    total = _NOTHING
    for code in codes:
        total = _extended(total, code, days(code))
    return total


def in_order(waits: Waits) -> tuple[str, ...]:
    """A topological order; among items free at once, the order in which they stand."""
    return tuple(TopologicalSorter(waits).static_order())


def _extended(path: CriticalPath, code: str, days: int | None) -> CriticalPath:
    return CriticalPath(
        items=(*path.items, code),
        working_days=path.working_days + (days or 0),
        uncounted=path.uncounted if days is not None else (*path.uncounted, code),
    )


def _weight(path: CriticalPath) -> tuple[int, int]:
    return path.working_days, len(path.items)
