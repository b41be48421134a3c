from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.domain.applicant.telling import ToldTodo, phone_text
from functions.domain.case.appointments import (
    appointment_reminded,
    booked,
    clashes,
    ended,
    is_void,
    missed_too_often,
    reminder_due,
    reminder_look,
    standing,
    void_look,
)
from functions.domain.case.facts import Mark
from functions.domain.case.item import CaseItem, with_dispatch, with_todos, with_withdrawal
from functions.domain.case.notices_owed import owed_notices
from functions.domain.case.transitions import decided
from functions.domain.clock import SHANGHAI, Calendar, working_day_before
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus, Outcome, Role
from schemas.codes_citizen import AppointmentState, TodoKind
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, done, ledger, sent

CODE, OFFICE = "identity_card", "public_security-440106"
# Monday; the working day before is Friday.
AT = datetime(2026, 11, 30, 9, 0, tzinfo=SHANGHAI)
EARLY = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)


def taken_up() -> CaseItem:
    item = sent(CODE, status=ItemStatus.ACCEPTED, accepted_at=NOW, visit=True)
    return with_dispatch(item, office=OFFICE)


def appointed(at: datetime = AT, item: CaseItem | None = None) -> CaseItem:
    return booked(item or taken_up(), OFFICE, at, 30, now=EARLY, calendar=CALENDAR, hour=9)


def test_the_reminder_is_owed_from_nine_on_the_working_day_before() -> None:
    item = appointed()

    assert reminder_look(item) == datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI)
    assert not reminder_due(item, datetime(2026, 11, 27, 8, 59, tzinfo=SHANGHAI))
    assert reminder_due(item, datetime(2026, 11, 27, 9, 0, tzinfo=SHANGHAI))


def test_holidays_are_no_working_days_before() -> None:
    calendar = Calendar(frozenset({date(2026, 11, 27)}), frozenset({date(2026, 11, 28)}), date(2026, 12, 31))

    assert working_day_before(date(2026, 11, 30), calendar) == date(2026, 11, 28)
    assert working_day_before(date(2026, 11, 28), calendar) == date(2026, 11, 26)


def test_who_books_for_the_next_day_after_nine_is_not_reminded() -> None:
    late = booked(taken_up(), OFFICE, AT, 30, now=AT - timedelta(days=2), calendar=CALENDAR, hour=9)

    assert reminder_look(late) is None


def test_a_reminder_that_comes_too_late_is_not_given() -> None:
    now = AT + timedelta(hours=1)

    after = appointment_reminded(appointed(), now)

    assert (standing(after), reminder_look(after)) != (None, AT)
    assert after.todos.appointment
    assert after.todos.appointment.reminded_at is None
    assert reminder_look(after) is None


def agreed(asked: datetime) -> CaseItem:
    """Asked back then, and let go two hours after the time that was booked."""
    late = AT + timedelta(hours=2)
    return with_withdrawal(decided(appointed(), Outcome.WITHDRAWN, late), at=asked)


def come(item: CaseItem) -> CaseItem:
    return with_todos(item, marks=(Mark(TodoKind.VISIT, AT, Role.APPLICANT, "applicant-1"),))


@each(
    "item, void",
    [
        (appointed(), False),
        (with_dispatch(appointed(), office="public_security-440300"), True),
        (with_dispatch(appointed(), office=None, office_override="public_security-440300"), True),
        (with_dispatch(appointed(), office=None, office_override=OFFICE), False),
        (appointed(item=done(CODE, Outcome.GRANTED)), True),
        (with_withdrawal(appointed(), at=NOW), True),
        (with_withdrawal(appointed(), at=AT + timedelta(hours=1)), False),
        (agreed(AT - timedelta(hours=1)), True),
        (agreed(AT + timedelta(hours=1)), False),
        (come(agreed(AT - timedelta(hours=1))), False),
        (ended(appointed(), AppointmentState.CANCELLED, NOW), False),
    ],
    ids=[
        "open",
        "elsewhere",
        "on its way there",
        "sent to the same one again",
        "decided",
        "asked back",
        "asked back after it",
        "asked back before it and agreed to after it",
        "asked back and agreed to after it",
        "asked back before it and come all the same",
        "cancelled",
    ],
)
def test_a_time_that_nobody_need_come_at_is_found_at_once(item: CaseItem, void: bool) -> None:
    assert is_void(item) is void
    assert (void_look(item) is not None) is void


def test_two_times_clash_if_one_begins_before_the_other_is_over() -> None:
    first, later = appointed(), appointed(AT + timedelta(minutes=30))

    assert clashes((first, appointed(AT + timedelta(minutes=29))))
    assert not clashes((later, first))


def test_how_often_somebody_may_miss_is_unbounded_until_it_is_confirmed() -> None:
    item = ended(ended(appointed(), AppointmentState.MISSED, NOW), AppointmentState.MISSED, NOW)

    assert item.todos.appointment
    assert item.todos.appointment.missed == 1
    assert [missed_too_often(item, most) for most in (None, 1, 2)] == [False, True, False]


@each(
    "item, key, words",
    [
        (appointment_reminded(appointed(), AT - timedelta(days=2)), "appointment", "请按时到天河分局"),
        (ended(appointed(), AppointmentState.CALLED_OFF, NOW), "called_off", "该机构届时停办"),
        (
            with_dispatch(ended(appointed(), AppointmentState.VOID, NOW), office="public_security-440300"),
            "moved",
            "请不要前往",
        ),
    ],
    ids=["reminded", "called off", "moved"],
)
def test_what_is_near_or_was_called_off_is_told_by_phone_with_its_time(
    item: CaseItem, key: str, words: str
) -> None:
    case = ledger(item, applicant="window/440106")
    owed = next(one for one in owed_notices(case) if one.key.startswith(f"{key}/"))

    text = phone_text(ToldTodo(case, owed, load_edition(CURRENT), "天河分局"))

    assert "2026年11月30日（星期一）09:00" in text
    assert words in text


def test_nobody_is_told_of_a_void_time_that_is_over_or_of_an_item_that_is_where_it_was() -> None:
    elsewhere = with_dispatch(appointed(), office="public_security-440300")
    over = ended(elsewhere, AppointmentState.VOID, AT + timedelta(hours=1))
    here = ended(appointed(), AppointmentState.VOID, NOW)

    owed = [one.key for item in (over, here) for one in owed_notices(ledger(item))]
    assert not [key for key in owed if key.startswith("moved")]


def test_nobody_is_told_of_a_time_of_an_item_that_is_decided_or_was_asked_back() -> None:
    called_off = ended(appointed(), AppointmentState.CALLED_OFF, NOW)

    for item in (replace(called_off, outcome=Outcome.GRANTED), with_withdrawal(called_off, at=NOW)):
        assert not [one for one in owed_notices(ledger(item)) if one.key.startswith("called_off")]
    assert reminder_look(with_withdrawal(appointed(), at=NOW)) is None
