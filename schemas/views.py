"""What HTTP answers to everybody: problems, health, regions, and the receipts of what was sent in."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.codes import CaseStatus, ItemStatus
from schemas.wire import Instant, ItemCode, Reference, Wire


class FieldProblemView(Wire):
    """`pointer` (RFC 6901) leads to the wrong field or query parameter; `detail` never repeats its value."""

    pointer: str
    detail: str


class ProblemView(Wire):
    """RFC 9457. `code` is stable; `detail` says what to do; `instance` is the request's id, for the operators."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    code: str
    instance: str
    errors: tuple[FieldProblemView, ...] | None = None


class PartsView(Wire):
    """What this server stands on. `none`: that part is not this server's; `pending`: no sweep has ended yet."""

    ledger: Literal["ok"]
    keys: Literal["ok"]
    issuer: Literal["ok"]
    disk: Literal["ok", "none"]
    sweep: Literal["ok", "pending"]


class ReadyView(Wire):
    """Given only when every part holds; otherwise the answer is a problem, `not-ready`, that names those that do not.

    The last sweep (巡检): when it ended, how old that is, how many cases it looked at, and how many it could not; and
    whether uploads are scanned for viruses (病毒扫描)."""

    status: Literal["ready"]
    swept_at: Instant | None
    sweep_age_seconds: int | None
    cases: int
    set_back: int
    virus_scan: Literal["on", "off"]
    virus_scan_text: str
    parts: PartsView


class HealthView(Wire):
    """Given only when the ledger answered; otherwise the answer is a problem."""

    status: Literal["ok"]
    edition: str
    time: Instant


class CaseReceiptView(Wire):
    """The receipt of a submission; sent again under the same Idempotency-Key, it is the same."""

    case_id: str
    reference: Reference
    status: CaseStatus
    status_text: str
    location: str
    next_steps: str


class AnswerReceiptView(Wire):
    """The answer is durably recorded. `round` and `status` are the item's own, after it."""

    reference: Reference
    item: ItemCode
    round: int
    status: ItemStatus
    status_text: str
