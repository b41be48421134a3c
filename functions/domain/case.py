"""The case (办件) and its items (事项): frozen values. Transitions live in `transitions.py` and return new values.

`version` is the version read: a write names it, so two writers never overwrite each other.
`check_at` is when the sweep looks again; None means that nothing is owed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from functions.domain.errors import ItemNotFound
from schemas.answers import Answer
from schemas.codes import CaseStatus, Department, EventKind, ItemStatus, Outcome
from schemas.figures import Unit

SERVICE_CHECK = "service_check"

PASSED = frozenset({Outcome.GRANTED, Outcome.NOT_NEEDED})
FAILED = frozenset(Outcome) - PASSED
WITH_DEPARTMENT = frozenset(
    {ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED, ItemStatus.SUSPENDED}
)


@dataclass(frozen=True, slots=True)
class Wait:
    """A task of the state machine that waits for this item: `state` is its name in item.asl.json."""

    state: str
    token: str
    run: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last dispatch did not arrive, since when, how often; no retry before `not_before` (Retry-After)."""

    error: str
    since: datetime
    attempts: int
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What an operator must look at: the state it happened in, the error's class name, and a cause without personal data."""

    state: str
    error: str
    cause: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    value: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class CaseItem:
    case_id: str
    code: str
    department: Department
    status: ItemStatus
    since: datetime
    after: tuple[str, ...] = ()
    # Bounds of the waits, in working days and in seconds as the state machine counts, fixed when the case was opened.
    watch_days: int = 0
    watch_seconds: int = 0
    correction_days: int = 0
    correction_seconds: int = 0
    # 办结时限 as the edition has it for this applicant's situation; None where it is 待核定.
    limit: Limit | None = None
    # Rounds of dispatch: `round` is owed, `sent_round` is the last one the office acknowledged.
    round: int = 0
    sent_round: int = 0
    sent_at: datetime | None = None
    due_at: datetime | None = None
    due_provisional: bool = False
    extended: bool = False
    overdue_since: datetime | None = None
    correct_by: datetime | None = None
    heard_at: datetime | None = None
    receipt: str | None = None
    answer: Answer | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    wait: Wait | None = None
    trouble: Trouble | None = None
    incident: Incident | None = None
    check_at: datetime | None = None
    version: int = 0

    @property
    def is_service_check(self) -> bool:
        return self.code == SERVICE_CHECK

    @property
    def dispatch_key(self) -> str:
        """The deterministic key of the present round: sent twice, it has one effect."""
        return f"{self.case_id}/{self.code}/{self.round}"


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    reference: str
    applicant: str
    city: str
    county: str | None
    edition: str
    status: CaseStatus
    opened_at: datetime
    run: int = 1
    closed_at: datetime | None = None
    check_at: datetime | None = None
    checks: int = 0
    version: int = 0

    @property
    def execution(self) -> str:
        """The deterministic name of the present run."""
        return f"{self.id}-{self.run}"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's append-only history. `key` is deterministic: the same event is appended once."""

    case_id: str
    key: str
    at: datetime
    kind: EventKind
    item: str | None = None
    actor: str = "system"
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A case with all its items, the service check first."""

    case: Case
    items: tuple[CaseItem, ...]

    def item(self, code: str) -> CaseItem:
        for item in self.items:
            if item.code == code:
                return item
        raise ItemNotFound

    def with_item(self, item: CaseItem) -> "Ledger":
        return replace(self, items=tuple(item if old.code == item.code else old for old in self.items))

    @property
    def service_check(self) -> CaseItem:
        return self.item(SERVICE_CHECK)

    @property
    def held(self) -> tuple[CaseItem, ...]:
        """The applicant's items: everything but the service check."""
        return tuple(item for item in self.items if not item.is_service_check)

    def prerequisites(self, item: CaseItem) -> tuple[CaseItem, ...]:
        """`after` as the case holds it; the service check stands before every item."""
        if item.is_service_check:
            return ()
        return (self.service_check, *(self.item(code) for code in item.after))


@dataclass(frozen=True, slots=True)
class Change:
    """One atomic write: every case and item names the version it was read at, every event must be new."""

    case: Case | None = None
    items: tuple[CaseItem, ...] = ()
    events: tuple[Event, ...] = ()
