"""The writes of one change. What changes a single row is one plain write, at half the price of a transaction: its events are
written into the row itself (`log`), each under its key, which still dedupes it.

Only events of departments and of the system are kept so, whose keys name their item; what people do is deduped over the
whole case, so their acts are rows. A row takes short events of its first writes only, so it stays small. An event of those
kinds that is a row all the same (long, or written without its item: an answer that was refused) marks the item's row: from
then on its events are rows too, and meet that one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from functions.adapters.case_store.bodies import entry_of, event_body
from functions.adapters.case_store.rows import (
    APART,
    CASE_SK,
    DEBTS,
    ITEM_SK,
    LISTED,
    NOTIFIED,
    OWED,
    SETTLED,
    TASK_TOKEN,
    KeyValue,
    Write,
    append,
    attributes,
    case_key,
    case_values,
    item_values,
)
from functions.domain.case.case import Case, Change, Event
from functions.domain.case.events import kept_in
from functions.domain.case.item import CaseItem
from functions.domain.errors import StaleWrite
from schemas.codes import EventKind

MOST_WRITES, _MOST_BYTES = 12, 600
OF_AN_ITEM, OF_A_CASE = kept_in("item"), kept_in("case")


def in_one_row(table: str, change: Change) -> Write | None:
    """The change as a single write, if it can be one. `change` holds the versions as they will be."""
    if change.application or len(change.items) + (change.case is not None) != 1:
        return None
    events = change.events
    if change.case:
        kept = all(_keeps_case(event, change.case) for event in events)
        return update_case(table, change.case, events, log=True) if kept else None
    [item] = change.items
    kept = all(_keeps_item(event, item) for event in events)
    return update_item(table, item, events, log=True) if kept else None


def in_rows(table: str, change: Change) -> list[Write]:
    """Event by event, item by item: a transaction, unless it is a single row."""
    own = {item.code for item in change.items}
    lone = [
        event for event in change.events if event.item not in own and event.kind is EventKind.ANSWER_REFUSED
    ]
    return [
        *(append(table, event) for event in change.events),
        *(_marked(table, event) for event in lone),
        *(update_item(table, item, _of(item.code, change.events)) for item in change.items),
        *([update_case(table, change.case, _of(None, change.events))] if change.case else []),
    ]


def update_case(table: str, case: Case, events: Sequence[Event] = (), *, log: bool = False) -> Write:
    sparse = OWED + DEBTS + NOTIFIED + SETTLED
    return _update(table, case_key(case.id, CASE_SK), case_values(case), events, sparse, log=log)


def update_item(table: str, item: CaseItem, events: Sequence[Event] = (), *, log: bool = False) -> Write:
    key = case_key(item.case_id, ITEM_SK + item.code)
    values = item_values(item, events[-1] if log and events else None)
    return _update(table, key, values, events, OWED + TASK_TOKEN + LISTED, log=log)


def _keeps_case(event: Event, case: Case) -> bool:
    return event.kind in OF_A_CASE and (case.version <= MOST_WRITES or event.kind is EventKind.CLOSED)


def _keeps_item(event: Event, item: CaseItem) -> bool:
    own = event.kind in OF_AN_ITEM and event.item == item.code
    return own and item.version <= MOST_WRITES and len(event_body(event)) <= _MOST_BYTES


def _of(code: str | None, events: Iterable[Event]) -> tuple[Event, ...]:
    """An item's; None: the case's own."""
    return tuple(event for event in events if event.item == code)


def _marked(table: str, event: Event) -> Write:
    """The item's row from now on knows that its events are rows; one that has the event in its log refuses it."""
    entry = entry_of(event.key)
    action = {
        "TableName": table,
        "Key": case_key(event.case_id, ITEM_SK + str(event.item)),
        "UpdateExpression": "SET #apart = :yes",
        "ConditionExpression": "attribute_not_exists(#log.#entry)",
        "ExpressionAttributeNames": {"#apart": APART, "#log": "log", "#entry": entry},
        "ExpressionAttributeValues": {":yes": {"BOOL": True}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    return Write("Update", action, StaleWrite, (entry,))


def _update(
    table: str,
    key: dict[str, Any],
    values: dict[str, KeyValue],
    events: Sequence[Event],
    sparse: tuple[str, ...],
    *,
    log: bool,
) -> Write:
    """An update and not a put: what never changes (applicant) stays, and is not read in order to be kept."""
    read = int(values["version"]) - 1
    entries = {entry_of(event.key): event_body(event) for event in events}
    row = _Expression(values, [name for name in sparse if name not in values])
    if not read and key["sk"]["S"] != CASE_SK:
        row.makes_the_row(entries if log else {})
    else:
        row.meets(entries, log=log)
    if log and entries:
        row.conditions.append("attribute_not_exists(#apart)")
        row.names["#apart"] = APART
    if not log and any(event.kind in OF_AN_ITEM for event in events):
        row.marks_as_apart()
    action = {"TableName": table, "Key": key, **row.request(read)}
    return Write("Update", action, StaleWrite, tuple(entries))


class _Expression:
    """The parts of one update, put together at the end."""

    def __init__(self, values: dict[str, KeyValue], removed: list[str]) -> None:
        self.names = {f"#{name}": name for name in (*values, *removed)}
        self.sets = [f"#{name} = :{name}" for name in values]
        self.given = attributes({f":{name}": value for name, value in values.items()})
        self.conditions: list[str] = []
        self._removed = removed

    def makes_the_row(self, log: dict[str, bytes]) -> None:
        """An item's first write: there is no row yet, or one that only says that its events are apart."""
        self.conditions.append("(attribute_not_exists(#version) OR #version = :read)")
        self.names["#log"] = "log"
        self.sets.append("#log = :log")
        self.given[":log"] = {"M": {entry: {"B": body} for entry, body in log.items()}}

    def meets(self, entries: dict[str, bytes], *, log: bool) -> None:
        """None of the events may be in the log; with `log`, that is where they go."""
        self.conditions.append("#version = :read")
        for number, (entry, body) in enumerate(entries.items()):
            self.names |= {"#log": "log", f"#e{number}": entry}
            self.conditions.append(f"attribute_not_exists(#log.#e{number})")
            if log:
                self.sets.append(f"#log.#e{number} = :e{number}")
                self.given[f":e{number}"] = {"B": body}

    def marks_as_apart(self) -> None:
        self.names["#apart"] = APART
        self.sets.append("#apart = :yes")
        self.given[":yes"] = {"BOOL": True}

    def request(self, read: int) -> dict[str, Any]:
        removed = " REMOVE " + ", ".join(f"#{name}" for name in self._removed) if self._removed else ""
        return {
            "UpdateExpression": "SET " + ", ".join(self.sets) + removed,
            "ConditionExpression": " AND ".join(self.conditions),
            "ExpressionAttributeNames": self.names,
            "ExpressionAttributeValues": self.given | attributes({":read": read}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
