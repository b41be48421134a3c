from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.domain.clock import SHANGHAI
from infra.embedded.files import FolderInUse, sole_use
from infra.embedded.own_clock import BadClock, OwnClock, after_hours, after_working_days, move

# A Monday, ten in the morning of Shanghai.
REAL = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Real:
    now = REAL

    def __call__(self) -> datetime:
        return self.now


def test_a_clock_that_nobody_moved_is_the_real_one(tmp_path: Path) -> None:
    clock = OwnClock(tmp_path, Real())

    assert (clock(), clock.moments()) == (REAL, (REAL,))


def test_two_programs_that_run_see_a_move_at_once_and_each_is_told_of_it_once(tmp_path: Path) -> None:
    server, offices = OwnClock(tmp_path, Real()), OwnClock(tmp_path, Real())
    moved = server.moves()
    before = moved()

    move(tmp_path, Real(), after_hours(5))

    assert server() == offices() == OwnClock(tmp_path, Real())() == REAL + 5 * HOUR
    assert (before, moved(), moved()) == (False, True, False)


def test_moves_add_up(tmp_path: Path) -> None:
    clock = OwnClock(tmp_path, Real())

    for hours in (1, 2, 3):
        move(tmp_path, Real(), after_hours(hours))

    assert clock() == REAL + 6 * HOUR


def test_what_was_signed_just_before_a_move_is_good_for_a_minute(tmp_path: Path) -> None:
    real = Real()
    clock = OwnClock(tmp_path, real)
    move(tmp_path, real, after_hours(1))
    move(tmp_path, real, after_hours(1))
    at_once = clock.moments()
    real.now += timedelta(seconds=61)

    assert at_once == (REAL + 2 * HOUR, REAL + HOUR)
    assert clock.moments() == (real.now + 2 * HOUR,)


@pytest.mark.parametrize(("days", "last"), [(1, 24), (3, 26), (5, 30)])
def test_so_many_working_days_are_over_when_the_last_of_them_is(days: int, last: int) -> None:
    midnight = datetime(2026, 11, last, tzinfo=SHANGHAI) + timedelta(days=1)

    assert after_working_days(days)(REAL) == midnight


def test_a_clock_goes_forward_only(tmp_path: Path) -> None:
    move(tmp_path, Real(), after_hours(1))

    with pytest.raises(ValueError, match="forward"):
        move(tmp_path, Real(), lambda now: now - HOUR)

    assert OwnClock(tmp_path, Real())() == REAL + HOUR


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"ahead": "1"}', "\0"])
def test_a_file_that_cannot_be_read_is_not_taken_for_the_real_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "clock.json").write_text(text)

    with pytest.raises(BadClock):
        OwnClock(tmp_path, Real())


def test_two_do_not_move_it_at_once(tmp_path: Path) -> None:
    with sole_use(tmp_path, lock="clock.json.lock"), pytest.raises(FolderInUse):
        move(tmp_path, Real(), after_hours(1))
