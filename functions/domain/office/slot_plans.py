"""The same times on every working day of a span (号源), as an office plans them. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from functions.domain.clock import Calendar
from schemas.office.slots import MOST_DAYS, SlotDayPlan, SlotPattern, SlotTime, minutes_of


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
