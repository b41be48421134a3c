from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.clock import (
    SHANGHAI,
    Calendar,
    Deadline,
    add_working_days,
    deadline,
    extended,
    shanghai_date,
    suspended,
    working_days_between,
)
from schemas.catalogue.figures import Unit
from tests.support.each import each

DAY = timedelta(days=1)


def _days(*spans: tuple[str, str]) -> frozenset[date]:
    ends = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]
    return frozenset(first + n * DAY for first, last in ends for n in range((last - first).days + 1))


NOTICE_2026 = Calendar(
    days_off=_days(
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ),
    make_up_workdays=frozenset(
        date(2026, month, day) for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    ),
    known_until=date(2026, 12, 31),
)


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}+08:00")


def end_of(day: str, *, provisional: bool = False) -> Deadline:
    return Deadline(at(day, "23:59:59"), provisional)


def counted(start: str, value: int, unit: Unit = Unit.WORKING_DAY) -> Deadline:
    return deadline(at(start), value, unit, NOTICE_2026)


def stopped(due: Deadline, since: str, until: str, unit: Unit = Unit.WORKING_DAY) -> Deadline:
    return suspended(due, since=at(since), until=at(until, "17:00"), calendar=NOTICE_2026, unit=unit)


@each(
    "start, value, last",
    [
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-03-13", 10, "2026-03-27"),
        ("2026-09-18", 15, "2026-10-15"),
        ("2026-04-30", 1, "2026-05-06"),
    ],
)
def test_working_days_follow_the_published_notice_with_its_make_up_workdays(
    start: str, value: int, last: str
) -> None:
    assert counted(start, value) == end_of(last)


@each(
    "start, value, unit, last",
    [
        ("2026-03-02", 30, Unit.NATURAL_DAY, "2026-04-01"),
        ("2026-09-01", 30, Unit.NATURAL_DAY, "2026-10-08"),
        ("2026-04-05", 30, Unit.NATURAL_DAY, "2026-05-06"),
        ("2026-03-04", 3, Unit.NATURAL_DAY, "2026-03-09"),
        ("2026-02-01", 13, Unit.NATURAL_DAY, "2026-02-14"),
        ("2026-01-31", 1, Unit.MONTH, "2026-02-28"),
        ("2026-03-31", 1, Unit.MONTH, "2026-04-30"),
        ("2026-07-01", 3, Unit.MONTH, "2026-10-08"),
        ("2025-12-31", 2, Unit.MONTH, "2026-02-28"),
        ("2025-06-15", 12, Unit.MONTH, "2026-06-15"),
    ],
)
def test_natural_days_and_months_that_end_on_a_day_off_end_with_the_next_working_day(
    start: str, value: int, unit: Unit, last: str
) -> None:
    assert counted(start, value, unit) == end_of(last)


def test_a_month_without_the_day_ends_on_its_last_day_also_in_a_leap_year() -> None:
    no_notice = Calendar(frozenset(), frozenset(), known_until=date(2023, 12, 31))

    due = deadline(at("2023-11-30"), 3, Unit.MONTH, no_notice)

    assert due == end_of("2024-02-29", provisional=True)


@pytest.mark.parametrize(
    ("day", "value", "last"), [("2026-03-13", 0, "2026-03-13"), ("2026-03-14", 0, "2026-03-16")]
)
def test_a_period_of_nothing_ends_the_same_day_or_the_next_working_day(
    day: str, value: int, last: str
) -> None:
    assert counted(day, value) == counted(day, value, Unit.NATURAL_DAY) == end_of(last)


def test_hours_are_plain_hours_even_over_a_holiday_and_past_the_known_calendar() -> None:
    over_a_holiday = counted("2026-09-30", 48, Unit.HOUR)
    past_the_calendar = counted("2026-12-31", 48, Unit.HOUR)

    assert over_a_holiday == Deadline(at("2026-10-02"), provisional=False)
    assert past_the_calendar == Deadline(at("2027-01-02"), provisional=False)


def test_an_instant_of_another_time_zone_counts_from_its_date_in_shanghai() -> None:
    late_in_london = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)

    due = deadline(late_in_london, 10, Unit.WORKING_DAY, NOTICE_2026)

    assert due == end_of("2026-03-27")
    assert due.at.utcoffset() == timedelta(hours=8)
    assert shanghai_date(late_in_london) == date(2026, 3, 13)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(datetime(2026, 3, 13), 1, Unit.WORKING_DAY, NOTICE_2026)  # noqa: DTZ001


@each("unit", Unit)
def test_a_negative_period_is_refused(unit: Unit) -> None:
    with pytest.raises(ValueError, match="negative"):
        counted("2026-03-13", -1, unit)


def test_working_days_are_never_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 3, 13), -1, NOTICE_2026)


def test_a_deadline_beyond_the_known_calendar_counts_weekends_and_says_it_is_provisional() -> None:
    known = counted("2026-12-30", 1)
    beyond = counted("2026-12-30", 3)

    assert known == end_of("2026-12-31")
    assert beyond == end_of("2027-01-04", provisional=True)


def test_a_natural_day_that_rolls_past_the_known_calendar_is_provisional() -> None:
    short = Calendar(frozenset({date(2026, 12, 31)}), frozenset(), known_until=date(2026, 12, 31))

    due = deadline(at("2026-12-01"), 30, Unit.NATURAL_DAY, short)

    assert due == end_of("2027-01-01", provisional=True)


def test_the_year_2026_has_248_working_days() -> None:
    assert working_days_between(date(2025, 12, 31), date(2026, 12, 31), NOTICE_2026) == 248


def test_working_days_between_two_days_are_negative_when_the_second_is_earlier() -> None:
    assert working_days_between(date(2026, 9, 24), date(2026, 10, 9), NOTICE_2026) == 5
    assert working_days_between(date(2026, 10, 9), date(2026, 9, 24), NOTICE_2026) == -5


@each(
    "since, until, last",
    [
        ("2026-03-16", "2026-03-16", "2026-03-27"),
        ("2026-03-16", "2026-03-18", "2026-03-31"),
        ("2026-03-20", "2026-03-23", "2026-03-30"),
        ("2026-03-20", "2026-03-22", "2026-03-27"),
        ("2026-03-27", "2026-03-29", "2026-03-30"),
        ("2026-03-27", "2026-03-31", "2026-03-31"),
        ("2026-03-28", "2026-04-10", "2026-03-27"),
        ("2026-03-18", "2026-03-16", "2026-03-27"),
    ],
    ids=[
        "stopped and restarted on one day",
        "two working days",
        "over a weekend, to Monday",
        "over a weekend, to Sunday",
        "stopped on its last day, to Sunday",
        "stopped on its last day",
        "stopped too late",
        "restarted before it stopped",
    ],
)
def test_a_stopped_clock_gives_back_the_working_days_it_stood(since: str, until: str, last: str) -> None:
    due = counted("2026-03-13", 10)

    assert stopped(due, since, until) == end_of(last)


@pytest.mark.parametrize("unit", [Unit.NATURAL_DAY, Unit.MONTH])
def test_a_stopped_natural_day_or_month_clock_gives_back_natural_days(unit: Unit) -> None:
    due = end_of("2026-03-27")

    assert stopped(due, "2026-03-16", "2026-03-20", unit) == end_of("2026-03-31")
    assert stopped(due, "2026-03-16", "2026-03-17", unit) == end_of("2026-03-30")


def test_a_stopped_hour_clock_gives_back_the_exact_time() -> None:
    due = counted("2026-03-13", 24, Unit.HOUR)

    moved = suspended(
        due,
        since=at("2026-03-13", "11:00"),
        until=at("2026-03-13", "12:30"),
        calendar=NOTICE_2026,
        unit=Unit.HOUR,
    )

    assert moved == Deadline(at("2026-03-14", "11:30"), provisional=False)


def test_a_clock_that_stands_into_an_unknown_year_becomes_provisional() -> None:
    due = counted("2026-12-18", 8)

    moved = stopped(due, "2026-12-28", "2027-01-04")

    assert due == end_of("2026-12-30")
    assert moved == end_of("2027-01-06", provisional=True)


def test_an_extension_adds_working_days_to_the_old_deadline() -> None:
    due = counted("2026-09-18", 5)

    assert extended(due, 5, NOTICE_2026) == end_of("2026-10-09")
    assert extended(due, 0, NOTICE_2026) == due


def test_what_was_provisional_stays_so_until_it_is_counted_again() -> None:
    estimate = end_of("2026-03-27", provisional=True)

    assert extended(estimate, 1, NOTICE_2026).provisional
    assert stopped(estimate, "2026-03-16", "2026-03-18").provisional


DATES = st.dates(date(2025, 11, 1), date(2027, 3, 31))
INSTANTS = st.datetimes(datetime(2025, 11, 1), datetime(2027, 3, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001
COUNTS = st.integers(0, 60)
POSITIVE = st.integers(1, 60)
DAY_UNITS = st.sampled_from([Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.MONTH])
# The machine may be busy: how long an example takes says nothing of the rule.
rule = settings(deadline=None, database=None)


@pytest.mark.slow
@rule
@given(DATES, COUNTS, COUNTS)
def test_more_working_days_never_end_earlier_nor_grow_more_certain(day: date, n: int, more: int) -> None:
    near, near_provisional = add_working_days(day, n, NOTICE_2026)
    far, far_provisional = add_working_days(day, n + more, NOTICE_2026)

    assert near <= far
    assert near_provisional <= far_provisional


@pytest.mark.slow
@rule
@given(DATES, COUNTS)
def test_so_many_working_days_later_is_a_working_day(day: date, n: int) -> None:
    last, provisional = add_working_days(day, n, NOTICE_2026)

    assert NOTICE_2026.is_working(last)
    assert provisional is (last > NOTICE_2026.known_until)


@pytest.mark.slow
@rule
@given(DATES, POSITIVE)
def test_counting_between_undoes_adding(day: date, n: int) -> None:
    last, _ = add_working_days(day, n, NOTICE_2026)

    assert working_days_between(day, last, NOTICE_2026) == n


@pytest.mark.slow
@rule
@given(DATES, DATES, DATES)
def test_working_days_between_add_up(a: date, b: date, c: date) -> None:
    through = working_days_between(a, b, NOTICE_2026) + working_days_between(b, c, NOTICE_2026)

    assert through == working_days_between(a, c, NOTICE_2026)


@pytest.mark.slow
@rule
@given(INSTANTS, COUNTS, COUNTS, DAY_UNITS)
def test_a_longer_period_never_ends_earlier_and_always_at_the_end_of_a_working_day(
    start: datetime, value: int, more: int, unit: Unit
) -> None:
    near = deadline(start, value, unit, NOTICE_2026)
    far = deadline(start, value + more, unit, NOTICE_2026)

    assert start < near.at + timedelta(seconds=1)
    assert near.at <= far.at
    assert near.provisional <= far.provisional
    assert NOTICE_2026.is_working(near.at.date())
    assert near.at.timetz() == time(23, 59, 59, tzinfo=SHANGHAI)


@pytest.mark.slow
@rule
@given(INSTANTS, COUNTS, st.sampled_from(Unit))
def test_the_time_zone_in_which_a_start_is_written_changes_nothing(
    start: datetime, value: int, unit: Unit
) -> None:
    written_in_utc = deadline(start.astimezone(UTC), value, unit, NOTICE_2026)

    assert written_in_utc == deadline(start, value, unit, NOTICE_2026)


@pytest.mark.slow
@rule
@given(INSTANTS, POSITIVE, INSTANTS, st.sampled_from(Unit))
def test_a_clock_stopped_for_no_time_is_the_same_clock(
    start: datetime, value: int, stop: datetime, unit: Unit
) -> None:
    due = deadline(start, value, unit, NOTICE_2026)

    assert suspended(due, since=stop, until=stop, calendar=NOTICE_2026, unit=unit) == due


@pytest.mark.slow
@rule
@given(INSTANTS, POSITIVE, st.integers(0, 60), st.integers(0, 60))
def test_the_working_days_left_when_a_clock_stops_are_left_when_it_restarts(
    start: datetime, value: int, running: int, standing: int
) -> None:
    due = deadline(start, value, Unit.WORKING_DAY, NOTICE_2026)
    since = min(start + running * DAY, due.at)
    until = since + standing * DAY
    left = working_days_between(shanghai_date(since), due.at.date(), NOTICE_2026)

    moved = suspended(due, since=since, until=until, calendar=NOTICE_2026, unit=Unit.WORKING_DAY)

    assert moved.at.date() == add_working_days(until.date(), left, NOTICE_2026)[0]


@pytest.mark.slow
@rule
@given(INSTANTS, POSITIVE, st.integers(0, 60), COUNTS, COUNTS, st.sampled_from(Unit))
def test_a_longer_stop_never_brings_a_deadline_forward(
    start: datetime, value: int, running: int, standing: int, longer: int, unit: Unit
) -> None:
    due = deadline(start, value, unit, NOTICE_2026)
    since = start + running * DAY

    def restarted(days: int) -> Deadline:
        return suspended(due, since=since, until=since + days * DAY, calendar=NOTICE_2026, unit=unit)

    assert due.at <= restarted(standing).at <= restarted(standing + longer).at
    assert due.provisional <= restarted(standing).provisional <= restarted(standing + longer).provisional
