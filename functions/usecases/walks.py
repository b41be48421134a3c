"""A walk through all pages of one list; and one page out of several lists, one after the other, whose cursor says which
list, and where in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from functions.domain.case.case import Event
from functions.domain.errors import RecordUnreadable
from functions.domain.refusals import BadCursor
from functions.ports.case_store import CaseStore
from functions.ports.deps import AtOnce
from functions.ports.page import Page

_T = TypeVar("_T")
_Entry = TypeVar("_Entry")

# A page may come out short, with a cursor, rather than cost a walk through everything that others see.
MOST_READ = 500
# How many lists are begun together, doubled each time: staff of the whole province have 206, which are six rounds.
LEAST_AT_ONCE = 5

# Of a case's history at a time.
_EVENTS = 200

Read = Callable[[str, int, str | None], Page[_T]]


def if_readable(read: Callable[..., _T], *given: Any) -> _T | None:
    """None: it cannot be read."""
    with suppress(RecordUnreadable):
        return read(*given)
    return None


def each_readable(
    entries: Iterable[_Entry], read: Callable[[_Entry], _T], *, name: Callable[[_Entry], str], at_once: AtOnce
) -> tuple[tuple[_T, ...], tuple[str, ...]]:
    """What is read of each, in their order, and the names of those that cannot be read: they keep no other back."""
    given = tuple(entries)
    found = at_once([partial(_or_none, read, one) for one in given])
    lost = tuple(name(one) for one, kept in zip(given, found, strict=True) if kept is None)
    return tuple(kept[0] for kept in found if kept), lost


def _or_none(read: Callable[[_Entry], _T], entry: _Entry) -> tuple[_T] | None:
    return if_readable(lambda: (read(entry),))


def pages(read: Callable[[str | None], Page[_T]]) -> Iterator[Page[_T]]:
    """`read(cursor)` gives the page there; the next one is asked for once this one has been seen."""
    cursor: str | None = None
    while True:
        page = read(cursor)
        yield page
        cursor = page.cursor
        if cursor is None:
            return


def every(read: Callable[[str | None], Page[_T]]) -> Iterator[_T]:
    for page in pages(read):
        yield from page.entries


def event_pages(store: CaseStore, case_id: str) -> Iterator[Page[Event]]:
    return pages(lambda cursor: store.events(case_id, limit=_EVENTS, cursor=cursor))


def every_event(store: CaseStore, case_id: str) -> Iterator[Event]:
    """Raises RecordUnreadable if one of them cannot be read: what is made of a history is made of all of it."""
    for page in event_pages(store, case_id):
        if page.unreadable:
            raise RecordUnreadable
        yield from page.entries


def list_by_list(
    lists: Sequence[str],
    read: Read[_T],
    *,
    wanted: Callable[[_T], bool],
    limit: int,
    cursor: str | None,
    at_once: AtOnce,
) -> Page[_T]:
    """`read(name, limit, cursor)` gives a page of one list, and makes nothing at once itself: threads that wait for
    each other's threads would wait for ever. What cannot be read counts as well, or whoever asks for ten would be
    told of thousands. Raises BadCursor.
    """
    place, inner = _position(cursor, lists)
    found: list[_T] = []
    damaged: list[str] = []
    seen = 0
    begun = _begun(lists[place:], read, inner, limit, at_once)
    for name in lists[place:]:
        first: Page[_T] | None = next(begun)
        while True:
            room = limit - len(found) - len(damaged)
            fits = first and len(first.entries) + len(first.unreadable) <= room
            page = first if first and fits else read(name, room, inner)
            first = None
            seen += len(page.entries)
            damaged += page.unreadable
            found += (entry for entry in page.entries if wanted(entry))
            inner = page.cursor
            full = len(found) + len(damaged) >= limit or seen >= MOST_READ
            if inner and full:
                return Page(tuple(found), f"{name}~{inner}", tuple(damaged))
            if inner is None:
                break
        if full and name != lists[-1]:
            return Page(tuple(found), f"{lists[lists.index(name) + 1]}~", tuple(damaged))
    return Page(tuple(found), None, tuple(damaged))


def _begun(
    lists: Sequence[str], read: Read[_T], inner: str | None, limit: int, at_once: AtOnce
) -> Iterator[Page[_T]]:
    """The first page of each, asked for as they are wanted: few rounds where most are empty, little in vain where they are
    full. `inner`: where the first one goes on.
    """
    calls = [partial(read, name, limit, None if place else inner) for place, name in enumerate(lists)]
    width = LEAST_AT_ONCE
    while calls:
        yield from at_once(calls[:width])
        calls, width = calls[width:], width * 2


def _position(cursor: str | None, lists: Sequence[str]) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    name, mark, inner = cursor.partition("~")
    if not mark or name not in lists:
        raise BadCursor
    return lists.index(name), inner or None
