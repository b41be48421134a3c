"""Lists of items of the SQLite store: each starts at its cursor in an index."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from heapq import merge
from itertools import islice

from functions.adapters.case_store.query import attentions, cities_asked, period, scope, wants, watched
from functions.adapters.codec import decode
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import ItemQuery
from functions.ports.page import Page, page_of

OF_OFFICE = "SELECT since, body, case_id, code FROM items WHERE office = ? AND since > ? ORDER BY since"
_WAITING = "SELECT todo_by, body, case_id, code FROM items WHERE todo = ? AND todo_by > ? ORDER BY todo_by"
_FINISHED = (
    "SELECT finished_at, body, case_id, code FROM items "
    "WHERE finished = ? AND finished_at >= ? AND finished_at < ? ORDER BY finished_at DESC"
)
IN_ATTENTION = "SELECT since, body, case_id, code FROM items WHERE attention = ? AND since > ? ORDER BY since"


def items_found(
    connection: sqlite3.Connection, query: ItemQuery, *, limit: int, cursor: str | None
) -> Page[CaseItem]:
    """All cities at once, for who has waited longest comes first wherever that is."""
    if query.finished:
        return _finished(connection, query, limit, cursor)
    (after,) = read_cursor(scope(query), cursor, str) or ("",)
    # Closed, for an open cursor would keep its connection at this moment's snapshot.
    with ExitStack() as stack:
        walks = [stack.enter_context(closing(walk)) for walk in _walks(connection, query, after)]
        found = list(islice(_read(merge(*walks), query), limit + 1))
    return page_of(found, limit, lambda since: write_cursor(scope(query), (since,)))


def _finished(
    connection: sqlite3.Connection, query: ItemQuery, limit: int, cursor: str | None
) -> Page[CaseItem]:
    first, end = period(query)
    (before,) = read_cursor(scope(query), cursor, str) or (end,)
    with closing(connection.execute(_FINISHED, (query.office, first, before))) as walk:
        found = list(islice(_read(walk, query), limit + 1))
    return page_of(found, limit, lambda place: write_cursor(scope(query), (place,)))


def _read(
    rows: Iterable[tuple[str, str, str, str]], query: ItemQuery
) -> Iterator[tuple[str, CaseItem | str]]:
    """The items that are wanted, with their place; of one that cannot be read its case's id and its code."""
    for place, body, case_id, code in rows:
        try:
            item = decode(CaseItem, body)
        except RecordUnreadable:
            yield place, f"{case_id}/{code}"
            continue
        if wants(query, item):
            yield place, item


def _walks(connection: sqlite3.Connection, query: ItemQuery, after: str) -> Iterator[sqlite3.Cursor]:
    if query.office is not None:
        yield connection.execute(OF_OFFICE, (query.office, after))
        return
    for city in cities_asked(query):
        if query.waiting:
            yield connection.execute(_WAITING, (city, after))
            continue
        for needed in attentions(query):
            yield connection.execute(IN_ATTENTION, (watched(needed, city), after))
