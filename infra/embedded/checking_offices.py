"""Of one server's table of routes, and of what lies beside it, without starting it."""

from collections.abc import Iterator
from datetime import timedelta

from functions.adapters.holidays import HOLIDAYS_FILE, BadHolidays, calendar_beside
from functions.adapters.item_codes import ITEM_CODES_FILE, BadItemCodes, item_codes_beside
from functions.adapters.offices import BadRoutes, load_offices
from functions.domain.clock import known_for
from functions.ports.deps import Clock
from infra.alarms import declared_alarms
from infra.embedded.safety import SafetyFinding, SafetyLevel, SafetyPart, wrong
from infra.embedded.settings import SANDBOX_ADDRESS, Settings


def look_at_offices(settings: Settings) -> Iterator[SafetyFinding]:
    path = settings.routes
    try:
        text = path.read_text("utf-8")
        load_offices(text)
        path = settings.routes.with_name(ITEM_CODES_FILE)
        item_codes_beside(settings.routes)
    except (OSError, ValueError, BadRoutes, BadItemCodes) as exc:
        yield wrong(
            SafetyPart.OFFICES,
            f"{path} 不能用：{exc}。It cannot be used. ",
            "请改正（docs/one-server.md）。",
        )
        return
    if not settings.is_own_issuer and SANDBOX_ADDRESS in text:
        yield wrong(
            SafetyPart.OFFICES,
            f"{settings.routes} 把事项发给沙箱，不会有任何部门收到。It leads to the sandbox. ",
            "请写各地真实的机构，或留空：没有路由的由部门在工作台办理。",
        )


def look_at_holidays(settings: Settings, clock: Clock) -> Iterator[SafetyFinding]:
    """A time that ends on a later day is shown as provisional, and counted again once that day's year is known."""
    path = settings.routes.with_name(HOLIDAYS_FILE)
    try:
        calendar = calendar_beside(settings.routes)
    except (OSError, ValueError, BadHolidays) as exc:
        told = f"{path} 不能用：{exc}。It cannot be used. "
        yield wrong(SafetyPart.HOLIDAYS, told, "请改正（docs/one-server.md）。")
        return
    known, told = calendar.known_until, f"节假日安排到 {calendar.known_until} days off are known until then"
    # From when on the alarm rings, this says it too.
    if known_for(calendar, clock()) >= timedelta(days=declared_alarms()["calendar_ends"]["when"][2]):
        yield SafetyFinding(SafetyPart.HOLIDAYS, SafetyLevel.FINE, told)
        return
    do = f"；{known.year + 1} 年的公布后请写进 {path}（docs/one-server.md）put the next year's there"
    yield SafetyFinding(SafetyPart.HOLIDAYS, SafetyLevel.NOTE, told, do)
