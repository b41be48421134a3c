from datetime import UTC, datetime, timedelta
from pathlib import Path

from functions.adapters.calendar import working_calendar
from infra.alarms import declared_alarms
from infra.embedded.checking_offices import look_at_holidays, look_at_offices
from infra.embedded.safety import SafetyFinding, SafetyLevel
from infra.embedded.settings import Settings

LAST = working_calendar().known_until


def told(folder: Path, at: datetime) -> SafetyFinding:
    [finding] = look_at_holidays(Settings(folder, routes=folder / "routes.toml"), lambda: at)
    return finding


def test_until_when_the_days_off_are_known_is_told(tmp_path: Path) -> None:
    finding = told(tmp_path, datetime(LAST.year, 12, 1, 15, 59, tzinfo=UTC))

    assert finding.level is SafetyLevel.FINE
    assert str(LAST) in finding.line


def test_it_says_so_from_when_on_the_alarm_rings(tmp_path: Path) -> None:
    days = declared_alarms()["calendar_ends"]["when"][2]
    rings = datetime(LAST.year, LAST.month, LAST.day, 16, tzinfo=UTC) - timedelta(days=days)

    assert told(tmp_path, rings - timedelta(seconds=1)).level is SafetyLevel.FINE
    assert told(tmp_path, rings).level is SafetyLevel.NOTE


def test_from_thirty_days_before_their_end_on_it_says_where_the_next_year_goes(tmp_path: Path) -> None:
    # In China the second of December has begun.
    finding = told(tmp_path, datetime(LAST.year, 12, 1, 16, tzinfo=UTC))

    assert finding.level is SafetyLevel.NOTE
    assert f"{LAST.year + 1} 年的公布后请写进 {tmp_path / 'holidays.toml'}" in finding.line


def test_a_table_that_cannot_be_used_is_wrong_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "holidays.toml").write_text("[2027]\n", "utf-8")

    finding = told(tmp_path, datetime(LAST.year, 1, 1, tzinfo=UTC))

    assert finding.level is SafetyLevel.WRONG
    assert "[2027] source" in finding.line


def test_of_two_tables_the_one_with_the_fault_is_named(tmp_path: Path) -> None:
    routes, codes = tmp_path / "offices-of-gz.toml", tmp_path / "item_codes.toml"
    routes.write_text("[[office]]\nname = ", "utf-8")
    [of_routes] = look_at_offices(Settings(tmp_path, routes=routes))
    routes.write_text("", "utf-8")
    codes.write_text("[[item]]\noffice = 1\n", "utf-8")
    [of_codes] = look_at_offices(Settings(tmp_path, routes=routes))

    assert str(routes) in of_routes.line
    assert "routes.toml" not in of_routes.line
    assert str(codes) in of_codes.line
    assert str(routes) not in of_codes.line
