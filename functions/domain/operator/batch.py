"""A batch (批次) as it is kept: a frozen list of items, one act, what came of each. Pure: values in, values out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from functions.domain.case.access import Principal, in_region
from functions.domain.case.item import CaseItem
from functions.domain.conflicts import ActOutOfPlace, KeyReused
from functions.domain.errors import (
    ROUTE_UNREADABLE,
    DepartmentRefusedPayload,
    DepartmentUnavailable,
    DispatchIncident,
    RecordUnreadable,
)
from schemas.codes import ItemStatus, Role
from schemas.operator.acts import Abandon, BatchOrder, Reroute, Retry
from schemas.plain_text import STORED

BATCH = "batch"
# Of a batch that is stopped and resumed for ever, the last steps are kept.
KEPT_STEPS = 100

BatchState = Literal["dry_run", "running", "stopped", "finished"]
Verb = Literal["start", "stop", "resume"]
EntryResult = Literal["pending", "sent", "done", "failed", "skipped"]
# Something is still to come of it.
_OPEN: tuple[EntryResult, ...] = ("pending", "sent")
_NEXT: Mapping[tuple[str, str], BatchState] = {
    ("start", "dry_run"): "running",
    ("stop", "running"): "stopped",
    ("resume", "stopped"): "running",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One item at the version it was frozen at. `code`: why it failed or was skipped; while pending, why it would.
    `result` is what became of it: `sent` until its office has taken it, `done` then, `failed` if it is stuck again.
    """

    case_id: str
    item: str
    version: int
    result: EntryResult = "pending"
    code: str | None = None


@dataclass(frozen=True, slots=True)
class BatchStep:
    """Somebody started, stopped or resumed the batch; `key` and `digest` tell the same request sent twice."""

    verb: Verb
    by: str
    reason: str
    at: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Batch:
    """`truncated`: more items matched than a batch may hold. `starter`: in whose name the acts are done."""

    id: str
    digest: str
    order: BatchOrder
    region: str
    creator: str
    created_at: str
    state: BatchState = "dry_run"
    starter: str | None = None
    truncated: bool = False
    steps: tuple[BatchStep, ...] = ()
    entries: tuple[Entry, ...] = field(default=())

    @property
    def act(self) -> Retry | Abandon | Reroute:
        return self.order.act()

    @property
    def counts(self) -> Counter[str]:
        return Counter(entry.result for entry in self.entries)

    @property
    def operator(self) -> Principal:
        """Who acts: the starter, within the batch's own region, and no farther than its creator could see."""
        return Principal(self.starter or self.creator, Role.OPERATOR, self.region)

    def pending(self, most: int) -> tuple[Entry, ...]:
        return self._with("pending")[:most]

    @property
    def sent(self) -> tuple[Entry, ...]:
        """Of which it is not known yet what becomes."""
        return self._with("sent")

    def _with(self, result: EntryResult) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.result == result)


def visible(batch: Batch, by: Principal) -> bool:
    """To operators whose region holds the batch's."""
    return in_region(by.region, city=batch.region, county=None)


def stepped(batch: Batch, step: BatchStep) -> Batch:
    """The same request again changes nothing. Raises KeyReused, ActOutOfPlace."""
    for known in batch.steps:
        if known.key == step.key:
            if known.digest != step.digest:
                raise KeyReused
            return batch
    state = _NEXT.get((step.verb, batch.state))
    if state is None:
        raise ActOutOfPlace
    starter = step.by if step.verb == "start" else batch.starter
    steps = (*batch.steps, step)[-KEPT_STEPS:]
    return _closed(replace(batch, state=state, starter=starter, steps=steps))


def recorded(batch: Batch, results: tuple[Entry, ...]) -> Batch:
    """What came of some items, noted once each; a batch with nothing left is finished."""
    found = {(entry.case_id, entry.item): entry for entry in results}
    entries = tuple(
        found.get((entry.case_id, entry.item), entry) if entry.result in _OPEN else entry
        for entry in batch.entries
    )
    return _closed(replace(batch, entries=entries))


def _closed(batch: Batch) -> Batch:
    over = batch.state == "running" and not any(batch.counts[result] for result in _OPEN)
    return replace(batch, state="finished") if over else batch


def became(item: CaseItem) -> tuple[EntryResult, str | None]:
    """What came of an item that was sent again: an item whose turn has not come has nothing to wait for."""
    incident = item.desk.incident
    if item.outcome is None and incident is not None:
        return "failed", _CODES.get(incident.error, DispatchIncident.code)
    return (
        ("sent", None)
        if item.status is ItemStatus.READY and not item.dispatch.has_arrived
        else ("done", None)
    )


_CODES = {
    **{kind.__name__: kind.code for kind in (DepartmentUnavailable, DepartmentRefusedPayload)},
    ROUTE_UNREADABLE: RecordUnreadable.code,
}


def new_batch(
    batch_id: str, digest: str, order: BatchOrder, by: Principal, entries: tuple[Entry, ...], *,
    now: datetime, truncated: bool,
) -> Batch:  # fmt: skip
    return Batch(
        id=batch_id,
        digest=digest,
        order=order,
        region=by.region or "",
        creator=by.subject,
        created_at=now.isoformat(),
        truncated=truncated,
        entries=entries,
    )


def body_of(batch: Batch) -> dict[str, Any]:
    """JSON; an entry is a short list, for a thousand of them share one document."""
    return {
        "digest": batch.digest,
        "order": batch.order.model_dump(mode="json"),
        "region": batch.region,
        "creator": batch.creator,
        "created_at": batch.created_at,
        "state": batch.state,
        "starter": batch.starter,
        "truncated": batch.truncated,
        "steps": [[s.verb, s.by, s.reason, s.at, s.key, s.digest] for s in batch.steps],
        "entries": [[e.case_id, e.item, e.version, e.result, e.code] for e in batch.entries],
    }


def batch_of(batch_id: str, body: Mapping[str, Any]) -> Batch:
    plain = {name: body[name] for name in body if name not in ("order", "steps", "entries")}
    return Batch(
        id=batch_id,
        **plain,
        order=BatchOrder.model_validate(body["order"], strict=False, context=STORED),
        steps=tuple(BatchStep(*step) for step in body["steps"]),
        entries=tuple(Entry(*entry) for entry in body["entries"]),
    )
