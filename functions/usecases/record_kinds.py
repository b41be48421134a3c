"""Every kind of small document that is kept beside the cases (`Record`): its name in the store, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Kept:
    """`sealed`: it may hold something of a person. `expires`: it has an end of its own. `parted`: more follows the name."""

    sealed: bool = False
    expires: bool = False
    parted: bool = False


RECORDS: Mapping[str, Kept] = {
    FEEDBACK_OPEN: Kept(sealed=True, parted=True),
    FEEDBACK_CLOSED: Kept(sealed=True, parted=True),
    FEEDBACK_SENT: Kept(expires=True),
    RATING: Kept(sealed=True),
    DRAFT: Kept(sealed=True, expires=True),
    MATERIALS: Kept(expires=True),
    SOURCE_FAILURES: Kept(),
    DRAFT_CODE: Kept(expires=True),
    WINDOW_ACTS: Kept(expires=True),
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
    # With the versions before the present one beside them (settings.py).
    ROUTE: Kept(parted=True),
    ROLLOUT: Kept(parted=True),
}
