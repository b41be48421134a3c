"""What operators see of trouble: items that need them, groups of the same trouble, batches, the summary."""

from typing import Any, Literal

from schemas.codes import Attention, Department, EventKind, ItemStatus, Outcome
from schemas.codes_citizen import DueBasis
from schemas.operator.acts import BatchFilter
from schemas.wire import Instant, ItemCode, Reference, Wire


class AttentionView(Wire):
    """An item that needs an operator. `id` leads to it: `{case_id}.{item}`; `attention` is None for one that needs nobody.

    `said`: what the office's system answered, or what the office said. `next_try`: when it is tried again by itself, at the
    latest; None where it is not. `due_basis`: whether `due_at` is a statutory limit, a promised one, or only our own bound of
    supervision (watch).
    """

    id: str
    case_id: str
    item: ItemCode
    item_name: str
    department: Department
    department_text: str
    city: str
    city_name: str
    county: str | None
    attention: Attention | None
    attention_text: str | None
    status: ItemStatus
    status_text: str
    state: str | None
    error: str | None
    cause: str | None
    said: str | None
    since: Instant
    round: int
    sent_round: int
    office: str | None
    attempts: int
    next_try: Instant | None
    due_at: Instant | None
    due_provisional: bool
    due_moves_on: bool = False
    due_basis: DueBasis
    due_basis_text: str
    version: int


class AttentionPageView(Wire):
    """The longest in trouble first, kind by kind and city by city; a short page may have a cursor all the same. `unreadable`:
    what is damaged, of any kind of trouble.
    """

    entries: tuple[AttentionView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class ProposalView(Wire):
    """Another outcome, proposed by `by`, that another operator must confirm by sending the same decision."""

    outcome: Outcome
    outcome_text: str
    reason: str
    by: str
    at: Instant


class ActView(Wire):
    """What an operator did to the item; `before` and `after` hold its status, outcome, round, office and incident."""

    kind: EventKind
    text: str
    by: str
    at: Instant
    reason: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    decision: dict[str, Any] | None


class CaseActView(ActView):
    """`item` null: an act on the case as a whole."""

    case_id: str
    reference: Reference
    city: str
    city_name: str
    item: ItemCode | None
    item_name: str | None


class CaseActPageView(Wire):
    """City by city, the newest first in each. A short page may have a cursor all the same. `unreadable`: what is damaged."""

    entries: tuple[CaseActView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()


class ResolvedItemView(AttentionView):
    """`next_steps` says what follows from the item's state for the operator."""

    reference: str
    outcome: Outcome | None
    outcome_text: str | None
    reason: str | None
    override: ProposalView | None
    acts: tuple[ActView, ...]
    next_steps: str


class RunView(Wire):
    """The run that the case goes on in; if the engine refused it, the sweep starts it."""

    case_id: str
    run: int
    next_steps: str


class BatchEntryView(Wire):
    """`result` is what became of the item: `sent` until its office has taken it, `done` then. `code` and `text`: why it
    failed or was skipped; of one that is pending, why it would be refused as things stood.
    """

    id: str
    case_id: str
    item: ItemCode
    version: int
    result: Literal["pending", "sent", "done", "failed", "skipped"]
    result_text: str
    code: str | None
    text: str | None


class BatchStepView(Wire):
    verb: Literal["start", "stop", "resume"]
    by: str
    reason: str
    at: Instant


class BatchLineView(Wire):
    """A batch without its items. `truncated`: more items matched than the `most` that one batch holds; make another for the
    rest.
    """

    id: str
    state: Literal["dry_run", "running", "stopped", "finished"]
    state_text: str
    filter: BatchFilter
    action: Literal["retry", "abandon", "reroute"]
    office: str | None
    reason: str
    created_at: Instant
    created_by: str
    total: int
    most: int
    truncated: bool
    pending: int
    sent: int
    done: int
    failed: int
    skipped: int
    would_fail: int
    next_steps: str


class BatchView(BatchLineView):
    steps: tuple[BatchStepView, ...]
    entries: tuple[BatchEntryView, ...]


class BatchPageView(Wire):
    """Of the reader's region, the newest first; a short page may have a cursor all the same.

    `unreadable`: what is damaged."""

    entries: tuple[BatchLineView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
