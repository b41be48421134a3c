"""The lists of the SQLite store: each starts at its cursor in an index and reads no further than its page."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice

from functions.adapters.case_store.query import cities_asked, scope, start_key
from functions.adapters.codec import decode, stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.case import Case, Event
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import CaseQuery
from functions.ports.page import Page, ids_of, page_of

_EVENTS = "SELECT body, at_key FROM events WHERE case_id = ? AND at_key > ? ORDER BY at_key LIMIT ?"
OF_APPLICANT = "SELECT body, opened, id FROM cases WHERE applicant = ? AND opened < ? ORDER BY opened DESC"
# As a compound of its own, so that the two indexes are merged and not sorted.
OF_CITY = """
SELECT body, opened, id FROM cases WHERE city = ?1 AND status = 'open' AND opened < ?2
UNION ALL SELECT body, opened, id FROM cases WHERE city = ?1 AND status = 'closed' AND opened < ?2
ORDER BY opened DESC
"""
OF_CITY_IN_STATUS = (
    "SELECT body, opened, id FROM cases WHERE city = ? AND status = ? AND opened < ? ORDER BY opened DESC"
)
OF_COUNTY = OF_CITY.replace("city =", "county =")
OF_COUNTY_IN_STATUS = OF_CITY_IN_STATUS.replace("city =", "county =")
_SETTLED = "SELECT id, settled FROM cases WHERE {place} = ? AND settled > ? ORDER BY settled LIMIT ?"
# Each half stops at its own limit: the sweep of a full backlog reads a page and not the backlog.
_DUE = """
SELECT * FROM (SELECT check_at, id AS case_id FROM cases
               WHERE check_at <= ?1 AND (check_at, id) > (?2, ?3) ORDER BY check_at, id LIMIT ?4)
UNION
SELECT * FROM (SELECT DISTINCT check_at, case_id FROM items
               WHERE check_at <= ?1 AND (check_at, case_id) > (?2, ?3) ORDER BY check_at, case_id LIMIT ?4)
ORDER BY check_at, case_id LIMIT ?4
"""


def events(connection: sqlite3.Connection, case_id: str, *, limit: int, cursor: str | None) -> Page[Event]:
    (after,) = read_cursor(f"events#{case_id}", cursor, str) or ("",)
    rows = connection.execute(_EVENTS, (case_id, after, limit + 1)).fetchall()
    found = [(place, _event(body, place)) for body, place in rows]
    return page_of(found, limit, lambda place: write_cursor(f"events#{case_id}", (place,)))


def _event(body: str, place: str) -> Event | str:
    """Of one that cannot be read its key."""
    try:
        return decode(Event, body)
    except RecordUnreadable:
        return place.partition("#")[2]


def cases(connection: sqlite3.Connection, query: CaseQuery, *, limit: int, cursor: str | None) -> Page[Case]:
    """City by city; an applicant's own list is one walk."""
    position = read_cursor(scope(query), cursor, int, str) or (0, start_key(query))
    walks: tuple[str, ...] = ("",) if query.applicant is not None else cities_asked(query)
    found: list[tuple[tuple[int, str], Case | str]] = []
    for number in range(position[0], len(walks)):
        after = position[1] if number == position[0] else start_key(query)
        # Closed, for an open cursor would keep its connection at this moment's snapshot.
        with closing(_walk(connection, query, walks[number], after)) as walk:
            wanted = (((number, place), case) for place, case in _read(walk, query))
            found += islice(wanted, limit + 1 - len(found))
        if len(found) > limit:
            break
    return page_of(found, limit, lambda place: write_cursor(scope(query), place))


def _read(walk: sqlite3.Cursor, query: CaseQuery) -> Iterator[tuple[str, Case | str]]:
    """The cases that match, with their place; of one that cannot be read its id."""
    for body, place, case_id in walk:
        try:
            case = decode(Case, body)
        except RecordUnreadable:
            yield place, case_id
            continue
        if query.matches(case):
            yield place, case


def _walk(connection: sqlite3.Connection, query: CaseQuery, city: str, after: str) -> sqlite3.Cursor:
    if query.applicant is not None:
        return connection.execute(_ordered(OF_APPLICANT, query), (query.applicant, after))
    place = query.county or city
    if query.status is None:
        return connection.execute(_ordered(OF_COUNTY if query.county else OF_CITY, query), (place, after))
    statement = OF_COUNTY_IN_STATUS if query.county else OF_CITY_IN_STATUS
    return connection.execute(_ordered(statement, query), (place, query.status.value, after))


def _ordered(statement: str, query: CaseQuery) -> str:
    """The same index, from its other end."""
    if not query.oldest_first:
        return statement
    return statement.replace("opened <", "opened >").replace("opened DESC", "opened")


def settled_cases(
    connection: sqlite3.Connection, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None
) -> Page[str]:
    of, nothing = f"settled{scope(query)}", f"{stamp(since)}~"
    start, after = read_cursor(of, cursor, int, str) or (0, nothing)
    statement = _SETTLED.format(place="county" if query.county else "city")
    found: list[tuple[tuple[int, str], str]] = []
    for number, city in enumerate(cities_asked(query)[start:], start):
        rows = connection.execute(statement, (query.county or city, after, limit + 1 - len(found)))
        found += (((number, place), case_id) for case_id, place in rows.fetchall())
        if len(found) > limit:
            break
        after = nothing
    return ids_of(found, limit, lambda place: write_cursor(of, place))


def due(connection: sqlite3.Connection, now: datetime, *, limit: int, cursor: str | None) -> Page[str]:
    """A case may be found more than once, by its items: read on until the page has its number of different ones."""
    place = read_cursor("due", cursor, str, str) or ("", "")
    found: dict[str, str] = {}
    last = None
    while batch := connection.execute(_DUE, (stamp(now), *place, limit + 1)).fetchall():
        for check_at, case_id in batch:
            if len(found) == limit and case_id not in found:
                return Page(tuple(found), last)
            place = (check_at, case_id)
            found[case_id] = last = write_cursor("due", place)
    return Page(tuple(found))
