"""A page of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)
Entry = TypeVar("Entry")
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `cursor` is opaque and None at the end. `unreadable`: ids of what is in it and cannot be read."""

    entries: tuple[T, ...]
    cursor: str | None = None
    unreadable: tuple[str, ...] = ()


def page_of(
    found: Sequence[tuple[Place, Entry | str]], limit: int, cursor: Callable[[Place], str]
) -> Page[Entry]:
    """Of what was found, read one entry ahead so that a cursor is given only if something follows. An entry that cannot be
    read is its id.
    """
    kept = [one for _, one in found[:limit]]
    return Page(
        tuple(one for one in kept if not isinstance(one, str)),
        cursor(found[limit - 1][0]) if len(found) > limit else None,
        tuple(one for one in kept if isinstance(one, str)),
    )


def ids_of(found: Sequence[tuple[Place, str]], limit: int, cursor: Callable[[Place], str]) -> Page[str]:
    """The same of a list of ids, of which nothing has to be read."""
    return Page(
        tuple(one for _, one in found[:limit]),
        cursor(found[limit - 1][0]) if len(found) > limit else None,
    )
