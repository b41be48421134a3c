"""What an item's due time becomes by the published calendar of 2026, day by day."""

from datetime import datetime
from typing import Any

from functions.adapters.calendar import working_calendar
from functions.domain.case.answered import answered
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import Limit
from functions.domain.clock import SHANGHAI
from functions.domain.deadlines.due import due_after, due_by_answer
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.make import answer

CALENDAR = working_calendar()


def at(day: str, clock: str = "10:00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def sent_on(day: str, days: int) -> CaseItem:
    item = make.sent(limit=Limit(days, Unit.WORKING_DAY), sent_at=at(day), since=at(day))
    return with_clock(item, due_at=due_after(item, at(day), CALENDAR).at)


def says(item: CaseItem, kind: str, day: str, **fields: Any) -> CaseItem:
    given = answer(kind, at=at(day).isoformat(), **fields)
    return answered(item, given, at(day), due=due_by_answer(item, given, at(day), CALENDAR))


def due_on(item: CaseItem) -> str:
    assert item.clock.due_at is not None
    assert item.clock.due_at.time() == at("2026-01-01", "23:59:59").time()
    return item.clock.due_at.date().isoformat()


@each(
    "day, days, last",
    [
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-03-13", 10, "2026-03-27"),
        ("2026-09-18", 15, "2026-10-15"),
        ("2026-04-30", 1, "2026-05-06"),
    ],
)
def test_a_limit_counts_from_the_acceptance_over_the_holidays_of_2026(day: str, days: int, last: str) -> None:
    item = says(sent_on("2026-01-05", days), "accepted", day)

    assert (due_on(item), item.clock.accepted_at) == (last, at(day))


def test_a_clock_that_stands_over_the_national_holiday_gives_back_working_days_only() -> None:
    item = says(sent_on("2026-09-21", 10), "accepted", "2026-09-21")
    item = says(says(item, "suspended", "2026-09-29"), "resumed", "2026-10-09")

    # Five of ten days were left on 9/29 (9/30, 10/8 to 10/10, 10/12), and are left again on 10/9 (10/10, 10/12 to 10/15).
    assert due_on(item) == "2026-10-15"
    assert item.status is ItemStatus.ACCEPTED


def test_an_extension_counts_on_from_the_old_due_time_over_a_make_up_workday() -> None:
    item = says(sent_on("2026-09-09", 7), "accepted", "2026-09-09")
    longer = says(item, "extended", "2026-09-15", working_days=3)

    assert due_on(item) == "2026-09-18"
    assert due_on(longer) == "2026-09-22"


def test_an_item_that_is_due_later_again_is_not_overdue_any_more() -> None:
    late = with_clock(sent_on("2026-03-02", 5), overdue_since=at("2026-03-10"))

    accepted = says(late, "accepted", "2026-03-11")

    assert (due_on(accepted), accepted.clock.overdue_since) == ("2026-03-18", None)


def test_a_date_that_crosses_the_last_known_year_says_that_it_is_provisional() -> None:
    item = says(sent_on("2026-12-01", 20), "accepted", "2026-12-15")

    assert item.clock.due_provisional
