from datetime import UTC, datetime
from pathlib import Path

from functions.adapters.calendar import working_calendar
from infra.embedded.checking_offices import look_at_holidays
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
