from datetime import date
from pathlib import Path

import pytest

from functions.adapters.calendar import working_calendar
from functions.adapters.holidays import BadHolidays, calendar_beside, load_holidays
from functions.domain.clock import Calendar
from tests.support.each import each
from tests.support.notices_of_days import YEAR

AFTER = """[2028]
source = "国办发明电〔2027〕0号"
days_off = [
  [2028-01-01, 2028-01-01], [2028-01-25, 2028-01-31], [2028-04-04, 2028-04-04], [2028-05-01, 2028-05-02],
  [2028-05-28, 2028-05-28], [2028-10-01, 2028-10-03],
]
workdays = []
"""


def _beside(folder: Path, text: str) -> Calendar:
    (folder / "holidays.toml").write_text(text, "utf-8")
    return calendar_beside(folder / "routes.toml")


def test_a_notice_settles_its_year(tmp_path: Path) -> None:
    calendar = _beside(tmp_path, YEAR)

    assert calendar.known_until == date(2027, 12, 31)
    # Two days that the estimate takes for workdays, and three of weekends.
    assert not any(calendar.is_working(day) for day in (date(2027, 2, 11), date(2027, 9, 17)))
    assert all(calendar.is_working(date(*day)) for day in ((2026, 12, 27), (2027, 2, 13), (2027, 5, 8)))


def test_where_the_estimate_took_a_day_off_that_the_notice_does_not_it_is_a_workday(tmp_path: Path) -> None:
    # 3 May is the estimate's, for the Saturday before.
    shorter = YEAR.replace("[2027-05-01, 2027-05-04]", "[2027-05-01, 2027-05-02]")

    assert _beside(tmp_path, shorter).is_working(date(2027, 5, 3))
    assert not working_calendar().is_working(date(2027, 5, 3))


def test_the_years_that_the_program_knows_stay_as_they_are(tmp_path: Path) -> None:
    given, known = _beside(tmp_path, YEAR), working_calendar()

    assert {day for day in given.days_off if day.year < 2027} == {
        day for day in known.days_off if day.year < 2027
    }
    assert given.make_up_workdays > known.make_up_workdays


def test_a_year_that_was_changed_is_believed_over_what_the_program_knows(tmp_path: Path) -> None:
    changed = """[2026]
source = "国办发明电〔2026〕0号"
days_off = [[2026-01-01, 2026-01-01], [2026-02-16, 2026-02-22], [2026-05-01, 2026-05-02], [2026-10-01, 2026-10-03]]
workdays = []
"""

    calendar = _beside(tmp_path, changed)

    assert calendar.known_until >= date(2026, 12, 31)
    assert calendar.is_working(date(2026, 10, 6))
    assert not calendar.is_working(date(2026, 10, 10))


def test_two_years_follow_each_other(tmp_path: Path) -> None:
    assert _beside(tmp_path, YEAR + AFTER).known_until == date(2028, 12, 31)


def test_a_year_after_one_that_is_missing_is_refused(tmp_path: Path) -> None:
    known = working_calendar().known_until.year
    alone = AFTER.replace("2028", str(known + 2)).replace("2027", str(known + 1))

    with pytest.raises(BadHolidays, match=str(known + 1)):
        _beside(tmp_path, alone)


def test_without_a_table_it_is_what_the_program_knows(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[3] / "infra" / "routes.toml"

    assert calendar_beside(tmp_path / "routes.toml") is working_calendar()
    assert calendar_beside(shipped) == working_calendar()


@each(
    "text, named",
    [
        ("[2027", "holidays.toml"),
        ("years = 1", "years"),
        ("[1999]\n" + YEAR.split("\n", 1)[1], "1999"),
        ("[２０２７]", "holidays.toml"),
        (YEAR.replace('source = "国办发明电〔2026〕0号"', ""), "source"),
        (YEAR.replace("workdays", "work_days"), "work_days"),
        (YEAR.replace("2027-01-01, 2027-01-03", "2027-01-03, 2027-01-01"), "不是一段假期"),
        (YEAR.replace("2027-10-07", "2027-10-27"), "不是一段假期"),
        (YEAR.replace("2027-01-01, 2027-01-03", "2027-01-01"), "days_off"),
        (YEAR.replace("2027-01-01, 2027-01-03", "2028-01-01, 2028-01-03"), "2028-01-01 不是这一年的"),
        (YEAR.replace("[2027-06-09, 2027-06-09],", ""), "少了节假日 2027-06-09"),
        (YEAR.replace("2027-02-05, 2027-02-11", "2027-02-06, 2027-02-11"), "少了节假日 2027-02-05"),
        (YEAR.replace("2027-02-13", "2027-02-07"), "2027-02-07 已是放假日"),
        (YEAR.replace("2027-02-13", "2027-02-15"), "2027-02-15 不是周六、周日"),
        (YEAR.replace("2027-02-13", "2027-02-30"), "holidays.toml"),
    ],
)
def test_a_table_that_cannot_be_used_says_where(text: str, named: str) -> None:
    with pytest.raises(BadHolidays, match=named):
        load_holidays(text)
