"""Rows of the one DynamoDB table (infra/table.json), and the conditions under which they are written.

| pk             | sk             | holds                                                                             |
|----------------|----------------|-----------------------------------------------------------------------------------|
| CASE#id        | CASE           | body, version, checks, notices, log; began: the items and the first events, as    |
|                |                | they were opened, and items: how many; applicant, view, opened for lists;         |
|                |                | settled if closed; shard, check_at if owed; where check_at does not tell them:    |
|                |                | watch_not_before, notice_not_before                                               |
| CASE#id        | CASE#ITEM#code | body, version, log; token if a task waits; shard, check_at if owed;               |
|                |                | attention, office and since if listed;                                            |
|                |                | a shard of its own, and news_at as check_at, if news is marked;                   |
|                |                | todo, todo_by if a clerk sees that it waits for its applicant;                    |
|                |                | finished, finished_at if it has ended at an office that works on our pages        |
| CASE#id        | CASE#OPENED    | of a case of before, what is `began` now: body, items                             |
| CASE#id        | FORM           | sealed                                                                            |
| CASE#id        | EVENT#key      | body; at_key for the order of the history                                         |
| KEY#key        | KEY            | case_id, reference, digest                                                        |
| REFERENCE#ref  | REFERENCE      | case_id                                                                           |
| RECORD#kind    | key            | body, version; expires (epoch seconds, the table's TTL) if it does                |

A case and its items begin alike, so that one consistent query reads the ledger and not the history between them.
An item has a row of its own from its first change on: until then it is as it was opened, at version 0.
`log` holds the first events of its row, written with it (changes.py); the others are rows, named by their keys,
which dedupe them, and ordered by the local index `history`: unlike a global one it can be read consistently.
A reference is a row and not an index: it is unique by its condition, and found the moment after the submission.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from functions.adapters.case_store.bodies import (
    case_body,
    event_body,
    item_body,
    notices_body,
    opened_body,
    token_of,
)
from functions.adapters.case_store.query import as_opened, lists, opened_key, region, settled_key
from functions.adapters.codec import stamp
from functions.domain.case.case import Case, Event
from functions.domain.case.item import CaseItem
from functions.domain.errors import DuplicateEvent, StaleWrite, StoreBusy, StoreError
from functions.ports.case_store import Opening
from schemas.codes import CaseStatus

SHARDS = 8
# From here on, shards hold the marks of news and no debts.
NEWS_SHARD = SHARDS
CASE_SK = "CASE"
ITEM_SK = "CASE#ITEM#"
FORM_SK = "FORM"
NEW = "attribute_not_exists(pk)"
THERE = "attribute_exists(pk)"
# On a row: its events are rows (changes.py).
APART = "apart"
OWED = ("shard", "check_at")
TASK_TOKEN = ("token",)
DEBTS = ("watch_not_before", "notice_not_before")
NOTIFIED = ("notices",)
SETTLED = ("settled",)
LISTED = ("attention", "office", "since", "todo", "todo_by", "finished", "finished_at")

KeyValue = str | int | bytes


class WrittenApart(StaleWrite):
    """The row's events are rows: the change must be written as one transaction. Never leaves the store."""


@dataclass(frozen=True)
class Write:
    """One action of a transaction; `otherwise` is what it means if its condition fails.

    `entries`: of its row's log, where one that is there already means DuplicateEvent.
    """

    kind: Literal["Put", "Update", "Delete"]
    action: dict[str, Any]
    otherwise: type[StoreError]
    entries: tuple[str, ...] = ()


def case_key(case_id: str, sk: str) -> dict[str, Any]:
    return attributes({"pk": f"CASE#{case_id}", "sk": sk})


def key_row(submission_key: str) -> dict[str, Any]:
    return attributes({"pk": f"KEY#{submission_key}", "sk": "KEY"})


def reference_key(reference: str) -> dict[str, Any]:
    return attributes({"pk": f"REFERENCE#{reference}", "sk": "REFERENCE"})


def view(status: CaseStatus, region: str) -> str:
    return f"{status}#{region}"


def record_key(kind: str, key: str) -> dict[str, Any]:
    return attributes({"pk": f"RECORD#{kind}", "sk": key})


def at_key(event: Event) -> str:
    return f"{stamp(event.at)}#{event.key}"


def attributes(values: dict[str, KeyValue]) -> dict[str, Any]:
    return {name: _attribute(value) for name, value in values.items()}


def _attribute(value: KeyValue) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    return {"N": str(value)} if isinstance(value, int) else {"B": value}


def creation(table: str, opening: Opening, sealed: bytes) -> list[Write]:
    """The key first. A case id or reference that is taken means: try again with new ones."""
    ledger = as_opened(opening.ledger)
    case, items = ledger.case, ledger.items
    taken = {"case_id": case.id, "reference": case.reference, "digest": opening.digest}
    began = attributes({"began": opened_body(opening, items), "items": len(items)})
    return [
        put(table, key_row(opening.key) | attributes({**taken}), returned=True),
        put(table, reference_key(case.reference) | attributes({"case_id": case.id})),
        put(table, _case_row(case) | began),
        *(put(table, _item_row(item)) for item in items if item.check_at or lists(item)),
        put(table, case_key(case.id, FORM_SK) | attributes({"sealed": sealed})),
    ]


def append(table: str, event: Event) -> Write:
    row = case_key(event.case_id, f"EVENT#{event.key}")
    row |= attributes({"body": event_body(event), "at_key": at_key(event)})
    return put(table, row, otherwise=DuplicateEvent)


def replace_form(table: str, case_id: str, sealed: bytes) -> Write:
    """Goes with its case, whose version guards it."""
    row = case_key(case_id, FORM_SK) | attributes({"sealed": sealed})
    return put(table, row, condition=THERE, otherwise=StaleWrite)


def _case_row(case: Case) -> dict[str, Any]:
    fixed = attributes({"opened": opened_key(case)})
    return case_key(case.id, CASE_SK) | fixed | attributes(case_values(case)) | {"log": {"M": {}}}


def _item_row(item: CaseItem) -> dict[str, Any]:
    """One that a list holds from the beginning needs its row from the beginning."""
    key = case_key(item.case_id, ITEM_SK + item.code)
    return key | attributes(item_values(item)) | {"log": {"M": {}}}


def case_values(case: Case) -> dict[str, KeyValue]:
    values: dict[str, KeyValue] = {"body": case_body(case), "version": case.version, "checks": case.checks}
    values |= {"view": view(case.status, region(case)), "applicant": case.applicant}
    # Beside the body: a notice that the sweep notes costs the lists of cases nothing.
    notified: dict[str, KeyValue] = {"notices": notices_body(case)} if case.notices else {}
    since = settled_key(case)
    closed: dict[str, KeyValue] = {"settled": since} if since else {}
    return values | _owed(case.id, case.check_at) | _debts(case) | notified | closed


def item_values(item: CaseItem, said: Event | None = None) -> dict[str, KeyValue]:
    values: dict[str, KeyValue] = {"body": item_body(item, said), "version": item.version}
    token = token_of(item)
    waiting: dict[str, KeyValue] = {} if token is None else {"token": token}
    marked = _in_list(NEWS_SHARD, item.case_id, item.news_at)
    return values | waiting | (_owed(item.case_id, item.check_at) or marked) | lists(item)


def _debts(case: Case) -> dict[str, KeyValue]:
    """What `case_read` does not find in check_at."""
    watch, notice = case.watch_not_before, case.notice_not_before
    told = {
        "watch_not_before": None if watch == case.check_at else watch,
        "notice_not_before": notice if case.status is CaseStatus.OPEN else None,
    }
    return {name: stamp(at) for name, at in told.items() if at is not None}


def _owed(case_id: str, check_at: datetime | None) -> dict[str, KeyValue]:
    """Sparse: a row of which nothing is owed is not in the index. All rows of a case are in one shard."""
    return _in_list(0, case_id, check_at)


def _in_list(first: int, case_id: str, at: datetime | None) -> dict[str, KeyValue]:
    return {"shard": first + zlib.crc32(case_id.encode()) % SHARDS, "check_at": stamp(at)} if at else {}


def put(
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
