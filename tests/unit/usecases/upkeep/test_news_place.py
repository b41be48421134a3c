"""How far the marks were read: the sweep's place moves over what is told, may be lost, and clocks may differ."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import RecordUnreadable, StoreBusy
from functions.domain.upkeep.repairs import LONGEST_CHECK, SET_BACK
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.upkeep.news import COMES_LATE, NEWS
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from tests.support.news import REPORT, SECOND, SOONEST, NewsWorld, settled

LAMBDAS = Path(__file__).parents[4] / "infra" / "functions.toml"


@pytest.fixture
def world() -> NewsWorld:
    return NewsWorld()


@pytest.mark.slow
def test_marks_take_a_part_of_a_sweep_and_the_rest_the_next(world: NewsWorld) -> None:
    tokens = [f"token-{number}" for number in range(4)]
    cases = [world.waiting(token) for token in tokens]
    settled(world)
    for case_id, token in zip(cases, tokens, strict=True):
        world.recorded(case_id, token)
        world.clock.advance(SECOND)
    world.clock.advance(SOONEST)
    world.troubled.slow = world.clock, timedelta(seconds=10)

    sweep(world.deps)
    first = list(world.engine.of_reports)
    sweep(world.deps)

    assert first == tokens[:2]
    assert world.engine.of_reports == tokens


def test_a_mark_that_comes_after_it_was_passed_is_told_by_the_next_look_at_its_case(world: NewsWorld) -> None:
    late, other = world.waiting("late"), world.waiting("other")
    settled(world)
    world.recorded(late, "late")
    world.clock.advance(SECOND)
    world.answered(other, REPORT, "granted")
    world.troubled.unseen = {late}
    world.clock.advance(SOONEST)
    sweep(world.deps)
    world.troubled.unseen.clear()
    world.clock.advance(FIRST_CHECK)
    sweep(world.deps)
    passed = list(world.engine.of_reports)
    world.clock.advance(LONGEST_CHECK)

    sweep(world.deps)

    assert passed == ["other", "other"]
    assert "late" in world.engine.told


def test_after_the_clock_was_set_back_what_comes_then_is_told(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.clock.advance(timedelta(days=2))
    other = world.waiting("other")
    world.answered(other, REPORT, "granted")
    world.clock.advance(SOONEST)
    sweep(world.deps)
    world.clock.advance(timedelta(days=-1))
    sweep(world.deps)
    world.recorded(case_id)
    world.engine.told.clear()
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert "token" in world.engine.told


def lost_place(world: NewsWorld) -> None:
    place = world.place
    assert place is not None
    world.store.delete(place)
    world.troubled.read.clear()


def test_without_a_place_nothing_is_lost_and_no_mark_is_read_that_a_look_has_told(world: NewsWorld) -> None:
    before, lately = world.waiting("before"), world.waiting("lately")
    settled(world)
    world.recorded(before, "before")
    world.clock.advance(LONGEST_CHECK + SET_BACK)
    world.recorded(lately, "lately")
    lost_place(world)
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.troubled.read == [lately]
    assert {"before", "lately"} <= set(world.engine.told)
    assert world.place is not None


def test_without_a_place_what_was_marked_since_the_longest_time_between_looks_is_told_by_its_mark(
    world: NewsWorld,
) -> None:
    case_id = world.waiting()
    settled(world)
    sweep(world.deps)
    world.recorded(case_id)
    lost_place(world)
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert world.troubled.read == [case_id]
    assert dict(report.repairs) == {"Retold": 2}


def test_once_every_case_went_back_into_a_lost_engine_no_mark_of_before_is_read(world: NewsWorld) -> None:
    case_id, other = world.waiting("one"), world.waiting("other")
    settled(world)
    world.recorded(case_id, "one")
    world.recorded(other, "other")
    world.clock.advance(SOONEST)
    world.troubled.read.clear()

    report = sweep(world.deps, everything=True)
    sweep(world.deps)

    assert (report.cases, dict(report.failures)) == (2, {})
    assert {"one", "other"} <= set(world.engine.told)
    assert world.troubled.read == []


@pytest.mark.parametrize("fault", [StoreBusy(), RecordUnreadable()])
def test_the_marks_of_a_case_that_could_not_be_looked_at_then_are_read_by_the_next_sweep(
    world: NewsWorld, fault: Exception
) -> None:
    case_id = world.waiting("one")
    settled(world)
    world.recorded(case_id, "one")
    world.clock.advance(SOONEST)
    world.troubled.fault, world.troubled.out_of_reach = fault, {case_id}

    report = sweep(world.deps, everything=True)
    world.troubled.out_of_reach.clear()
    told = list(world.engine.told)
    sweep(world.deps)

    assert report.failures[type(fault).__name__] == 1
    assert told == []
    assert "one" in world.engine.told


@pytest.mark.slow
def test_however_many_closed_cases_have_marks_a_sweep_without_a_place_reads_none_of_them(
    world: NewsWorld,
) -> None:
    for number in range(12):
        case_id = world.submitted(REPORT)
        world.granted(case_id, "service_check")
        world.dispatched(case_id, REPORT, token=f"closed-{number}")
        world.answered(case_id, REPORT, "granted")
        close(case_id, 1, world.deps)
    world.clock.advance(timedelta(days=400))
    marks = world.store.news(None, world.clock(), limit=100)

    sweep(world.deps)
    second = sweep(world.deps)

    assert len(marks) == 24
    assert world.troubled.read == []
    assert dict(second.repairs) == {}


@pytest.mark.slow
def test_a_backlog_of_marks_takes_several_sweeps_of_a_bound_each_which_a_line_tells(
    world: NewsWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("functions.usecases.upkeep.news._STEP", 1)
    monkeypatch.setattr("functions.usecases.upkeep.news._STEPS", 10)
    cases = [world.waiting(f"token-{number}") for number in range(14)]
    settled(world)
    for number, case_id in enumerate(cases):
        world.recorded(case_id, f"token-{number}")
        world.clock.advance(SECOND)
    world.clock.advance(SOONEST)
    world.troubled.read.clear()
    capsys.readouterr()

    sweep(world.deps)
    first, told = list(world.troubled.read), capsys.readouterr().out.count('"news not read to the end"')
    sweep(world.deps)

    assert first == cases[:10]
    assert told == 1
    assert world.troubled.read == cases
    assert "news not read to the end" not in capsys.readouterr().out


def test_a_mark_has_come_before_it_is_passed_however_long_its_writer_lives() -> None:
    lambdas = tomllib.loads(LAMBDAS.read_text(encoding="utf-8"))
    longest = {name: timedelta(seconds=one["timeout"]) for name, one in lambdas.items()}
    # By so much clocks may differ, and the list may lag.
    skew = timedelta(seconds=30)

    assert longest["api_handler"] < COMES_LATE
    assert max(longest.values()) + skew <= FIRST_CHECK + COMES_LATE


def test_what_was_marked_by_a_clock_that_is_set_back_ten_minutes_later_is_told_by_the_next_look(
    world: NewsWorld,
) -> None:
    case_id, ten_minutes = world.waiting(), timedelta(minutes=10)
    settled(world)
    world.clock.advance(LONGEST_CHECK)
    sweep(world.deps)
    looked = world.clock()
    world.clock.advance(-ten_minutes)
    # Marked before that look by this clock, and the sweep has passed its time.
    world.recorded(case_id)
    world.troubled.unseen = {case_id}
    world.clock.advance(ten_minutes)
    for _ in range(5):
        world.clock.advance(FIRST_CHECK)
        sweep(world.deps)
    passed = list(world.engine.of_reports)
    world.clock.advance(LONGEST_CHECK)

    sweep(world.deps)

    assert (world.item(case_id, REPORT).news_at or looked) < looked
    assert "token" not in passed
    assert "token" in world.engine.of_reports


def test_a_place_that_cannot_be_read_is_like_none_and_is_written_anew(world: NewsWorld) -> None:
    sweep(world.deps)
    case_id = world.waiting()
    settled(world)
    world.recorded(case_id)
    world.troubled.damage_record(OWED_READ, NEWS)
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.engine.of_reports == ["token"]
    assert world.troubled.record(OWED_READ, NEWS) is not None
