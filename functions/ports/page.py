"""A page of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_T = TypeVar("_T", covariant=True)
_Entry = TypeVar("_Entry")
_Place = TypeVar("_Place")


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """One page of a list; `cursor` is opaque and None at the end. `unreadable`: ids of what is in it and cannot be read."""

    entries: tuple[_T, ...]
    cursor: str | None = None
    unreadable: tuple[str, ...] = ()


def page_of(
    found: Sequence[tuple[_Place, _Entry | str]], limit: int, cursor: Callable[[_Place], str]
) -> Page[_Entry]:
    """Of what was found, read one entry ahead so that a cursor is given only if something follows. An entry that cannot be
    read is its id.
    """
    kept = [one for _, one in found[:limit]]
    return Page(
        tuple(one for one in kept if not isinstance(one, str)),
        cursor(found[limit - 1][0]) if len(found) > limit else None,
        tuple(one for one in kept if isinstance(one, str)),
    )


def ids_of(found: Sequence[tuple[_Place, str]], limit: int, cursor: Callable[[_Place], str]) -> Page[str]:
    """The same of a list of ids, of which nothing has to be read."""
    return Page(
        tuple(one for _, one in found[:limit]),
        cursor(found[limit - 1][0]) if len(found) > limit else None,
    )
