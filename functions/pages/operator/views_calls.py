"""Calls to an item's office as the console shows them: when, how long, what the office's system answered, when it is next."""

from datetime import datetime

from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.item import CaseItem
from functions.pages.moments import moment
from functions.pages.operator.views_item import office_name
from functions.pages.operator.words import trouble_words
from functions.ports.deps import Deps
from functions.shapes.office import MESSAGES, delivery_view
from schemas.office.deliveries import DeliveryView

CALLS = ("时间", "送的什么", "送给谁", "第几次", "用时", "对方的系统", "对方说的", "下一次")


def call_rows(item: CaseItem, now: datetime, deps: Deps) -> tuple[tuple[str, ...], ...]:
    """The last first, as everything that was done is listed."""
    return tuple(_row(delivery_view(item, one), now, deps) for one in reversed(deliveries_of(item)))


def _row(one: DeliveryView, now: datetime, deps: Deps) -> tuple[str, ...]:
    return (
        moment(one.at, now),
        MESSAGES[one.type],
        office_name(one.office, deps),
        f"第 {one.attempt} 次",
        _took(one.took_ms),
        _answered(one),
        one.said or "",
        f"最迟{moment(one.next_at, now)}" if one.next_at else "",
    )


def _took(ms: int) -> str:
    return f"{ms} 毫秒" if ms < 1_000 else f"{ms / 1_000:.1f} 秒"


def _answered(one: DeliveryView) -> str:
    status = f"（HTTP {one.status}）" if one.status else ""
    return f"收下了{status}" if one.taken else f"{trouble_words(one.error)}{status}"
