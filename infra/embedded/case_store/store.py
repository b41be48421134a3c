"""The ledger in one SQLite file: many threads write at once and share each wait for the disk."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from functions.adapters.case_store.query import as_opened, as_written, is_bounded
from functions.adapters.codec import decode_record, encode_record, unsealed_form
from functions.adapters.sealing import Seal
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable, StoreBusy
from functions.domain.upkeep.looks import case_read
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery, ItemQuery, NewsMark, Opening, Record, Submission
from functions.ports.deps import Clock
from functions.ports.page import Page
from infra.embedded.case_store import lists, records, rows
from infra.embedded.case_store.at_once import read_text
from infra.embedded.case_store.checksum import decode_row, decoded_once
from infra.embedded.case_store.items import items_found
from infra.embedded.case_store.kept import KeptCases, with_rows
from infra.embedded.case_store.notes import NOTED_SECONDS, Flushing, Notes
from infra.embedded.case_store.schema import connect, prepare
from infra.embedded.case_store.writer import Writer
from infra.embedded.files import sole_use
from schemas.form.application import Application

_T = TypeVar("_T")

_NOT_WRITTEN = "刚才的进展暂时写不进台账：请看磁盘是否已满、是否有别的程序占用台账文件，原因见日志里的 cannot be written。"
# One statement, so one snapshot: a case is never read beside items of another moment.
# One row, not fourteen: after each row the interpreter's lock is fought for anew. No body holds a line break (it is JSON).
_LEDGER = """
SELECT CAST(group_concat(place || ' ' || body, char(10)) AS BLOB) FROM (
    SELECT -1 AS place, body FROM cases WHERE id = ?1
    UNION ALL SELECT ordinal, body FROM items WHERE case_id = ?1
)
"""


def _bodies(found: str) -> list[str]:
    """In their order. Raises RecordUnreadable where a damaged one holds a line break."""
    placed = (line.partition(" ") for line in found.split("\n"))
    try:
        return [body for _, _, body in sorted(placed, key=lambda parts: int(parts[0]))]
    except ValueError as error:
        raise RecordUnreadable from error


class SqliteCaseStore:
    """The file is this one's alone, for what was read is kept and not asked for again. `close` it at the end.

    Raises FolderInUse while another one has the file, ForeignFile for a file of another version.
    """

    def __init__(self, path: Path, *, seal: Seal, clock: Clock, longest: float = NOTED_SECONDS) -> None:
        """`longest`: how many seconds what is only noted waits for a write to go with."""
        with ExitStack() as opening:
            opening.enter_context(sole_use(path.parent, lock=f"{path.name}.lock"))
            prepare(path)
            self._alone = opening.pop_all()
        self._path = path
        self._seal = seal
        self._clock = clock
        self._kept = KeptCases()
        self._notes = Notes(self._kept, is_told=self._is_told)
        self._writer = Writer(connect(path), self._notes)
        self._flushing = Flushing(self._flush, longest)
        # Connections that nobody reads with at this moment: as many as ever read at once.
        self._idle: deque[sqlite3.Connection] = deque()

    def close(self) -> None:
        self._flushing.close()
        self._notes.close()
        self._writer.close()
        self._notes.tell_lost()
        while self._idle:
            self._idle.pop().close()
        self._alone.close()

    def stands_still(self) -> bool:
        """What is noted goes to the disk no more by itself."""
        return self._flushing.stands_still()

    def check_notes(self) -> None:
        """Raises StoreBusy while what was noted cannot be written."""
        if self._flushing.is_stuck:
            raise StoreBusy(_NOT_WRITTEN)

    @property
    def lag(self) -> timedelta:
        return timedelta(0)

    def create(self, opening: Opening) -> Submission:
        opening = replace(opening, ledger=as_opened(opening.ledger))
        sealed = self._sealed(opening.application, opening.ledger.case.id)
        person = self._putting(opening.person) if opening.person else None
        beside = (opening.person,) if opening.person else ()
        texts = rows.row_texts(opening.ledger)
        work = rows.opening_work(opening, texts, sealed, person)
        return self._with_records(beside, work, then=self._kept.opening(opening, texts))

    def submission(self, key: str) -> Submission | None:
        with self._reading() as connection:
            return rows.submission(connection, key)

    def ledger(self, case_id: str) -> Ledger:
        return self._kept.ledgers.get(case_id, self._ledger)

    def glimpse(self, case_id: str) -> Ledger:
        """Here it costs no less, and does not lag."""
        return self.ledger(case_id)

    def glimpse_item(self, case_id: str, code: str) -> CaseItem | None:
        return self.ledger(case_id).item(code)

    def _ledger(self, case_id: str) -> Ledger:
        # Asked before the file: what is written in between is in the file, of a later version.
        noted = self._notes.over(case_id)
        found: bytes | None = self._one(_LEDGER, case_id)
        if found is None:
            raise CaseNotFound
        case, *items = _bodies(read_text(found))
        read = Ledger(
            case_read(decoded_once(Case, case)), tuple(decoded_once(CaseItem, body) for body in items)
        )
        return with_rows(read, noted.values())

    def application(self, case_id: str) -> Application:
        return self._kept.forms.get(case_id, self._application)

    def _application(self, case_id: str) -> Application:
        sealed = self._one("SELECT sealed FROM forms WHERE case_id = ?", case_id)
        if sealed is None:
            raise CaseNotFound
        return unsealed_form(lambda: self._seal.unseal(sealed, owner=case_id))

    def case_id_of(self, reference: str) -> str:
        return self._kept.case_ids.get(reference, self._case_id_of)

    def _case_id_of(self, reference: str) -> str:
        case_id = self._one("SELECT id FROM cases WHERE reference = ?", reference)
        if case_id is None:
            raise CaseNotFound
        return str(case_id)

    def commit(self, change: Change) -> Change:
        stored = as_written(change)
        # Records are read where they are written, and forms: what comes with one is no note.
        is_note = change.note and not change.records and change.application is None
        if is_note and self._notes.take(stored):
            self._flushing.soon()
            return stored
        with self._notes.beside(stored):
            self._write(stored)
        return stored

    def _is_told(self, event: Event) -> bool:
        with self._reading() as connection:
            return rows.has_event(connection, event)

    def _flush(self, case_id: str | None = None) -> None:
        """What was noted (of that case) is in the file. Raises StoreBusy."""
        if self._notes.hold(case_id):
            self._writer.run(lambda _: None)

    def _show(self, case_id: str | None = None) -> None:
        """What was noted (of that case) is in the file, for whoever lists it there. While nothing can be written, lists tell
        what was there before: whoever reads is served.
        """
        if not self._flushing.is_stuck:
            with suppress(StoreBusy):
                self._flush(case_id)

    def _write(self, stored: Change) -> None:
        case, form = stored.case, stored.application
        sealed = self._sealed(form, case.id) if case and form else None
        texts = rows.row_texts(stored)
        tell = self._kept.telling(stored, texts)
        try:
            beside = [self._putting(record) for record in stored.records]
            self._writer.run(rows.writing(stored, texts, sealed, self._notes, beside), then=lambda _: tell())
        except Exception:
            # Whoever was faster may not have told of it yet, and a disk that failed may have written: ask the file.
            self._kept.forget(stored)
            raise

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        self._show(case_id)
        with self._reading() as connection:
            return lists.events(connection, case_id, limit=limit, cursor=cursor)

    def event(self, case_id: str, key: str) -> Event | None:
        if noted := self._notes.event(case_id, key):
            return noted
        body = self._one("SELECT CAST(body AS BLOB) FROM events WHERE case_id = ? AND key = ?", case_id, key)
        return decode_row(Event, read_text(body)) if body else None

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]:
        if not is_bounded(query):
            return Page(())
        if query.reference and query.applicant is None:
            return self._of_reference(query, query.reference)
        with self._reading() as connection:
            return lists.cases(connection, query, limit=limit, cursor=cursor)

    def _of_reference(self, query: CaseQuery, reference: str) -> Page[Case]:
        """One case is not looked for among all of its cities'."""
        try:
            case = self.ledger(self.case_id_of(reference)).case
        except CaseNotFound:
            return Page(())
        return Page((case,) if query.matches(case) else ())

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        with self._reading() as connection:
            return lists.how_many(connection, query, most=most)

    def settled(
        self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None = None
    ) -> Page[str]:
        with self._reading() as connection:
            return lists.settled_cases(connection, query, since, limit=limit, cursor=cursor)

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        self._show()
        with self._reading() as connection:
            return items_found(connection, query, limit=limit, cursor=cursor)

    def record(self, kind: str, key: str) -> Record | None:
        found = self._kept.record(kind, key, lambda: self._record(kind, key))
        is_there = found and (found.expires_at is None or found.expires_at > self._clock())
        return found if is_there else None

    def _record(self, kind: str, key: str) -> Record | None:
        with self._reading() as connection:
            return records.record(connection, kind, key, now=self._clock(), seal=self._seal)

    def _with_records(
        self,
        written: Sequence[Record],
        work: Callable[[sqlite3.Connection], _T],
        *,
        then: Callable[[_T], None] = lambda _: None,
    ) -> _T:
        """Whoever reads one of these records after it was written, or may have been, asks the file."""

        def tell(result: _T) -> None:
            self._kept.forget_records(written)
            then(result)

        try:
            return self._writer.run(work, then=tell)
        except Exception:
            self._kept.forget_records(written)
            raise

    def put(self, record: Record) -> Record:
        body = encode_record(record, self._seal)
        self._with_records((record,), records.putting(record, body, now=self._clock()))
        version, expires_at = record.version + 1, record.expires_at
        return decode_record(record.kind, record.key, body, version, expires_at, self._seal)

    def _putting(self, record: Record) -> rows.Work:
        return records.putting(record, encode_record(record, self._seal), now=self._clock())

    def delete(self, record: Record) -> None:
        self._with_records((record,), records.deleting(record, now=self._clock()))

    def purge(self, *, limit: int) -> int:
        with self._reading() as connection:
            expired = records.expired(connection, now=self._clock(), limit=limit)
        return self._writer.run(records.purging(expired)) if expired else 0

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        now, seal = self._clock(), self._seal
        with self._reading() as connection:
            return records.listed_records(
                connection, kind, now=now, seal=seal, limit=limit, cursor=cursor, after=after
            )

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        self._show()
        with self._reading() as connection:
            return lists.due(connection, now, limit=limit, cursor=cursor)

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        self._show()
        with self._reading() as connection:
            return lists.news(connection, after, until, limit=limit)

    def _sealed(self, application: Application, case_id: str) -> bytes:
        return self._seal.seal(application.model_dump_json().encode(), owner=case_id)

    def _one(self, statement: str, *values: str) -> Any:
        with self._reading() as connection:
            found = connection.execute(statement, values).fetchone()
        return found[0] if found else None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one read; it sees everything committed before."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._path, writes=False)
        try:
            yield connection
        finally:
            self._idle.append(connection)
