"""The lists of the SQLite store: each starts at its cursor in an index and reads no further than its page."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice

from functions.adapters.case_store.query import cities_asked, scope, start_key, whole_moments
from functions.adapters.codec import stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.case import Case, Event
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import CaseQuery, NewsMark
from functions.ports.page import Page, ids_of, page_of
from infra.embedded.case_store.at_once import Row, batches_behind, rows_at_once
from infra.embedded.case_store.checksum import decode_row
from infra.embedded.case_store.rows import news_place

_EVENTS = "SELECT at_key, body FROM events WHERE case_id = ? AND at_key > ? ORDER BY at_key LIMIT ?"
_COLUMNS = ("opened", "id", "body")
OF_APPLICANT = (
    "SELECT opened, id, body FROM cases WHERE applicant = ?1 AND opened < ?2 ORDER BY opened DESC LIMIT ?3"
)
# As a compound of its own, so that the two indexes are merged and not sorted.
OF_CITY = """
SELECT opened, id, body FROM cases WHERE city = ?1 AND status = 'open' AND opened < ?2
UNION ALL SELECT opened, id, body FROM cases WHERE city = ?1 AND status = 'closed' AND opened < ?2
ORDER BY opened DESC LIMIT ?3
"""
OF_CITY_IN_STATUS = """
SELECT opened, id, body FROM cases WHERE city = ?1 AND status = ?4 AND opened < ?2 ORDER BY opened DESC LIMIT ?3
"""
OF_COUNTY = OF_CITY.replace("city =", "county =")
OF_COUNTY_IN_STATUS = OF_CITY_IN_STATUS.replace("city =", "county =")
# Both keep to an index: no row is read.
COUNT_IN_CITIES = """
SELECT count(*) FROM (
    SELECT 1 FROM json_each(?1) AS place CROSS JOIN cases WHERE city = place.value LIMIT ?2
)
"""
COUNT_IN_CITIES_AND_STATUS = COUNT_IN_CITIES.replace("LIMIT", "AND status = ?3 LIMIT")
COUNT_IN_COUNTIES, COUNT_IN_COUNTIES_AND_STATUS = (
    one.replace("city =", "county =") for one in (COUNT_IN_CITIES, COUNT_IN_CITIES_AND_STATUS)
)
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


_NEWS = "SELECT check_at, case_id, code FROM items WHERE check_at > ? AND check_at <= ? ORDER BY check_at, case_id"


def events(connection: sqlite3.Connection, case_id: str, *, limit: int, cursor: str | None) -> Page[Event]:
    (after,) = read_cursor(f"events#{case_id}", cursor, str) or ("",)
    rows = rows_at_once(connection, _EVENTS, ("at_key", "body"), (case_id, after, limit + 1))
    found = [(place, _event(body, place)) for place, body in rows]
    return page_of(found, limit, lambda place: write_cursor(f"events#{case_id}", (place,)))


def _event(body: str, place: str) -> Event | str:
    """Of one that cannot be read its key."""
    try:
        return decode_row(Event, body)
    except RecordUnreadable:
        return place.partition("#")[2]


def cases(connection: sqlite3.Connection, query: CaseQuery, *, limit: int, cursor: str | None) -> Page[Case]:
    """City by city; an applicant's own list is one walk."""
    position = read_cursor(scope(query), cursor, int, str) or (0, start_key(query))
    walks: tuple[str, ...] = ("",) if query.applicant is not None else cities_asked(query)
    found: list[tuple[tuple[int, str], Case | str]] = []
    for number in range(position[0], len(walks)):
        after = position[1] if number == position[0] else start_key(query)
        read = _reader(connection, query, walks[number], limit + 1)
        wanted = (
            ((number, place), case) for place, case in _read(batches_behind(read, after, limit + 1), query)
        )
        found += islice(wanted, limit + 1 - len(found))
        if len(found) > limit:
            break
    return page_of(found, limit, lambda place: write_cursor(scope(query), place))


def _read(rows: Iterable[Row], query: CaseQuery) -> Iterator[tuple[str, Case | str]]:
    """The cases that match, with their place; of one that cannot be read its id."""
    for place, case_id, body in rows:
        try:
            case = decode_row(Case, body)
        except RecordUnreadable:
            yield place, case_id
            continue
        if query.matches(case):
            yield place, case


def _reader(
    connection: sqlite3.Connection, query: CaseQuery, city: str, limit: int
) -> Callable[[str], list[Row]]:
    """What reads `limit` cases of the walk behind a place."""
    whose = query.applicant if query.applicant is not None else query.county or city
    statement = _ordered(_statement(query), query)
    status = (query.status.value,) if query.status and query.applicant is None else ()
    return lambda after: rows_at_once(connection, statement, _COLUMNS, (whose, after, limit, *status))


def _statement(query: CaseQuery) -> str:
    if query.applicant is not None:
        return OF_APPLICANT
    if query.status is None:
        return OF_COUNTY if query.county else OF_CITY
    return OF_COUNTY_IN_STATUS if query.county else OF_CITY_IN_STATUS


def _ordered(statement: str, query: CaseQuery) -> str:
    """The same index, from its other end."""
    if not query.oldest_first:
        return statement
    return statement.replace("opened <", "opened >").replace("opened DESC", "opened")


def how_many(connection: sqlite3.Connection, query: CaseQuery, *, most: int) -> int:
    cities = cities_asked(query)
    places = (query.county,) if query.county and cities else cities
    of_all, of_status = (
        (COUNT_IN_COUNTIES, COUNT_IN_COUNTIES_AND_STATUS)
        if query.county
        else (COUNT_IN_CITIES, COUNT_IN_CITIES_AND_STATUS)
    )
    statement = of_status if query.status else of_all
    status = (query.status.value,) if query.status else ()
    (count,) = connection.execute(statement, (json.dumps(places), most, *status)).fetchone()
    return int(count)


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


def news(
    connection: sqlite3.Connection, after: datetime | None, until: datetime, *, limit: int
) -> tuple[NewsMark, ...]:
    """Read as far as is wanted, and no further."""
    with closing(connection.execute(_NEWS, (news_place(after), news_place(until)))) as rows:
        marks = (NewsMark(datetime.fromisoformat(at[1:]), case_id, code) for at, case_id, code in rows)
        return whole_moments(marks, limit)
