"""What goes wrong with one mark keeps no other back, and is told or owed: nothing is passed in silence."""

import pytest

from functions.domain.case.waits import FIRST_CHECK
from functions.usecases.operator.setbacks import setback_of
from functions.usecases.upkeep.sweep import sweep
from tests.support.news import REPORT, SECOND, SOONEST, Crash, NewsWorld, settled


@pytest.fixture
def world() -> NewsWorld:
    return NewsWorld()


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
