"""One page out of several lists, one after the other: a cursor says which list, and where in it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from functions.domain.refusals import BadCursor
from functions.ports import Page

T = TypeVar("T")

# A page may come out short, with a cursor, rather than cost a walk through everything that others see.
MOST_READ = 500

Read = Callable[[str, int, str | None], Page[T]]


def office_by_office(
    lists: Sequence[str], read: Read[T], *, wanted: Callable[[T], bool], limit: int, cursor: str | None
) -> Page[T]:
    """`read(name, limit, cursor)` gives a page of one list. Raises BadCursor."""
    place, inner = _position(cursor, lists)
    found: list[T] = []
    seen = 0
    for name in lists[place:]:
        while True:
            page = read(name, limit - len(found), inner)
            seen += len(page.entries)
            found += (entry for entry in page.entries if wanted(entry))
            inner = page.cursor
            if inner and (len(found) == limit or seen >= MOST_READ):
                return Page(tuple(found), f"{name}~{inner}")
            if inner is None:
                break
        if (len(found) == limit or seen >= MOST_READ) and name != lists[-1]:
            return Page(tuple(found), f"{lists[lists.index(name) + 1]}~")
    return Page(tuple(found))


def _position(cursor: str | None, lists: Sequence[str]) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    name, mark, inner = cursor.partition("~")
    if not mark or name not in lists:
        raise BadCursor
    return lists.index(name), inner or None
