"""Calls to an item's office (投递记录): the first of all and the last few, noted with a write that is made anyway."""

from datetime import datetime, timedelta

from functions.domain.case.item import CaseItem, with_dispatch
from functions.domain.case.parts import OfficeCall

# So many are kept of an item, the first among them.
MOST_DELIVERIES = 6
LONGEST = 200
_ROUND_1, _OK = "1", 200


def delivery(
    item: CaseItem,
    office: str,
    began: datetime,
    ended: datetime,
    *,
    key: str,
    status: int | None = None,
    error: str | None = None,
    said: str | None = None,
    next_at: datetime | None = None,
) -> OfficeCall:
    """`key`: of the message. Which attempt under it this is, follows from those that are kept."""
    short = key.removeprefix(_own(item))
    return OfficeCall(
        key=short,
        at=began,
        ms=max(0, (ended - began) // timedelta(milliseconds=1)),
        office=office,
        attempt=1 + max((one.attempt for one in deliveries_of(item) if one.key == short), default=0),
        status=status,
        error=error,
        said=_cut(said),
        next_at=next_at,
    )


def _cut(said: str | None) -> str | None:
    return said if said is None or len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def with_delivery(item: CaseItem, one: OfficeCall) -> CaseItem:
    kept = deliveries_of(item)
    if not kept and _is_straight(item, one):
        return with_dispatch(item, sent_ms=one.ms, sent_status=one.status or _OK)
    return with_dispatch(item, deliveries=_bounded((*kept, one)), sent_ms=None, sent_status=_OK)


def spelled_out(item: CaseItem) -> CaseItem:
    """Before what it follows from changes: when the round was sent, and to whom."""
    if item.dispatch.sent_ms is None:
        return item
    return with_dispatch(item, deliveries=deliveries_of(item), sent_ms=None, sent_status=_OK)


def deliveries_of(item: CaseItem) -> tuple[OfficeCall, ...]:
    """All that are kept, the oldest first."""
    sent = item.dispatch
    if sent.sent_ms is None or sent.sent_at is None or sent.office is None:
        return sent.deliveries
    began = sent.sent_at - timedelta(milliseconds=sent.sent_ms)
    return (OfficeCall(_ROUND_1, began, sent.sent_ms, sent.office, status=sent.sent_status), *sent.deliveries)


def _is_straight(item: CaseItem, one: OfficeCall) -> bool:
    sent = item.dispatch
    at_once = one.error is None and one.status is not None and one.attempt == 1 and one.key == _ROUND_1
    return at_once and sent.sent_at is not None and sent.office == one.office


def _bounded(kept: tuple[OfficeCall, ...]) -> tuple[OfficeCall, ...]:
    return kept if len(kept) <= MOST_DELIVERIES else (kept[0], *kept[1 - MOST_DELIVERIES :])


def webhook_id(item: CaseItem, one: OfficeCall) -> str:
    return f"{_own(item)}{one.key}"


def _own(item: CaseItem) -> str:
    """What every message about the item has at the beginning of its key."""
    return f"{item.case_id}/{item.code}/"
