"""The same times on every working day of a span (号源), as an office plans them. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from functions.domain.clock import Calendar
from schemas.office.slots import (
    MOST_DAYS,
    MOST_PLACES,
    MOST_TIMES,
    SlotDayPlan,
    SlotPattern,
    SlotTime,
    minutes_of,
)


def planned_days(pattern: SlotPattern, calendar: Calendar) -> tuple[SlotDayPlan, ...]:
    """At most one more than an order takes, so that too many are told."""
    times = tuple(_times(pattern))
    found = []
    for number in range((pattern.last - pattern.first).days + 1):
        day = pattern.first + timedelta(days=number)
        if calendar.is_working(day):
            found.append(SlotDayPlan(day=day, times=times))
        if len(found) > MOST_DAYS:
            break
    return tuple(found)


def unplannable(pattern: SlotPattern) -> dict[str, str]:
    """By the name of the pattern's field, what no day takes."""
    times = sum(1 for _ in _times(pattern))
    if not times:
        return {"ends": "除去午休，到结束为止不够一个时间段，请核对起止、午休和分钟数。"}
    if times > MOST_TIMES:
        return {"minutes": f"这样一天有 {times} 个时间段，最多 {MOST_TIMES} 个，请把每个时间段加长。"}
    if (places := times * pattern.capacity) > MOST_PLACES:
        return {
            "capacity": f"这样一天可约 {places} 人，合计不能超过 {MOST_PLACES} 人，请减少人数或者加长时间段。"
        }
    return {}


def _times(pattern: SlotPattern) -> Iterator[SlotTime]:
    """What would reach into the pause begins after it."""
    start, ends = minutes_of(pattern.begins), minutes_of(pattern.ends)
    pause = minutes_of(pattern.pause_from or "23:59"), minutes_of(pattern.pause_until or "23:59")
    while start + pattern.minutes <= ends:
        if start < pause[1] and start + pattern.minutes > pause[0]:
            start = pause[1]
            continue
        clock = f"{start // 60:02}:{start % 60:02}"
        yield SlotTime(start=clock, minutes=pattern.minutes, capacity=pattern.capacity)
        start += pattern.minutes
