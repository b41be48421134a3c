"""Calls to offices, as operators and the office's own staff read them: no field of a form, no key, no address."""

from typing import Literal

from schemas.codes import ItemStatus
from schemas.wire import Instant, ItemCode, Wire

MessageType = Literal[
    "item.dispatched",
    "item.corrected",
    "item.withdrawal_requested",
    "item.material_added",
    "item.reminded",
]


class DeliveryView(Wire):
    """One call. `taken`: the office took it; else `error` is a class name, `said` its first words, cleaned and covered."""

    webhook_id: str
    type: MessageType
    office: str
    attempt: int
    at: Instant
    took_ms: int
    taken: bool
    status: int | None
    error: str | None
    said: str | None
    next_at: Instant | None


class ItemDeliveriesView(Wire):
    """The first call of an item and the last few, the oldest first. `arrived`: the office has the present round."""

    case_id: str
    reference: str
    item: ItemCode
    item_name: str
    round: int
    status: ItemStatus
    status_text: str
    arrived: bool
    deliveries: tuple[DeliveryView, ...]


class CaseDeliveriesView(Wire):
    """In the order of the case, the service check first; items that no system was called about are left out."""

    entries: tuple[ItemDeliveriesView, ...]


class DeliveryPageView(Wire):
    """First what has not arrived, then what the office has in hand."""

    entries: tuple[ItemDeliveriesView, ...]
    cursor: str | None
