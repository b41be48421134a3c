"""Lists of items of the SQLite store: each starts at its cursor in an index."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from functions.adapters.case_store.query import attentions, cities_asked, period, scope, wants, watched
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.item import CaseItem
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import ItemQuery
from functions.ports.page import Page, page_of
from infra.embedded.case_store.at_once import Row, batches_behind, rows_at_once
from infra.embedded.case_store.checksum import decoded_once


def _of_lists(named: str, place: str) -> str:
    """Of each list its first items, and of those the first: however many lists are asked, it is one question."""
    return f"""
WITH found AS MATERIALIZED (
    SELECT {place} AS place, case_id, code FROM json_each(?1) AS list CROSS JOIN items
    WHERE (case_id, code) IN (
        SELECT case_id, code FROM items WHERE {named} = list.value AND {place} > ?2 ORDER BY {place} LIMIT ?3
    )
)
SELECT place, case_id, code, body FROM (SELECT * FROM found ORDER BY place LIMIT ?3)
CROSS JOIN items USING (case_id, code)
"""


WAITING_AT_DESKS, IN_ATTENTION = (
    _of_lists(named, place) for named, place in (("todo", "todo_by"), ("attention", "since"))
)
# An office's is one, and a department's page asks hundreds of them.
OF_OFFICE = """
SELECT since AS place, case_id, code, body FROM items WHERE office = ?1 AND since > ?2 ORDER BY since LIMIT ?3
"""
FINISHED = """
SELECT finished_at AS place, case_id, code, body FROM items
WHERE finished = ?1 AND finished_at >= ?2 AND finished_at < ?3 ORDER BY finished_at DESC LIMIT ?4
"""
_COLUMNS = ("place", "case_id", "code", "body")


def items_found(
    connection: sqlite3.Connection, query: ItemQuery, *, limit: int, cursor: str | None
) -> Page[CaseItem]:
    """All cities at once, for who has waited longest comes first wherever that is."""
    first, end = period(query)
    (after,) = read_cursor(scope(query), cursor, str) or (end if query.finished else "",)

    def read(place: str) -> list[Row]:
        if query.finished:
            return rows_at_once(connection, FINISHED, _COLUMNS, (query.office, first, place, limit + 1))
        if query.office is not None:
            return rows_at_once(connection, OF_OFFICE, _COLUMNS, (query.office, place, limit + 1))
        statement, asked = _asked(query)
        return rows_at_once(connection, statement, _COLUMNS, (json.dumps(asked), place, limit + 1))

    found = list(islice(_read(batches_behind(read, after, limit + 1), query), limit + 1))
    return page_of(found, limit, lambda place: write_cursor(scope(query), (place,)))


def _asked(query: ItemQuery) -> tuple[str, Sequence[str]]:
    """The statement over lists of cities, and which of them it is asked for."""
    cities = cities_asked(query)
    if query.waiting:
        return WAITING_AT_DESKS, cities
    return IN_ATTENTION, [watched(needed, city) for city in cities for needed in attentions(query)]


def _read(rows: Iterable[Row], query: ItemQuery) -> Iterator[tuple[str, CaseItem | str]]:
    """The items that are wanted, with their place; of one that cannot be read its case's id and its code."""
    for place, case_id, code, body in rows:
        try:
            item = decoded_once(CaseItem, body)
        except RecordUnreadable:
            yield place, f"{case_id}/{code}"
            continue
        if wants(query, item):
            yield place, item
