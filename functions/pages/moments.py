"""Dates and times as people read them, in China's time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from functions.domain.clock import SHANGHAI, last_day_text, shanghai_date
from schemas.dates import date_text


def day(given: date | datetime) -> str:
    """2026年11月28日"""
    return date_text(shanghai_date(given) if isinstance(given, datetime) else given)


def moment(given: datetime, now: datetime) -> str:
    """今天 14:05（11月28日）; another year's with its year."""
    at, today = given.astimezone(SHANGHAI), shanghai_date(now)
    clock = f"{at:%H:%M}"
    short = f"{at.month}月{at.day}日"
    if shanghai_date(given) == today:
        return f"今天 {clock}（{short}）"
    if shanghai_date(given) == today - timedelta(days=1):
        return f"昨天 {clock}（{short}）"
    return f"{short if at.year == today.year else day(at)} {clock}"


FILTERS: Mapping[str, Callable[..., object]] = {"day": day, "last_day": last_day_text, "moment": moment}
