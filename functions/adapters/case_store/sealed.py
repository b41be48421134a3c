"""A case store in whose rows free texts are sealed (sealed_texts.py); whoever reads and writes here has them in plain."""

from datetime import datetime, timedelta

from functions.adapters.sealed_texts import Texts, in_item, in_mapping
from functions.adapters.sealing import Seal
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, CaseStore, ItemQuery, NewsMark, Opening, Record, Submission
from functions.ports.page import Page
from schemas.form.application import Application


class SealedTexts:
    def __init__(self, store: CaseStore, seal: Seal) -> None:
        self._store = store
        self._texts = Texts(seal)

    @property
    def lag(self) -> timedelta:
        return self._store.lag

    def create(self, opening: Opening) -> Submission:
        """What items say when they are opened is ours, of nobody in particular."""
        return self._store.create(replace(opening, events=self._closed(opening.events)))

    def submission(self, key: str) -> Submission | None:
        return self._store.submission(key)

    def ledger(self, case_id: str) -> Ledger:
        return self._ledger(self._store.ledger(case_id))

    def glimpse(self, case_id: str) -> Ledger:
        return self._ledger(self._store.glimpse(case_id))

    def glimpse_item(self, case_id: str, code: str) -> CaseItem | None:
        item = self._store.glimpse_item(case_id, code)
        return item and in_item(item, self._texts.opening(case_id))

    def application(self, case_id: str) -> Application:
        return self._store.application(case_id)

    def case_id_of(self, reference: str) -> str:
        return self._store.case_id_of(reference)

    def commit(self, change: Change) -> Change:
        items = tuple(in_item(item, self._texts.closing(item.case_id)) for item in change.items)
        records = tuple(map(self._written, change.records))
        closed = replace(change, items=items, events=self._closed(change.events), records=records)
        stored = self._store.commit(closed)
        return replace(stored, items=self._opened(stored.items), events=change.events, records=change.records)

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        page = self._store.events(case_id, limit=limit, cursor=cursor)
        return replace(page, entries=tuple(map(self._event, page.entries)))

    def event(self, case_id: str, key: str) -> Event | None:
        found = self._store.event(case_id, key)
        return self._event(found) if found else None

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]:
        return self._store.cases(query, limit=limit, cursor=cursor)

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        return self._store.how_many(query, most=most)

    def settled(
        self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None = None
    ) -> Page[str]:
        return self._store.settled(query, since, limit=limit, cursor=cursor)

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        page = self._store.items(query, limit=limit, cursor=cursor)
        return replace(page, entries=self._opened(page.entries)) if query.texts and page.entries else page

    def record(self, kind: str, key: str) -> Record | None:
        found = self._store.record(kind, key)
        return self._record(found) if found else None

    def put(self, record: Record) -> Record:
        return self._record(self._store.put(self._written(record)))

    def delete(self, record: Record) -> None:
        self._store.delete(record)

    def purge(self, *, limit: int) -> int:
        return self._store.purge(limit=limit)

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        page = self._store.records(kind, limit=limit, cursor=cursor, after=after)
        return replace(page, entries=tuple(map(self._record, page.entries)))

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        return self._store.due(now, limit=limit, cursor=cursor)

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        return self._store.news(after, until, limit=limit)

    def _ledger(self, ledger: Ledger) -> Ledger:
        return replace(ledger, items=self._opened(ledger.items))

    def _closed(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        return tuple(
            replace(one, detail=in_mapping(one.detail, self._texts.closing(one.case_id))) for one in events
        )

    def _event(self, event: Event) -> Event:
        return replace(event, detail=in_mapping(event.detail, self._texts.opening(event.case_id)))

    def _opened(self, items: tuple[CaseItem, ...]) -> tuple[CaseItem, ...]:
        return tuple(in_item(item, self._texts.opening(item.case_id)) for item in items)

    def _written(self, record: Record) -> Record:
        if record.sealed:
            return record
        return replace(record, body=in_mapping(record.body, self._texts.closing(_owner(record))))

    def _record(self, record: Record) -> Record:
        if record.sealed:
            return record
        return replace(record, body=in_mapping(record.body, self._texts.opening(_owner(record))))


def _owner(record: Record) -> str:
    return f"{record.kind}/{record.key}"
