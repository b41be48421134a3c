"""Rows of the one DynamoDB table (infra/table.json), and the conditions under which they are written.

| pk             | sk             | holds                                                                     |
|----------------|----------------|---------------------------------------------------------------------------|
| CASE#id        | CASE           | body, version; applicant, view, opened for lists; shard, check_at if owed |
| CASE#id        | CASE#ITEM#code | body, version, ordinal; shard, check_at if owed;                          |
|                |                | attention, office and since if listed                                     |
| CASE#id        | FORM           | sealed                                                                    |
| CASE#id        | EVENT#key      | body; at_key for the order of the history                                 |
| KEY#key        | KEY            | case_id, reference, digest                                                |
| REFERENCE#ref  | REFERENCE      | case_id                                                                   |
| RECORD#kind    | key            | body, version                                                             |

A case and its items begin alike, so that one consistent query reads the ledger and not the history between them.
A reference is a row and not an index: it is unique by its condition, and found the moment after the submission.
An event is named by its key, which dedupes it, and ordered by the local index `history`: unlike a global one it can
be read consistently, and a history of any length is paged without being sorted in memory.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from functions.adapters.case_store_query import in_order, lists, opened
from functions.adapters.codec import encode, stamp
from functions.domain.case import Case, Event
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy, StoreError
from functions.domain.item import CaseItem
from functions.ports import Opening, Record
from schemas.codes import CaseStatus

SHARDS = 8
CASE = "CASE"
FORM = "FORM"
NEW = "attribute_not_exists(pk)"
THERE = "attribute_exists(pk)"
OWED = ("shard", "check_at")
LISTED = ("attention", "office", "since")

Value = str | int | bytes


@dataclass(frozen=True)
class Write:
    """One action of a transaction; `otherwise` is what it means if its condition fails."""

    kind: Literal["Put", "Update"]
    action: dict[str, Any]
    otherwise: type[StoreError]


def case_key(case_id: str, sk: str) -> dict[str, Any]:
    return attributes({"pk": f"CASE#{case_id}", "sk": sk})


def key_of(submission_key: str) -> dict[str, Any]:
    return attributes({"pk": f"KEY#{submission_key}", "sk": "KEY"})


def reference_key(reference: str) -> dict[str, Any]:
    return attributes({"pk": f"REFERENCE#{reference}", "sk": "REFERENCE"})


def view(status: CaseStatus, city: str) -> str:
    return f"{status}#{city}"


def record_key(kind: str, key: str) -> dict[str, Any]:
    return attributes({"pk": f"RECORD#{kind}", "sk": key})


def at_key(event: Event) -> str:
    return f"{stamp(event.at)}#{event.key}"


def case_id_in(row: dict[str, Any]) -> str:
    return str(row["pk"]["S"]).removeprefix("CASE#")


def attributes(values: dict[str, Value]) -> dict[str, Any]:
    return {name: _attribute(value) for name, value in values.items()}


def _attribute(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    return {"N": str(value)} if isinstance(value, int) else {"B": value}


def creation(table: str, opening: Opening, sealed: bytes) -> list[Write]:
    """The key first. A case id or reference that is taken means: try again with new ones."""
    case = opening.ledger.case
    taken = {"case_id": case.id, "reference": case.reference, "digest": opening.digest}
    return [
        _put(table, key_of(opening.key) | attributes({**taken}), returned=True),
        _put(table, reference_key(case.reference) | attributes({"case_id": case.id})),
        _put(table, _case_row(case)),
        *(_put(table, _item_row(item, i)) for i, item in enumerate(in_order(opening.ledger))),
        _put(table, case_key(case.id, FORM) | attributes({"sealed": sealed})),
        *(append(table, event) for event in opening.events),
    ]


def append(table: str, event: Event) -> Write:
    row = case_key(event.case_id, f"EVENT#{event.key}")
    row |= attributes({"body": encode(event), "at_key": at_key(event)})
    return _put(table, row, otherwise=DuplicateEvent)


def update_case(table: str, case: Case, read: int) -> Write:
    """`case` as it will be, over the version that was read."""
    return _update(table, case_key(case.id, CASE), _case_values(case), read, sparse=OWED)


def update_item(table: str, item: CaseItem, read: int) -> Write:
    key = case_key(item.case_id, f"CASE#ITEM#{item.code}")
    return _update(table, key, _item_values(item), read, sparse=OWED + LISTED)


def replace_form(table: str, case_id: str, sealed: bytes) -> Write:
    """Goes with its case, whose version guards it."""
    row = case_key(case_id, FORM) | attributes({"sealed": sealed})
    return _put(table, row, condition=THERE, otherwise=StaleWrite)


def put_record(table: str, record: Record, body: str) -> Write:
    """Over the version that was read; 0 is none."""
    row = record_key(record.kind, record.key) | attributes({"body": body, "version": record.version + 1})
    if not record.version:
        return _put(table, row, otherwise=StaleWrite)
    write = _put(table, row, condition="#version = :read", otherwise=StaleWrite)
    write.action["ExpressionAttributeNames"] = {"#version": "version"}
    write.action["ExpressionAttributeValues"] = attributes({":read": record.version})
    return write


def _case_row(case: Case) -> dict[str, Any]:
    fixed = attributes({"applicant": case.applicant, "opened": opened(case)})
    return case_key(case.id, CASE) | fixed | attributes(_case_values(case))


def _item_row(item: CaseItem, ordinal: int) -> dict[str, Any]:
    key = case_key(item.case_id, f"CASE#ITEM#{item.code}")
    return key | attributes({"ordinal": ordinal, **_item_values(item)})


def _case_values(case: Case) -> dict[str, Value]:
    values: dict[str, Value] = {"body": encode(case), "version": case.version}
    return values | {"view": view(case.status, case.city)} | _owed(case.id, case.check_at)


def _item_values(item: CaseItem) -> dict[str, Value]:
    values: dict[str, Value] = {"body": encode(item), "version": item.version}
    return values | _owed(item.case_id, item.check_at) | lists(item)


def _owed(case_id: str, check_at: datetime | None) -> dict[str, Value]:
    """Sparse: a row of which nothing is owed is not in the index. All rows of a case are in one shard."""
    if check_at is None:
        return {}
    return {"shard": zlib.crc32(case_id.encode()) % SHARDS, "check_at": stamp(check_at)}


def _put(
    table: str,
    row: dict[str, Any],
    *,
    condition: str = NEW,
    otherwise: type[StoreError] = StoreBusy,
    returned: bool = False,
) -> Write:
    action: dict[str, Any] = {"TableName": table, "Item": row, "ConditionExpression": condition}
    if returned:
        action["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    return Write("Put", action, otherwise)


def _update(
    table: str, key: dict[str, Any], values: dict[str, Value], read: int, *, sparse: tuple[str, ...]
) -> Write:
    """An update and not a put: what never changes (ordinal, applicant) stays, and is not read in order to be kept."""
    removed = [name for name in sparse if name not in values]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    if removed:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in removed)
    action = {
        "TableName": table,
        "Key": key,
        "UpdateExpression": expression,
        "ConditionExpression": "#version = :read",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*values, *removed)},
        "ExpressionAttributeValues": attributes(
            {":read": read, **{f":{name}": value for name, value in values.items()}}
        ),
    }
    return Write("Update", action, StaleWrite)
