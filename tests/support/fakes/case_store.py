"""The ledger in memory. What is written goes through the codec, so that it holds nothing the stores could not."""

import threading
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from functions.adapters.case_store.query import (
    as_opened,
    as_written,
    finished_at,
    is_bounded,
    opened_key,
    scope,
    settled_key,
    since,
    start_key,
    todo_by,
    wants,
    whole_moments,
)
from functions.adapters.codec import decode, decode_body, encode, encode_body, stamp
from functions.adapters.cursor import read_cursor, write_cursor
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import DuplicateEvent, RecordUnreadable, StaleWrite, StoreBusy
from functions.ports.case_store import CaseQuery, ItemQuery, NewsMark, Opening, Record, Submission
from functions.ports.deps import Clock
from functions.ports.page import Page
from schemas.form.application import Application
from tests.support.fakes.clock import FakeClock

T = TypeVar("T")

LAST = "\uffff"
_UNCHANGING = ("_ledgers", "_applications", "_keys", "_references")


class FakeCaseStore:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._lock = threading.Lock()
        self._ledgers: dict[str, Ledger] = {}
        self._applications: dict[str, Application] = {}
        self._events: dict[str, dict[str, Event]] = {}
        self._keys: dict[str, Submission] = {}
        self._references: dict[str, str] = {}
        self._records: dict[tuple[str, str], Record] = {}
        self._damaged: set[tuple[str, str]] = set()

    def __getstate__(self) -> dict[str, Any]:
        """For a copy: a lock is nobody else's."""
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=threading.Lock())

    def __deepcopy__(self, memo: dict[int, Any]) -> "FakeCaseStore":
        """Nobody changes a ledger or an application: a copy needs but a list of its own."""
        copied = memo[id(self)] = object.__new__(type(self))
        copied.__setstate__(
            {
                name: dict(value) if name in _UNCHANGING else deepcopy(value, memo)
                for name, value in self.__getstate__().items()
            }
        )
        return copied

    @property
    def lag(self) -> timedelta:
        return timedelta(0)

    def create(self, opening: Opening) -> Submission:
        ledger = as_opened(opening.ledger)
        case = ledger.case
        items = tuple(_read_item(encode(item)) for item in ledger.items)
        events = {event.key: decode(Event, encode(event)) for event in opening.events}
        with self._lock:
            if opening.key in self._keys:
                return replace(self._keys[opening.key], repeated=True)
            person = opening.person
            if person and person.version != self._record_version(person):
                raise StaleWrite
            if case.id in self._ledgers or case.reference in self._references:
                raise StoreBusy
            self._ledgers[case.id] = Ledger(_read_case(encode(case)), items)
            self._applications[case.id] = opening.application
            self._events[case.id] = events
            self._references[case.reference] = case.id
            if person:
                self._records[person.kind, person.key] = replace(
                    person, body=decode_body(encode_body(person.body)), version=person.version + 1
                )
            return self._keys.setdefault(opening.key, Submission(case.id, case.reference, opening.digest))

    def submission(self, key: str) -> Submission | None:
        known = self._keys.get(key)
        return known and replace(known, repeated=True)

    def ledger(self, case_id: str) -> Ledger:
        # A commit changes a ledger row by row: under its lock nobody reads half of one.
        with self._lock:
            return _found(self._ledgers.get(case_id))

    def glimpse(self, case_id: str) -> Ledger:
        return self.ledger(case_id)

    def glimpse_item(self, case_id: str, code: str) -> CaseItem | None:
        return self.ledger(case_id).item(code)

    def application(self, case_id: str) -> Application:
        return _found(self._applications.get(case_id))

    def case_id_of(self, reference: str) -> str:
        return _found(self._references.get(reference))

    def commit(self, change: Change) -> Change:
        written = as_written(change)
        stored_items = tuple(_read_item(encode(item)) for item in written.items)
        stored_case = written.case and _read_case(encode(written.case))
        events = tuple(decode(Event, encode(event)) for event in change.events)
        with self._lock:
            self._expect(change)
            for record in change.records:
                body = decode_body(encode_body(record.body))
                written_record = replace(record, body=body, version=record.version + 1)
                self._records[record.kind, record.key] = written_record
                self._damaged.discard((record.kind, record.key))
            for event in events:
                self._events.setdefault(event.case_id, {})[event.key] = event
            for item in stored_items:
                self._ledgers[item.case_id] = self._ledgers[item.case_id].with_item(item)
            if stored_case:
                self._ledgers[stored_case.id] = replace(self._ledgers[stored_case.id], case=stored_case)
            if stored_case and change.application:
                self._applications[stored_case.id] = change.application
        return written

    def keep(self, item: CaseItem) -> None:
        """As it is: a row that an earlier release wrote."""
        self._ledgers[item.case_id] = self._ledgers[item.case_id].with_item(item)

    def repeat(self, case_id: str, others: Iterable[tuple[str, str]]) -> None:
        """The same case once more under each id and reference, for lists of cases that need not differ."""
        ledger = self.ledger(case_id)
        for other, reference in others:
            case = replace(ledger.case, id=other, reference=reference)
            items = tuple(replace(item, case_id=other) for item in ledger.items)
            self._ledgers[other] = Ledger(case, items)

    def _expect(self, change: Change) -> None:
        if any(event.key in self._events.get(event.case_id, {}) for event in change.events):
            raise DuplicateEvent
        if change.case and self._version(change.case.id, None) != change.case.version:
            raise StaleWrite
        if any(self._version(item.case_id, item.code) != item.version for item in change.items):
            raise StaleWrite
        if any(self._record_version(record) != record.version for record in change.records):
            raise StaleWrite

    def _version(self, case_id: str, code: str | None) -> int | None:
        ledger = self._ledgers.get(case_id)
        if ledger is None:
            return None
        if code is None:
            return ledger.case.version
        return next((item.version for item in ledger.items if item.code == code), None)

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        with self._lock:
            found = tuple(self._events.get(case_id, {}).values())
        return _page(
            found, lambda event: (stamp(event.at), event.key), f"events#{case_id}", limit=limit, cursor=cursor
        )

    def event(self, case_id: str, key: str) -> Event | None:
        return self._events.get(case_id, {}).get(key)

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]:
        with self._lock:
            every = [ledger.case for ledger in self._ledgers.values()] if is_bounded(query) else []
        listed = [
            (_walk(query, case) or "-", opened_key(case), case) for case in every if query.matches(case)
        ]
        listed.sort(key=lambda entry: entry[1], reverse=not query.oldest_first)
        listed.sort(key=lambda entry: entry[0])
        # A cursor's part is never empty, and a walk may be.
        marked, after = map(str, read_cursor(scope(query), cursor, str, str) or ("-", start_key(query)))
        walk = marked[1:]

        def follows(place: str) -> bool:
            return place > after if query.oldest_first else place < after

        rest = [entry for entry in listed if entry[0] > walk or (entry[0] == walk and follows(entry[1]))]
        last = rest[limit - 1] if len(rest) > limit else None
        more = write_cursor(scope(query), (f"-{last[0]}", last[1])) if last else None
        return Page(tuple(case for _, _, case in rest[:limit]), more)

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        with self._lock:
            cases = [ledger.case for ledger in self._ledgers.values()] if is_bounded(query) else []
        return min(sum(map(query.matches, cases)), most)

    def settled(
        self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None = None
    ) -> Page[str]:
        with self._lock:
            every = [ledger.case for ledger in self._ledgers.values() if query.matches(ledger.case)]
        places = {case.id: (case.city, place) for case in every if (place := settled_key(case))}
        found = (case_id for case_id, (_, place) in places.items() if place > f"{stamp(since)}~")
        of = f"settled{scope(query)}"
        return _page(found, lambda case_id: places[case_id], of, limit=limit, cursor=cursor)

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        with self._lock:
            every = [item for ledger in self._ledgers.values() for item in ledger.items]
        found = (item for item in every if wants(query, item))
        if query.finished:
            return _latest(list(found), query, limit, cursor)
        return _page(
            found, lambda item: (_place_in(query, item), "-"), scope(query), limit=limit, cursor=cursor
        )

    def record(self, kind: str, key: str) -> Record | None:
        found = self._records.get((kind, key))
        if found is None or not self._is_alive(found):
            return None
        if (kind, key) in self._damaged:
            raise RecordUnreadable(version=found.version)
        return found

    def damage_record(self, kind: str, key: str) -> None:
        """What is kept cannot be read any more; it may be written over by whoever knows its version."""
        self._damaged.add((kind, key))

    def put(self, record: Record) -> Record:
        body = decode_body(encode_body(record.body))
        with self._lock:
            if record.version != self._record_version(record):
                raise StaleWrite
            stored = replace(record, body=body, version=record.version + 1)
            self._records[record.kind, record.key] = stored
            self._damaged.discard((record.kind, record.key))
        return stored

    def _record_version(self, record: Record) -> int:
        known = self._records.get((record.kind, record.key))
        return known.version if known and self._is_alive(known) else 0

    def _is_alive(self, record: Record) -> bool:
        return record.expires_at is None or record.expires_at > self._clock()

    def delete(self, record: Record) -> None:
        with self._lock:
            if self._record_version(record) not in (0, record.version):
                raise StaleWrite
            self._records.pop((record.kind, record.key), None)
            self._damaged.discard((record.kind, record.key))

    def purge(self, *, limit: int) -> int:
        with self._lock:
            expired = [at for at, record in self._records.items() if not self._is_alive(record)][:limit]
            for at in expired:
                del self._records[at]
        return len(expired)

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        with self._lock:
            every = self._records.values()
            kept = [record for record in every if record.kind == kind and record.key > after]
        found = filter(self._is_alive, kept)
        page = _page(found, lambda record: (record.key, "-"), f"records#{kind}", limit=limit, cursor=cursor)
        lost = tuple(one.key for one in page.entries if (kind, one.key) in self._damaged)
        return Page(tuple(one for one in page.entries if one.key not in lost), page.cursor, lost)

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        with self._lock:
            ledgers = tuple(self._ledgers.values())
        owed = {ledger.case.id: min(checks) for ledger in ledgers if (checks := _checks(ledger, now))}
        return _page(owed, lambda case_id: (stamp(owed[case_id]), case_id), "due", limit=limit, cursor=cursor)

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        with self._lock:
            items = [item for ledger in self._ledgers.values() for item in ledger.items]
        marks = (NewsMark(item.news_at, item.case_id, item.code) for item in items if item.news_at)
        found = sorted(one for one in marks if one.at <= until and (after is None or one.at > after))
        return whole_moments(found, limit)


# What is read is frozen through and through, and most worlds begin with the same rows.
@lru_cache(maxsize=2048)
def _read_item(text: str) -> CaseItem:
    return decode(CaseItem, text)


@lru_cache(maxsize=512)
def _read_case(text: str) -> Case:
    return decode(Case, text)


def _latest(found: list[CaseItem], query: ItemQuery, limit: int, cursor: str | None) -> Page[CaseItem]:
    (before,) = read_cursor(scope(query), cursor, str) or (LAST,)
    places = {_place_in(query, item): item for item in found}
    rest = sorted((place for place in places if place < before), reverse=True)
    more = write_cursor(scope(query), (rest[limit - 1],)) if len(rest) > limit else None
    return Page(tuple(places[place] for place in rest[:limit]), more)


def _place_in(query: ItemQuery, item: CaseItem) -> str:
    """Where it stands in that list."""
    if query.finished:
        return finished_at(item)
    return (todo_by(item) or "") if query.waiting else since(item)


def _walk(query: CaseQuery, case: Case) -> str:
    """An applicant's own list is one walk, an operator's goes city by city."""
    return "" if query.applicant is not None else case.city


def _checks(ledger: Ledger, now: datetime) -> list[datetime]:
    every = (ledger.case.check_at, *(item.check_at for item in ledger.items))
    return [at for at in every if at is not None and at <= now]


def _found(value: T | None) -> T:
    if value is None:
        raise CaseNotFound
    return value


def _page(
    entries: Iterable[T],
    place: Callable[[T], tuple[str, str]],
    scope: str,
    *,
    limit: int,
    cursor: str | None,
) -> Page[T]:
    after = read_cursor(scope, cursor, str, str) or ("", "")
    rest = sorted((entry for entry in entries if place(entry) > after), key=place)
    more = write_cursor(scope, place(rest[limit - 1])) if len(rest) > limit else None
    return Page(tuple(rest[:limit]), more)
