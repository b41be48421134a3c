"""Every kind of small document that is kept beside the cases (`Record`): its name in the store, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.guide.rollout import ROLLOUT
from functions.domain.office.routing import ROUTE
from functions.domain.operator.batch import BATCH

FEEDBACK_OPEN, FEEDBACK_CLOSED, FEEDBACK_SENT = "feedback_open", "feedback_closed", "feedback_sent"
RATING = "rating"
DRAFT, MATERIALS, SOURCE_FAILURES = "draft", "materials", "source_failures"
DRAFT_CODE, WINDOW_ACTS = "draft_code", "window_acts"
FORM_CORRECTIONS, PERSON = "form_corrections", "person"
EXCHANGE, SHIPMENT, MANIFEST = "exchange", "exchange_batch", "manifest"
EXPORT_AUDIT, PROJECT_NO, PROJECT_SERIAL = "export_audit", "project_no", "project_serial"
RUNNING_BATCHES, METRICS = "batches", "metrics"
CIRCUIT = "circuit"


@dataclass(frozen=True, slots=True)
class Kept:
    """`sealed`: it may hold something of a person. `life`: from the write that says so on; None: it has no end of its own.
    `parted`: more follows the name, after a "#" or a "/".
    """

    sealed: bool = False
    life: timedelta | None = None
    parted: bool = False


RECORDS: Mapping[str, Kept] = {
    FEEDBACK_OPEN: Kept(sealed=True, parted=True),
    FEEDBACK_CLOSED: Kept(sealed=True, parted=True),
    # As long as its key may be sent again.
    FEEDBACK_SENT: Kept(life=timedelta(days=7)),
    RATING: Kept(sealed=True),
    # Counted from the last save; the response says until when.
    DRAFT: Kept(sealed=True, life=timedelta(days=60)),
    # As long as the draft that its files are for, and a day more.
    MATERIALS: Kept(life=timedelta(days=61)),
    SOURCE_FAILURES: Kept(),
    DRAFT_CODE: Kept(life=timedelta(minutes=15)),
    # 网络数据安全管理条例 Art 12: records of sharing are kept for three years at least.
    WINDOW_ACTS: Kept(life=timedelta(days=3 * 366)),
    FORM_CORRECTIONS: Kept(sealed=True),
    PERSON: Kept(parted=True),
    EXCHANGE: Kept(),
    SHIPMENT: Kept(),
    MANIFEST: Kept(),
    EXPORT_AUDIT: Kept(),
    PROJECT_NO: Kept(),
    PROJECT_SERIAL: Kept(),
    BATCH: Kept(),
    RUNNING_BATCHES: Kept(),
    METRICS: Kept(),
    CIRCUIT: Kept(),
    # With the versions before the present one beside them (settings.py).
    ROUTE: Kept(parted=True),
    ROLLOUT: Kept(parted=True),
}


def kept_as(kind: str) -> Kept:
    name, *_ = kind.replace("#", "/").split("/")
    return RECORDS[name]


def end_of(kind: str, now: datetime) -> datetime:
    """Until when what is written now is kept, a whole second. Raises ValueError for a kind without an end."""
    life = kept_as(kind).life
    if life is None:
        raise ValueError(f"{kind} has no end of its own")
    return (now + life).replace(microsecond=0)
