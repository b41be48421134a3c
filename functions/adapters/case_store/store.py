"""The ledger on DynamoDB: one table (infra/table.json), conditional writes, no scan."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from functions.adapters.case_store import rows
from functions.adapters.case_store.bodies import event_in, item_in, kept_events, ledger_in
from functions.adapters.case_store.changes import in_one_row, in_rows
from functions.adapters.case_store.items import ItemRows
from functions.adapters.case_store.lists import Lists
from functions.adapters.case_store.query import as_written, is_bounded
from functions.adapters.case_store.records import Records
from functions.adapters.case_store.rows import WrittenApart
from functions.adapters.case_store.writes import Backoff, failed_of, reasons, transact, write
from functions.adapters.codec import unsealed_form
from functions.adapters.packing import pack, unpack
from functions.adapters.sealing import Seal
from functions.domain.case.case import Case, Change, Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import StaleWrite, StoreBusy
from functions.ports.case_store import CaseQuery, ItemQuery, NewsMark, Opening, Record, Submission
from functions.ports.deps import AtOnce, in_turn
from functions.ports.page import Page
from schemas.form.application import Application

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_KNOWN = 10_000
# A global index follows its table within a second as a rule; AWS gives no bound.
LAG = timedelta(minutes=1)


class DynamoCaseStore:
    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        *,
        seal: Seal,
        backoff: Backoff,
        clock: Callable[[], datetime],
        at_once: AtOnce = in_turn,
    ) -> None:
        self._client = client
        self._table = table
        self._seal = seal
        self._backoff = backoff
        self._lists = Lists(client, table, backoff, at_once)
        self._case_ids: dict[str, str] = {}
        self._items = ItemRows(client, table, backoff, self._lists)
        self._records = Records(client, table, backoff, self._lists, seal=seal, clock=clock)

    @property
    def lag(self) -> timedelta:
        return LAG

    def create(self, opening: Opening) -> Submission:
        case = opening.ledger.case
        sealed = self._sealed(opening.application, case.id)
        writes = rows.creation(self._table, opening, sealed)
        if opening.person:
            writes.append(self._records.putting(opening.person))
        try:
            self._backoff.run(lambda: transact(self._client, writes))
        except ClientError as error:
            # The key's condition hands back its row, so a repeated submission needs no second read.
            if old := next(iter(reasons(error)), {}).get("Item"):
                return _submission(old)
            if failed := failed_of(writes, error):
                # Its person applied elsewhere meanwhile: whoever reads that again learns of an id that is taken, too.
                raise (StaleWrite if StaleWrite in failed else StoreBusy) from error
            raise
        return Submission(case.id, case.reference, opening.digest)

    def submission(self, key: str) -> Submission | None:
        row = self._row(rows.key_row(key))
        return _submission(row) if row else None

    def ledger(self, case_id: str) -> Ledger:
        return self._ledger(case_id, consistent=True)

    def glimpse(self, case_id: str) -> Ledger:
        return self._ledger(case_id, consistent=False)

    def glimpse_item(self, case_id: str, code: str) -> CaseItem | None:
        row = self._row(rows.case_key(case_id, rows.ITEM_SK + code), consistent=False)
        return item_in(row) if row and "body" in row else None

    def _ledger(self, case_id: str, *, consistent: bool) -> Ledger:
        found = self._lists.ledger_rows(case_id, consistent=consistent)
        if not found:
            raise CaseNotFound
        return ledger_in(found)

    def application(self, case_id: str) -> Application:
        row = self._row(rows.case_key(case_id, rows.FORM_SK))
        if row is None:
            raise CaseNotFound
        sealed = bytes(row["sealed"]["B"])
        return unsealed_form(lambda: unpack(self._seal.unseal(sealed, owner=case_id)))

    def case_id_of(self, reference: str) -> str:
        """A reference stands for one case for ever: once read, it is known."""
        if reference not in self._case_ids:
            row = self._row(rows.reference_key(reference))
            if row is None:
                raise CaseNotFound
            if len(self._case_ids) >= MOST_KNOWN:
                self._case_ids.clear()
            self._case_ids[reference] = str(row["case_id"]["S"])
        return self._case_ids[reference]

    def commit(self, change: Change) -> Change:
        stored = as_written(change)
        if change != Change():
            self._write(stored)
        return stored

    def _write(self, stored: Change) -> None:
        alone = in_one_row(self._table, stored)
        if alone and not stored.records:
            try:
                return write(self._client, self._backoff, [alone])
            except WrittenApart:
                pass
        writes = [*in_rows(self._table, stored), *map(self._records.putting, stored.records)]
        if stored.case and stored.application:
            sealed = self._sealed(stored.application, stored.case.id)
            writes.append(rows.replace_form(self._table, stored.case.id, sealed))
        return write(self._client, self._backoff, writes)

    def events(self, case_id: str, *, limit: int, cursor: str | None = None) -> Page[Event]:
        return self._lists.events(case_id, limit=limit, cursor=cursor)

    def event(self, case_id: str, key: str) -> Event | None:
        row = self._row(rows.case_key(case_id, f"EVENT#{key}"))
        if row:
            return event_in(row)
        kept = kept_events(self._lists.ledger_rows(case_id))
        return next((event for event in kept if isinstance(event, Event) and event.key == key), None)

    def cases(self, query: CaseQuery, *, limit: int, cursor: str | None = None) -> Page[Case]:
        if query.reference is None:
            return self._lists.cases(query, limit=limit, cursor=cursor)
        try:
            case = self.ledger(self.case_id_of(query.reference)).case
        except CaseNotFound:
            return Page(())
        return Page((case,) if is_bounded(query) and query.matches(case) else ())

    def how_many(self, query: CaseQuery, *, most: int) -> int:
        return self._lists.how_many(query, most=most)

    def settled(
        self, query: CaseQuery, since: datetime, *, limit: int, cursor: str | None = None
    ) -> Page[str]:
        return self._lists.settled(query, since, limit=limit, cursor=cursor)

    def items(self, query: ItemQuery, *, limit: int, cursor: str | None = None) -> Page[CaseItem]:
        return self._items.items(query, limit=limit, cursor=cursor)

    def record(self, kind: str, key: str) -> Record | None:
        return self._records.record(kind, key)

    def put(self, record: Record) -> Record:
        return self._records.put(record)

    def delete(self, record: Record) -> None:
        self._records.delete(record)

    def purge(self, *, limit: int) -> int:
        """The table's time to live deletes them."""
        return 0

    def records(self, kind: str, *, limit: int, cursor: str | None = None, after: str = "") -> Page[Record]:
        return self._records.records(kind, limit=limit, cursor=cursor, after=after)

    def due(self, now: datetime, *, limit: int, cursor: str | None = None) -> Page[str]:
        return self._lists.due(now, limit=limit, cursor=cursor)

    def news(self, after: datetime | None, until: datetime, *, limit: int) -> tuple[NewsMark, ...]:
        return self._lists.news(after, until, limit=limit)

    def _sealed(self, application: Application, case_id: str) -> bytes:
        # Packed before it is sealed: what is sealed cannot be.
        return self._seal.seal(pack(application.model_dump_json()), owner=case_id)

    def _row(self, key: dict[str, Any], *, consistent: bool = True) -> dict[str, Any] | None:
        found = self._backoff.run(
            lambda: self._client.get_item(TableName=self._table, Key=key, ConsistentRead=consistent)
        )
        return found.get("Item")


def _submission(row: dict[str, Any]) -> Submission:
    return Submission(row["case_id"]["S"], row["reference"]["S"], row["digest"]["S"], repeated=True)
