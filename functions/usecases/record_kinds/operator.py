"""Operators' orders, what waits for them, and circulars (业务口径和通知)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NotRequired, TypedDict

from functions.domain.operator.batch import BATCH
from functions.usecases.record_kinds.kept import Plain, RecordKind

RUNNING_BATCHES = "batches"
BATCH_SENT = "batch_sent"
OVERRIDES = "overrides"
CASE_SETBACK = "setback"
CIRCULAR = "circular"
CIRCULAR_SENT = "circular_sent"
CIRCULAR_READ = "circular_read"
CIRCULAR_ASKED = "circular_asked"
CIRCULAR_OPEN = "circular_open"


class BatchBody(TypedDict):
    """A Batch; an entry is a short list, for a thousand of them share one document."""

    digest: str
    order: Plain
    region: str | None
    creator: str
    created_at: str
    state: str
    starter: str | None
    truncated: bool
    steps: Sequence[Sequence[Any]]
    entries: Sequence[Sequence[Any]]


class RunningBatches(TypedDict):
    ids: Sequence[str]


class BatchSent(TypedDict):
    batch: str
    digest: str


class OverridePlace(TypedDict):
    """Where another outcome was proposed (更正结果); what and by whom stands with the item."""

    case_id: str
    item: str
    city: str
    county: str | None


class SetBack(TypedDict):
    """A case that the sweep cannot look at; moments as text."""

    error: str
    since: str
    last: str
    times: int
    set_aside: str | None
    lost: NotRequired[Sequence[str]]
    city: NotRequired[str | None]
    county: NotRequired[str | None]


class CircularBody(TypedDict):
    """The order (CircularOrder) with who published it when; `issued_from`: its issuer's region, where its place is further
    below than right under that; `withdrawn`: when, by whom and why; `replaced_on`: from which day the one that replaces
    it applies."""

    kind: str
    title: str
    text: str
    source: str | None
    items: Sequence[str]
    departments: Sequence[str]
    effective_on: str
    acknowledge_by: str | None
    replaces: str | None
    by: str
    at: str
    issued_from: NotRequired[str]
    replaced_by: NotRequired[str]
    replaced_on: NotRequired[str]
    withdrawn: NotRequired[Plain]


class CircularSent(TypedDict):
    id: str
    digest: str


class Acknowledged(TypedDict):
    """`by`: the subject of who acknowledged it, of `role`."""

    at: str
    by: str
    role: str
    region: str
    department: str | None


class AskedBack(TypedDict):
    """`answer`: when, by whom, and its text."""

    text: str
    at: str
    by: str
    role: str
    region: str
    department: str | None
    answer: NotRequired[Plain]


class AskedPlace(TypedDict):
    circular: str


OPERATOR_KINDS: Mapping[str, RecordKind] = {
    BATCH: RecordKind(BatchBody),
    RUNNING_BATCHES: RecordKind(RunningBatches),
    # As long as its form may be sent again.
    BATCH_SENT: RecordKind(BatchSent, life=timedelta(days=7)),
    # Longer than anybody leaves a correction to be confirmed; the item itself holds the proposal.
    OVERRIDES: RecordKind(OverridePlace, life=timedelta(days=366)),
    CASE_SETBACK: RecordKind(SetBack),
    # By place. What was said to be so is looked up years later.
    CIRCULAR: RecordKind(CircularBody, parted=True),
    # As long as its key may be sent again.
    CIRCULAR_SENT: RecordKind(CircularSent, life=timedelta(days=7)),
    # By circular: who read it, and what was asked.
    CIRCULAR_READ: RecordKind(Acknowledged, parted=True),
    CIRCULAR_ASKED: RecordKind(AskedBack, sealed=True, parted=True),
    # By the place over the circular's, what leads to each question that nobody has answered.
    CIRCULAR_OPEN: RecordKind(AskedPlace, parted=True),
}
