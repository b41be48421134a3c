"""Small versioned documents beside the cases, on DynamoDB: a row each, those of a kind together, in the order of keys."""

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from functions.adapters.case_store_lists import Lists, Row
from functions.adapters.case_store_rows import put_record, record_key
from functions.adapters.case_store_writes import Backoff, write
from functions.adapters.codec import decode_body, encode_body
from functions.adapters.cursor import read_cursor, write_cursor
from functions.ports import Page, Record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Records:
    def __init__(self, client: "DynamoDBClient", table: str, backoff: Backoff, lists: Lists) -> None:
        self._client = client
        self._table = table
        self._backoff = backoff
        self._lists = lists

    def record(self, kind: str, key: str) -> Record | None:
        at = record_key(kind, key)
        found = self._backoff.run(
            lambda: self._client.get_item(TableName=self._table, Key=at, ConsistentRead=True)
        )
        return _record(kind, found["Item"]) if "Item" in found else None

    def put(self, record: Record) -> Record:
        body = encode_body(record.body)
        write(self._client, self._backoff, [put_record(self._table, record, body)])
        return replace(record, body=decode_body(body), version=record.version + 1)

    def records(self, kind: str, *, limit: int, cursor: str | None) -> Page[Record]:
        (after,) = read_cursor(f"records#{kind}", cursor, str) or (" ",)
        rows = self._lists.rows(
            "#pk = :pk AND #sk > :after",
            {"pk": f"RECORD#{kind}", "after": after},
            ConsistentRead=True,
            Limit=limit + 1,
        )
        found = [_record(kind, row) for row in islice(rows, limit + 1)]
        kept = tuple(found[:limit])
        more = len(found) > limit
        return Page(kept, write_cursor(f"records#{kind}", (kept[-1].key,)) if more else None)


def _record(kind: str, row: Row) -> Record:
    return Record(kind, row["sk"]["S"], decode_body(row["body"]["S"]), int(row["version"]["N"]))
