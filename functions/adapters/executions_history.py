"""Step Functions' history as ours: each event with the state and the item it belongs to.

The engine names neither on most events. Both are said once, by the event that enters a state or a round of the Map,
and are followed along `previousEventId`, which is a tree: branches run side by side and are told apart by it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from functions.domain.operator.run_data import shown_cause, shown_data
from functions.ports.executions import HistoryEvent

# These come after the branches have joined: their predecessor is the last event of some branch, and not their own.
JOINS = frozenset(
    {
        "MapStateSucceeded",
        "MapStateFailed",
        "MapStateAborted",
        "MapStateExited",
        "ParallelStateSucceeded",
        "ParallelStateFailed",
        "ParallelStateAborted",
        "ParallelStateExited",
        "ExecutionSucceeded",
        "ExecutionFailed",
        "ExecutionTimedOut",
        "ExecutionAborted",
    }
)
MOST_DETAIL = 500
# By how an event's kind ends: where it tells what a state, or the run, begins or ends with.
WITH_DATA = {
    "StateEntered": "input",
    "StateExited": "output",
    "ExecutionStarted": "input",
    "ExecutionSucceeded": "output",
}


def read_history(events: Iterable[Mapping[str, Any]]) -> Iterator[HistoryEvent]:
    """Oldest first, from the first event on."""
    known: dict[int, HistoryEvent] = {}
    for event in events:
        details = _details(event)
        before = None if event["type"] in JOINS else known.get(event.get("previousEventId", 0))
        read = known[event["id"]] = HistoryEvent(
            id=event["id"],
            at=event["timestamp"],
            kind=event["type"],
            state=details.get("name") or (before.state if before else None),
            item=_item(details) or (before.item if before else None),
            detail=error_of(details.get("error"), details.get("cause")),
            data=_data(event["type"], details),
        )
        yield read


def _details(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event has at most one: `stateEnteredEventDetails`, `taskScheduledEventDetails` …"""
    return next((value for name, value in event.items() if name.endswith("EventDetails")), {})


def _item(details: Mapping[str, Any]) -> str | None:
    """From what a Lambda is given (`parameters`, its Payload) or what a state begins with (`input`)."""
    for name in ("parameters", "input"):
        given = _parsed(details.get(name))
        payload = given.get("Payload")
        item = payload.get("item") if isinstance(payload, Mapping) else given.get("item")
        if isinstance(item, str):
            return item
    return None


def _data(kind: str, details: Mapping[str, Any]) -> Any:
    """Of a task's own events nothing is told: what a Lambda is given holds its token."""
    name = next((name for ends, name in WITH_DATA.items() if kind.endswith(ends)), None)
    if name is None or not isinstance(details.get(name), str):
        return None
    try:
        return shown_data(json.loads(details[name]))
    except ValueError:
        return None


def _parsed(text: object) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return {}
    return value if isinstance(value, Mapping) else {}


def error_of(error: str | None, cause: str | None) -> str | None:
    """An error's name, and its cause as far as it may be told."""
    told = [part for part in (error, shown_cause(cause) if cause else None) if part]
    return ": ".join(told)[:MOST_DETAIL] or None
