"""What we send to a department's office: one item of a case, with that department's fields only."""

from typing import Any, Literal

from schemas.answers import Reference
from schemas.codes import Department
from schemas.wire import Instant, ItemCode, Wire


class Region(Wire):
    """GB/T 2260 codes; `county` is empty exactly where the city has none (东莞, 中山)."""

    city: str
    county: str | None


class Dispatch(Wire):
    """`item.dispatched` for round 1, `item.corrected` after; the webhook-id is `{case_id}/{item}/{round}`."""

    type: Literal["item.dispatched", "item.corrected"]
    reference: Reference
    department: Department
    item: ItemCode
    name: str
    round: int
    region: Region
    sent_at: Instant
    due_at: Instant
    due_provisional: bool
    fields: dict[str, Any]
    materials: tuple[str, ...] = ()
