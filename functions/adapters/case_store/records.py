"""Small versioned documents beside the cases, on DynamoDB: a row each, those of a kind together, in the order of keys."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from functions.adapters.case_store.lists import Lists, StoredRow
from functions.adapters.case_store.rows import NEW, KeyValue, Write, attributes, put, record_key
from functions.adapters.case_store.writes import Backoff, write
from functions.adapters.codec import decode_record, encode_record
from functions.adapters.cursor import read_cursor, write_cursor
from functions.adapters.sealing import Seal
from functions.domain.errors import RecordUnreadable, StaleWrite
from functions.ports.case_store import Record
from functions.ports.page import Page, page_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

UNEXPIRED = "attribute_not_exists(#expires) OR #expires > :now"


class Records:
    """DynamoDB deletes an expired row when it comes to it; until then it is read as absent here."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        backoff: Backoff,
        lists: Lists,
        *,
        seal: Seal,
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._table = table
        self._backoff = backoff
        self._lists = lists
        self._seal = seal
        self._clock = clock

    def record(self, kind: str, key: str) -> Record | None:
        at = record_key(kind, key)
        found = self._backoff.run(
            lambda: self._client.get_item(TableName=self._table, Key=at, ConsistentRead=True)
        )
        alive = "Item" in found and self._is_alive(found["Item"])
        return self._record(kind, found["Item"]) if alive else None

    def put(self, record: Record) -> Record:
        written = self.putting(record)
        write(self._client, self._backoff, [written])
        body = written.action["Item"]["body"]["S"]
        stored = decode_record(record.kind, record.key, body, record.version + 1, None, self._seal)
        return replace(stored, expires_at=record.expires_at and _instant(_expiry(record.expires_at)))

    def putting(self, record: Record) -> Write:
        """As a part of somebody's transaction."""
        return _put_record(self._table, record, encode_record(record, self._seal), self._clock())

    def delete(self, record: Record) -> None:
        write(self._client, self._backoff, [_delete_record(self._table, record, self._clock())])

    def records(self, kind: str, *, limit: int, cursor: str | None, after: str) -> Page[Record]:
        (after,) = read_cursor(f"records#{kind}", cursor, str) or (after or " ",)
        rows = self._lists.rows(
            "#pk = :pk AND #sk > :after",
            {"pk": f"RECORD#{kind}", "after": after},
            ConsistentRead=True,
            Limit=limit + 1,
        )
        alive = islice(filter(self._is_alive, rows), limit + 1)
        found = [(row["sk"]["S"], self._record_or_key(kind, row)) for row in alive]
        return page_of(found, limit, lambda place: write_cursor(f"records#{kind}", (place,)))

    def _is_alive(self, row: StoredRow) -> bool:
        return "expires" not in row or int(row["expires"]["N"]) > self._clock().timestamp()

    def _record_or_key(self, kind: str, row: StoredRow) -> Record | str:
        """Of one that cannot be read its key."""
        try:
            return self._record(kind, row)
        except RecordUnreadable:
            return str(row["sk"]["S"])

    def _record(self, kind: str, row: StoredRow) -> Record:
        expires_at = _instant(int(row["expires"]["N"])) if "expires" in row else None
        return decode_record(
            kind, row["sk"]["S"], row["body"]["S"], int(row["version"]["N"]), expires_at, self._seal
        )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _put_record(table: str, record: Record, body: str, now: datetime) -> Write:
    """Over the version that was read; 0 is none. DynamoDB deletes what expired within days: until then it is none too."""
    row = record_key(record.kind, record.key) | attributes({"body": body, "version": record.version + 1})
    if record.expires_at:
        row |= attributes({"expires": _expiry(record.expires_at)})
    condition = f"#version = :read AND ({UNEXPIRED})" if record.version else f"{NEW} OR #expires <= :now"
    write = put(table, row, condition=condition, otherwise=StaleWrite)
    return _expecting(write, record, now)


def _delete_record(table: str, record: Record, now: datetime) -> Write:
    action = {
        "TableName": table,
        "Key": record_key(record.kind, record.key),
        "ConditionExpression": f"{NEW} OR #version = :read OR #expires <= :now",
    }
    return _expecting(Write("Delete", action, StaleWrite), record, now)


def _expecting(write: Write, record: Record, now: datetime) -> Write:
    named = {"version": ":read", "expires": ":now"}
    condition = write.action["ConditionExpression"]
    values: dict[str, KeyValue] = {":read": record.version, ":now": int(now.timestamp())}
    write.action["ExpressionAttributeNames"] = {f"#{n}": n for n in named if f"#{n}" in condition}
    write.action["ExpressionAttributeValues"] = attributes(
        {value: values[value] for value in named.values() if value in condition}
    )
    return write


def _expiry(at: datetime) -> int:
    """Whole seconds, as the table's TTL wants them, and never earlier than it was said."""
    return math.ceil(at.timestamp())
