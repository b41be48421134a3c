"""Who recorded an outcome may die before it tells the engine: the sweep tells it by the mark, and seldom writes anything."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import Wait
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import ExecutionError, RecordUnreadable, StaleWrite, StoreBusy
from functions.domain.upkeep.repairs import LONGEST_CHECK, SET_BACK
from functions.ports.case_store import NewsMark, Record
from functions.usecases.case.wait import Task
from functions.usecases.operator.setbacks import setback_of
from functions.usecases.record_kinds.shared import OWED_READ
from functions.usecases.upkeep.news import COMES_LATE, NEWS
from functions.usecases.upkeep.states import await_prerequisites, close
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.edition import followed_codes
from schemas.codes import Outcome
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.clock import FakeClock
from tests.support.fakes.executions import FakeExecutions
from tests.support.figures import confirmed, proposed_figure
from tests.support.world import World

REPORT, SUBSIDY, BEHIND = "discharge_report", "economic_subsidy", "employment_support"
LAMBDAS = Path(__file__).parents[4] / "infra" / "functions.toml"
SOONEST = FIRST_CHECK + COMES_LATE
SECOND = timedelta(seconds=1)


class Crash(BaseException):
    """The process dies."""


class ToldOf(FakeExecutions):
    """Keeps in order what it was told; while `down`, it hears nothing of these tokens."""

    def __init__(self, engine: FakeExecutions) -> None:
        self.__dict__.update(vars(engine))
        self.told: list[str] = []
        self.down: set[str] = set()
        self.fault: Exception = ExecutionError()

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        if token in self.down:
            raise self.fault
        self.told.append(token)
        super().resume(token, output)

    @property
    def of_reports(self) -> list[str]:
        return [token for token in self.told if not token.startswith("behind-")]


class Troubled(FakeCaseStore):
    """The same ledgers. `dying`: before the place is moved. `unseen`: cases of which no mark has come to the list. `behind`:
    what a glimpse shows. `unreadable`: cases whose rows are damaged. `busy`: no item can be written. `written_over`:
    every write of an item is beaten. `meanwhile`: done once, before the next write. `slow`: so long takes each reading of
    marks, which come one by one. `read`: the cases whose marks were read.
    """

    def __init__(self, store: FakeCaseStore) -> None:
        self.__dict__.update(vars(store))
        self.dying = self.busy = self.written_over = False
        self.fault: Exception = RecordUnreadable()
        self.meanwhile: Callable[[], None] | None = None
        self.slow: tuple[FakeClock, timedelta] | None = None
        self.unseen: set[str] = set()
        self.behind: dict[str, Ledger] = {}
        self.unreadable: set[str] = set()
        self.read: list[str] = []

    def put(self, record: Record) -> Record:
        if self.dying and record.kind == OWED_READ:
            raise Crash
        return super().put(record)

    def commit(self, change: Change) -> Change:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        if self.busy and change.items:
            raise StoreBusy
        if self.written_over and change.items:
            raise StaleWrite
        return super().commit(change)

    def news(self, after: Any, until: Any, *, limit: int) -> tuple[NewsMark, ...]:
        if self.slow:
            clock, long = self.slow
            clock.advance(long)
            limit = 1
        found = super().news(after, until, limit=limit)
        marks = tuple(mark for mark in found if mark.case_id not in self.unseen)
        self.read += (mark.case_id for mark in marks)
        return marks

    def glimpse(self, case_id: str) -> Ledger:
        if case_id in self.unreadable:
            raise self.fault
        return self.behind.get(case_id) or super().ledger(case_id)


class NewsWorld(World):
    def __init__(self) -> None:
        super().__init__()
        self.engine, self.troubled = ToldOf(self.executions), Troubled(self.store)
        self.deps = replace(self.deps, executions=self.engine, store=self.troubled)

    def waiting(self, token: str = "token") -> str:
        """A case whose report is with its office, under this token, and what stands behind it waits."""
        case_id = self.submitted(REPORT, SUBSIDY)
        self.granted(case_id, "service_check")
        self.dispatched(case_id, REPORT, token=token)
        await_prerequisites(Task(case_id, SUBSIDY, 1, "AwaitPrerequisites", f"behind-{token}"), self.deps)
        return case_id

    def recorded(self, case_id: str, token: str = "token", kind: str = "granted", **fields: Any) -> None:
        """Recorded, and whoever did it died before the engine heard of it."""
        self.engine.down |= {token, f"behind-{token}"}
        self.answered(case_id, REPORT, kind, **fields)
        self.engine.down.clear()

    @property
    def place(self) -> Record | None:
        return self.store.record(OWED_READ, NEWS)


@pytest.fixture
def world() -> NewsWorld:
    return NewsWorld()


def settled(world: NewsWorld) -> None:
    """Everything of before has been passed, and the next look at the cases is hours away."""
    for _ in range(9):
        world.clock.advance(timedelta(hours=1))
        sweep(world.deps)
    world.engine.told.clear()


def test_whoever_died_after_recording_an_outcome_is_made_up_for_within_three_minutes(
    world: NewsWorld,
) -> None:
    case_id = world.waiting()
    settled(world)
    world.recorded(case_id)

    world.clock.advance(SOONEST - SECOND)
    sweep(world.deps)
    before = list(world.engine.of_reports)
    world.clock.advance(SECOND)
    report = sweep(world.deps)

    assert before == []
    assert world.engine.of_reports == ["token"]
    assert dict(report.repairs) == {"Retold": 2}
    assert "behind-token" in world.engine.told
    assert timedelta() < SOONEST + FIRST_CHECK < timedelta(minutes=3)


def test_what_the_engine_was_told_it_is_told_once_more_and_nothing_is_written(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    before, told = world.ledger(case_id), list(world.engine.of_reports)
    world.clock.advance(SOONEST)

    first, second = sweep(world.deps), sweep(world.deps)

    assert told == ["token"]
    assert world.engine.of_reports == ["token", "token"]
    assert dict(first.repairs) == dict(second.repairs) == {}
    assert world.ledger(case_id) == before
    assert first.oldest_owed == timedelta()


def test_a_sweep_that_dies_before_its_place_is_moved_does_the_same_again(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.recorded(case_id)
    world.clock.advance(SOONEST)
    before = world.place
    world.troubled.dying = True
    with pytest.raises(Crash):
        sweep(world.deps)
    world.troubled.dying = False

    sweep(world.deps)

    assert world.engine.of_reports == ["token", "token"]
    assert world.place != before


def test_what_cannot_be_told_is_owed_and_keeps_no_other_news_back(world: NewsWorld) -> None:
    stuck, other = world.waiting("stuck"), world.waiting("other")
    settled(world)
    world.recorded(stuck, "stuck")
    world.clock.advance(SECOND)
    world.recorded(other, "other")
    world.engine.down.add("stuck")
    world.clock.advance(SOONEST)
    failing = sweep(world.deps)
    place = world.place
    owed = world.item(stuck, REPORT)
    world.engine.down.clear()
    world.clock.advance(SECOND)

    report = sweep(world.deps)

    assert failing.failures["ExecutionError"]
    assert (owed.news_at, owed.check_at is not None) == (None, True)
    assert world.engine.of_reports == ["other", "stuck"]
    assert report.repairs["Resume"] == 1
    assert world.place == place
    assert (world.item(stuck, REPORT).wait, world.item(stuck, REPORT).check_at) == (None, None)


@pytest.mark.parametrize("where", ["engine", "store"])
def test_a_fault_of_ours_in_one_mark_keeps_no_other_back_and_is_named(world: NewsWorld, where: str) -> None:
    bad, other = world.waiting("bad"), world.waiting("other")
    settled(world)
    world.recorded(bad, "bad")
    world.clock.advance(SECOND)
    world.recorded(other, "other")
    fault = KeyError("440100199001010000")
    if where == "engine":
        world.engine.fault, world.engine.down = fault, {"bad"}
    else:
        world.troubled.fault, world.troubled.unreadable = fault, {bad}
    world.clock.advance(SOONEST)
    before = world.place
    failing = sweep(world.deps)
    told, named, place = list(world.engine.of_reports), setback_of(bad, world.deps), world.place
    world.engine.down, world.troubled.unreadable = set(), set()
    world.clock.advance(FIRST_CHECK)

    sweep(world.deps)

    assert "other" in told
    assert failing.failures["KeyError"]
    assert named is not None
    assert "440100199001010000" not in repr(named)
    assert place != before
    assert "bad" in world.engine.of_reports


def test_what_can_neither_be_told_nor_noted_keeps_no_other_back_and_is_named(world: NewsWorld) -> None:
    bad, other = world.waiting("bad"), world.waiting("other")
    settled(world)
    world.recorded(bad, "bad")
    world.clock.advance(SECOND)
    world.recorded(other, "other")
    world.engine.down, world.troubled.written_over = {"bad"}, True
    world.clock.advance(SOONEST)
    before = world.place

    report = sweep(world.deps)

    assert "other" in world.engine.of_reports
    assert report.failures["StaleWrite"]
    assert setback_of(bad, world.deps) is not None
    assert world.place != before


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


def test_nothing_is_passed_that_was_neither_told_nor_owed(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.recorded(case_id)
    world.engine.down.add("token")
    world.troubled.busy = True
    world.clock.advance(SOONEST)
    before = world.place
    failing = sweep(world.deps)
    kept = world.place
    world.engine.down.clear()
    world.troubled.busy = False

    sweep(world.deps)

    assert failing.failures["StoreBusy"]
    assert kept == before
    assert world.engine.of_reports == ["token"]


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


def test_a_look_tells_the_news_since_the_one_before_and_no_more(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    counted = []
    for _ in range(3):
        world.clock.advance(LONGEST_CHECK)
        world.engine.told.clear()
        sweep(world.deps)
        counted.append(world.engine.told.count("token"))

    assert counted == [2, 0, 0]


def test_behind_what_nothing_stands_only_its_own_row_is_read(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    world.dispatched(case_id, SUBSIDY, token="last")
    world.clock.advance(SOONEST)
    sweep(world.deps)
    world.engine.down.add("last")
    world.answered(case_id, SUBSIDY, "granted")
    world.engine.down.clear()
    world.troubled.unreadable = {case_id}
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert SUBSIDY not in followed_codes()
    assert report.repairs["Retold"] == 1
    assert world.engine.of_reports[-1] == "last"


def test_what_a_place_has_put_in_order_is_told_to_whatever_stands_behind(world: NewsWorld) -> None:
    none = {"value": None, "unit": None}
    confirmed(world.deps, proposed_figure(item=BEHIND, figure="after", after=[REPORT, SUBSIDY], **none))
    world.clock.advance(timedelta(days=1))
    case_id = world.submitted(REPORT, SUBSIDY, BEHIND)
    world.granted(case_id, "service_check", REPORT)
    world.dispatched(case_id, SUBSIDY, token="token")
    await_prerequisites(Task(case_id, BEHIND, 1, "AwaitPrerequisites", "behind-token"), world.deps)
    settled(world)
    world.engine.down = {"token", "behind-token"}
    world.answered(case_id, SUBSIDY, "granted")
    world.engine.down = set()
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert SUBSIDY not in followed_codes()
    assert "behind-token" in world.engine.told


def test_where_a_glimpse_does_not_show_what_was_marked_the_ledger_is_asked(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.troubled.behind = {case_id: world.ledger(case_id)}
    world.recorded(case_id)
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.engine.of_reports == ["token"]


@pytest.mark.parametrize("lags", [False, True])
def test_whoever_begins_to_wait_as_its_prerequisite_ends_goes_on_at_once_or_by_the_mark_if_both_readings_lag(
    world: NewsWorld, lags: bool
) -> None:
    case_id = world.submitted(REPORT, SUBSIDY)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, REPORT, token="token")
    settled(world)
    run = world.ledger(case_id).case.run
    task = Task(case_id, SUBSIDY, run, "AwaitPrerequisites", "behind-token")
    world.troubled.behind = {case_id: world.ledger(case_id)} if lags else {}
    world.troubled.meanwhile = lambda: await_prerequisites(task, world.deps)
    world.answered(case_id, REPORT, "granted")
    at_once = "behind-token" in world.engine.told
    world.troubled.behind = {}
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert at_once is not lags
    assert report.repairs["Retold"] == (1 if lags else 0)
    assert "behind-token" in world.engine.told


def test_a_case_that_cannot_be_read_is_named_and_keeps_no_other_news_back(world: NewsWorld) -> None:
    damaged, other = world.waiting("damaged"), world.waiting("other")
    settled(world)
    for case_id, token in ((damaged, "damaged"), (other, "other")):
        world.recorded(case_id, token)
    world.troubled.unreadable = {damaged}
    world.clock.advance(SOONEST)
    before = world.place

    report = sweep(world.deps)

    assert world.engine.of_reports == ["other"]
    assert report.failures["RecordUnreadable"] == 1
    assert setback_of(damaged, world.deps) is not None
    assert world.place != before


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


def test_what_stands_behind_a_failed_item_is_blocked_should_its_recorder_have_died_before(
    world: NewsWorld,
) -> None:
    case_id = world.waiting()
    settled(world)
    before = world.ledger(case_id)
    world.recorded(case_id, kind="refused", reason="材料不实")
    # As if it had died between the two writes.
    world.store.keep(before.item(SUBSIDY))
    world.clock.advance(SOONEST)

    report = sweep(world.deps)

    assert world.item(case_id, SUBSIDY).outcome is Outcome.BLOCKED
    assert "token" in world.engine.told
    assert report.repairs["Retold"] == 1


def test_what_an_earlier_release_noted_as_owed_is_told_and_noted(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    now = world.clock()
    item = world.item(case_id, REPORT)
    decided = replace(item, outcome=Outcome.GRANTED, since=now, follow_up_at=now + FIRST_CHECK)
    world.store.commit(Change(items=(replace(decided, wait=Wait("Dispatch", "token", 1, now)),)))
    world.clock.advance(FIRST_CHECK)

    report = sweep(world.deps)

    assert world.engine.of_reports == ["token"]
    assert report.repairs["Resume"] == 1
    assert (world.item(case_id, REPORT).wait, world.item(case_id, REPORT).check_at) == (None, None)


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


def test_of_a_closed_case_nobody_is_told_anything(world: NewsWorld) -> None:
    case_id = world.waiting()
    settled(world)
    world.answered(case_id, REPORT, "granted")
    world.dispatched(case_id, SUBSIDY, token="last")
    world.answered(case_id, SUBSIDY, "granted")
    close(case_id, 1, world.deps)
    world.engine.told.clear()
    world.clock.advance(SOONEST)

    sweep(world.deps)

    assert world.engine.of_reports == []


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
