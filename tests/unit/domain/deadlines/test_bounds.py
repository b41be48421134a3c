from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from functions.adapters.calendar import working_calendar
from functions.domain.case.answered import answered
from functions.domain.case.clock_words import steps_of
from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import ClockStep, Incident, Limit
from functions.domain.case.transitions import stopped
from functions.domain.clock import SHANGHAI, deadline
from functions.domain.deadlines.bounds import (
    REMIND_AGAIN,
    counted_again,
    deemed_accepted,
    fallen_silent,
    past_bound,
    reminded,
    reminder_is_due,
    reminder_put_off,
    term_anew,
    to_be_reminded,
)
from functions.domain.deadlines.due import correction_due, due_after, due_by_answer
from schemas.catalogue.figures import Unit
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, answer, with_flat

HOLIDAYS = working_calendar()
# The same holidays, but a year later the notice for 2027 is out.
GROWN = replace(HOLIDAYS, known_until=date(2027, 12, 31))
SECOND = timedelta(seconds=1)


def end_of(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=SHANGHAI)


def received(day: str, **changes: Any) -> CaseItem:
    at = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)
    whole = make.sent(sent_at=at, since=at, due_at=at + timedelta(days=40))
    return with_flat(whole, **changes)


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-09-24", "2026-10-09"),
        ("2026-09-30", "2026-10-13"),
        ("2026-02-13", "2026-02-27"),
    ],
)
@pytest.mark.parametrize("status", [ItemStatus.DISPATCHED, ItemStatus.RECEIVED])
def test_five_working_days_without_notice_are_an_acceptance_from_the_day_of_receipt(
    day: str, last: str, status: ItemStatus
) -> None:
    item = received(day, status=status)

    before = deemed_accepted(item, end_of(last) - SECOND, HOLIDAYS)
    after = deemed_accepted(item, end_of(last), HOLIDAYS)

    assert before is None
    assert after is not None
    assert (after.status, after.clock.deemed_accepted, after.clock.accepted_at) == (
        ItemStatus.ACCEPTED,
        True,
        item.dispatch.sent_at,
    )
    assert after.since == end_of(last)
    assert item.dispatch.sent_at is not None
    assert after.clock.due_at == due_after(item, item.dispatch.sent_at, HOLIDAYS).at


@each(
    "status",
    [
        ItemStatus.READY,
        ItemStatus.ACCEPTED,
        ItemStatus.SUSPENDED,
        ItemStatus.CORRECTING,
        ItemStatus.INCIDENT,
        ItemStatus.WAITING,
    ],
)
def test_nothing_else_is_deemed_accepted(status: ItemStatus) -> None:
    assert deemed_accepted(received("2026-03-02", status=status), end_of("2026-06-01"), HOLIDAYS) is None


def test_the_service_check_is_never_deemed_accepted() -> None:
    check = make.service_check(status=ItemStatus.DISPATCHED, outcome=None, decided_at=None)

    assert deemed_accepted(check, NOW + timedelta(days=60), CALENDAR) is None


def test_a_round_that_the_office_has_not_got_is_not_deemed_accepted() -> None:
    again = received("2026-03-02", round=2, sent_round=1)

    assert deemed_accepted(again, end_of("2026-06-01"), HOLIDAYS) is None


def test_a_later_acceptance_does_not_move_what_was_deemed_accepted() -> None:
    deemed = deemed_accepted(received("2026-03-02"), end_of("2026-03-09"), HOLIDAYS)
    assert deemed is not None

    late = answer("accepted")
    after = answered(deemed, late, NOW, due=due_by_answer(deemed, late, NOW, HOLIDAYS))

    assert (after.clock.accepted_at, after.clock.due_at) == (deemed.clock.accepted_at, deemed.clock.due_at)


def test_an_acceptance_in_time_whose_word_came_late_takes_the_place_of_the_deemed_one() -> None:
    deemed = deemed_accepted(received("2026-03-02"), end_of("2026-03-09"), HOLIDAYS)
    assert deemed is not None
    said = answer("accepted", at="2026-03-05T10:00:00+08:00")

    after = answered(deemed, said, NOW, due=due_by_answer(deemed, said, NOW, HOLIDAYS))

    assert (after.clock.accepted_at, after.clock.deemed_accepted) == (said.at, False)


def test_a_provisional_due_date_is_counted_again_once_the_calendar_knows_its_year() -> None:
    due = due_after(received("2026-12-15"), datetime(2026, 12, 15, 2, tzinfo=UTC), HOLIDAYS)
    item = received("2026-12-15", due_at=due.at, due_provisional=due.provisional)
    longer = replace(GROWN, days_off=GROWN.days_off | {date(2027, 1, 4)})

    still = counted_again(item, NOW, HOLIDAYS)
    after = counted_again(item, NOW, longer)

    assert due.provisional
    assert still is None
    assert after is not None
    assert after.clock.due_at is not None
    assert (after.clock.due_at > due.at, after.clock.due_provisional) == (True, False)
    assert counted_again(after, NOW, longer) is None


def test_what_moved_the_clock_is_counted_again_in_its_order() -> None:
    start = datetime(2026, 12, 1, 2, tzinfo=UTC)
    item = received(
        "2026-12-01", status=ItemStatus.ACCEPTED, accepted_at=start, limit=Limit(20, Unit.WORKING_DAY)
    )
    item = with_clock(item, due_at=due_after(item, start, HOLIDAYS).at)
    for kind, days in (("suspended", 3), ("resumed", 10), ("extended", 11)):
        now = start + timedelta(days=days)
        said = answer(kind, at=now.isoformat())
        item = answered(item, said, now, due=due_by_answer(item, said, now, HOLIDAYS))
    extended = item

    after = counted_again(extended, NOW, GROWN)

    assert extended.clock.due_provisional
    assert steps_of(extended) == (
        ClockStep(start + timedelta(days=3), start + timedelta(days=10)),
        ClockStep(start + timedelta(days=11), start + timedelta(days=11), 10),
    )
    assert after is not None
    assert (after.clock.due_at, after.clock.due_provisional) == (
        deadline(start, 35, Unit.WORKING_DAY, GROWN).at,
        False,
    )


def test_a_clock_that_the_office_stopped_stands_also_while_an_operator_has_to_look_besides() -> None:
    start = datetime(2026, 12, 1, 2, tzinfo=UTC)
    working = received("2026-12-01", status=ItemStatus.ACCEPTED, due_at=start + timedelta(days=7))
    late, trouble = start + timedelta(days=30), Incident("Dispatch", "DepartmentRefusedPayload", "…", start)
    said = answer("suspended", at=start.isoformat())

    halted = stopped(answered(working, said, start), trouble)

    assert halted.status is ItemStatus.INCIDENT
    assert not past_bound(halted, late)
    assert past_bound(stopped(working, trouble), late)


def test_an_office_is_not_late_while_its_list_is_with_the_applicant_and_an_operator_has_to_look_besides() -> (
    None
):
    start = datetime(2026, 12, 1, 2, tzinfo=UTC)
    working = received("2026-12-01", status=ItemStatus.ACCEPTED, due_at=start + timedelta(days=7))
    late, trouble = start + timedelta(days=10), Incident("Dispatch", "DepartmentRefusedPayload", "…", start)
    asked = answered(
        working,
        answer("correction_requested", at=start.isoformat()),
        start,
        due=deadline(start, 15, Unit.WORKING_DAY, HOLIDAYS),
    )

    halted = stopped(asked, trouble)

    assert halted.status is ItemStatus.INCIDENT
    assert not past_bound(halted, late)


def test_a_correction_gains_a_holiday_that_became_known_and_never_loses_a_day() -> None:
    asked = received("2026-12-15", status=ItemStatus.CORRECTING, correct_by=None)
    asked = with_clock(asked, correct_by=deadline(asked.since, 15, Unit.WORKING_DAY, HOLIDAYS).at)
    later = replace(GROWN, days_off=GROWN.days_off | {date(2027, 1, 4)})
    sooner = replace(GROWN, make_up_workdays=GROWN.make_up_workdays | {date(2027, 1, 2)})

    gained, kept = counted_again(asked, NOW, later), counted_again(asked, NOW, sooner)

    assert gained is not None
    assert gained.clock.correct_by is not None
    assert asked.clock.correct_by is not None
    assert gained.clock.correct_by > asked.clock.correct_by
    assert kept is None


def test_an_office_is_silent_from_its_last_word() -> None:
    heard = NOW + timedelta(days=1)
    item = make.sent(status=ItemStatus.ACCEPTED, heard_at=heard)
    late = NOW + timedelta(days=14)

    after = fallen_silent(item, late, CALENDAR)

    assert after is not None
    assert after.clock.silent_since == heard
    assert fallen_silent(after, late, CALENDAR) is None


def test_any_answer_ends_the_silence() -> None:
    silent = make.sent(silent_since=NOW)

    assert answered(silent, answer("received"), NOW + timedelta(days=9)).clock.silent_since is None


def test_an_office_is_reminded_once_a_working_day() -> None:
    friday = datetime(2026, 11, 27, 2, tzinfo=UTC)
    late = make.sent(overdue_since=friday)
    told = reminded(with_clock(late, reminder_owed=True), friday, sent=True)

    assert to_be_reminded(late, friday, CALENDAR)
    assert (told.clock.reminders, told.clock.reminder_owed) == (1, False)
    assert not to_be_reminded(told, friday + timedelta(days=2), CALENDAR)
    assert to_be_reminded(told, friday + timedelta(days=3), CALENDAR)


@each("changes", [{"sent_round": 0}, {"status": ItemStatus.INCIDENT}, {"reminder_owed": True}])
def test_an_office_is_not_reminded_of_what_it_has_not_or_cannot_read(changes: dict[str, Any]) -> None:
    item = with_flat(make.sent(), **changes)

    assert not to_be_reminded(item, NOW, CALENDAR)


def test_a_reminder_that_could_not_be_sent_is_tried_again_after_a_while() -> None:
    owed = make.sent(reminder_owed=True)
    tried = reminder_put_off(owed, NOW)

    assert reminder_is_due(owed, NOW)
    assert not reminder_is_due(tried, NOW + REMIND_AGAIN - SECOND)
    assert reminder_is_due(tried, NOW + REMIND_AGAIN)


@each("status", [ItemStatus.CORRECTING, ItemStatus.CONTESTABLE])
def test_a_term_of_before_the_ledger_was_put_back_is_counted_from_then_and_never_shortened(
    status: ItemStatus,
) -> None:
    at, mark = make.NOW + timedelta(days=3), "0a1b2c3d"
    short = make.sent(status=status, correct_by=make.NOW + timedelta(days=1))
    longer = make.sent(status=status, correct_by=make.NOW + timedelta(days=90))
    since = make.sent(status=status, since=at, correct_by=make.NOW + timedelta(days=1))

    given = term_anew(short, at, mark, make.CALENDAR)

    assert given.clock.correct_by == correction_due(short, at, make.CALENDAR).at
    assert given.clock.term_restored == mark
    assert term_anew(given, at, mark, make.CALENDAR) == given
    assert [term_anew(one, at, mark, make.CALENDAR) for one in (longer, since)] == [longer, since]
