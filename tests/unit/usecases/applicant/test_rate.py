from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem, attention
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import KeyReused, NothingToVisit, NotRateable, RatingFixed
from functions.domain.refusals import BadCursor, NotFound
from functions.usecases.applicant.rate import rate as rate_by_key
from functions.usecases.applicant.rate import rating_words
from functions.usecases.applicant.visits import Visit, visits
from functions.usecases.applicant.visits import report_visit as report_by_key
from functions.usecases.office.places import Place
from functions.usecases.record_kinds.applicant import RATING
from functions.usecases.upkeep.states import close
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.ratings import RatingOrder, VisitReport
from schemas.codes import Department, Role
from schemas.codes_citizen import RatingLevel
from tests.support.world import APPLICANT, World

REPORT = "discharge_report"
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
ELSEWHERE = replace(STAFF, region="440300")
POLICE = replace(STAFF, department=Department.PUBLIC_SECURITY)
STRANGER = Principal("applicant-2", Role.APPLICANT)
BAD = RatingOrder(item=REPORT, level=RatingLevel.DISSATISFIED, text="等了太久")
CALLED = VisitReport(reached=True, done="已电话致歉并说明进度")


def finished(*codes: str) -> tuple[World, str]:
    world = World()
    case_id = world.submitted(REPORT, *codes)
    world.granted(case_id, "service_check", REPORT, *codes)
    return world, case_id


def closed() -> tuple[World, str]:
    world, case_id = finished()
    close(case_id, 1, world.deps)
    return world, case_id


def owed(world: World, by: Principal = STAFF, cursor: str | None = None) -> list[Visit]:
    page = visits(Department.VETERANS_AFFAIRS, by=by, limit=10, cursor=cursor, deps=world.deps)
    return list(page.entries)


def rate(world: World, case_id: str, order: RatingOrder = BAD, *, key: str = "key-0001") -> Ledger:
    return rate_by_key(case_id, order, by=APPLICANT, key=key, deps=world.deps)


def report(
    world: World, case_id: str, given: VisitReport = CALLED, *, by: Principal = STAFF, key: str = "key-0001"
) -> CaseItem:
    return report_by_key(place(case_id), given, by=by, key=key, deps=world.deps)[1]


def place(case_id: str) -> Place:
    return Place(Department.VETERANS_AFFAIRS, case_id, REPORT)


def test_a_rating_stands_in_the_ledger_its_words_apart_and_the_history_has_neither_words_nor_name() -> None:
    world, case_id = closed()

    ledger = rate(world, case_id)

    item = ledger.item(REPORT)
    (event,) = [one for one in world.store.events(case_id, limit=100).entries if one.kind.value == "rated"]
    assert item.aftercare.rating is not None
    assert item.aftercare.rating.level is RatingLevel.DISSATISFIED
    assert rating_words(item, world.deps)["text"] == "等了太久"
    assert event.actor == "applicant"
    assert set(event.detail) == {"level", "channel", "digest", "result"}
    kept = world.store.record(RATING, f"{case_id}/{REPORT}")
    assert kept is not None
    assert kept.sealed


def test_the_same_rating_again_is_written_once() -> None:
    world, case_id = closed()

    once = rate(world, case_id)
    again = rate(world, case_id)
    by_another_key = rate(world, case_id, key="key-0002")

    assert by_another_key.item(REPORT) == once.item(REPORT)
    assert again.item(REPORT) == once.item(REPORT)
    assert world.kinds(case_id).count("rated") == 1


def test_what_cannot_be_rated_leaves_no_words_behind() -> None:
    world = World()
    case_id = world.submitted(REPORT)

    with pytest.raises(NotRateable):
        rate(world, case_id)

    assert world.store.record(RATING, f"{case_id}/{REPORT}") is None


def test_after_seven_days_neither_level_nor_words_can_be_changed() -> None:
    world, case_id = closed()
    rate(world, case_id)
    world.clock.advance(timedelta(days=8))

    for changed in (
        BAD.model_copy(update={"text": "另一段话"}),
        BAD.model_copy(update={"level": RatingLevel.NEUTRAL}),
    ):
        with pytest.raises(RatingFixed):
            rate(world, case_id, changed, key="key-0002")

    assert rating_words(world.item(case_id, REPORT), world.deps)["text"] == "等了太久"


def test_a_retry_of_an_old_rating_does_not_bring_it_back() -> None:
    world, case_id = closed()
    rate(world, case_id)
    better = RatingOrder(item=REPORT, level=RatingLevel.SATISFIED)
    rate(world, case_id, better, key="key-0002")

    ledger = rate(world, case_id)

    rating = ledger.item(REPORT).aftercare.rating
    assert rating is not None
    assert rating.level is RatingLevel.SATISFIED
    with pytest.raises(KeyReused):
        rate(world, case_id, better)


def test_nobody_rates_for_another() -> None:
    world, case_id = closed()

    with pytest.raises(CaseNotFound):
        rate_by_key(case_id, BAD, by=STRANGER, key="key-0001", deps=world.deps)


def test_a_bad_rating_is_a_visit_in_the_list_of_its_office_and_of_nobody_else() -> None:
    world, case_id = closed()
    rate(world, case_id)

    (visit,) = owed(world)

    assert (visit.item.code, visit.words, visit.rating.visit_overdue) == (REPORT, "等了太久", False)
    assert set(visit.contact) == {"name", "phone"}
    assert all(visit.contact.values())
    assert owed(world, ELSEWHERE) == []
    with pytest.raises(NotFound):
        owed(world, POLICE)
    with pytest.raises(BadCursor):
        owed(world, cursor="nowhere")


def test_the_office_says_what_it_did_and_the_visit_is_done() -> None:
    world, case_id = closed()
    rate(world, case_id)

    item, again = report(world, case_id), report(world, case_id)

    assert item.aftercare.rating is not None
    assert (item.aftercare.rating.visited_by, item == again) == ("staff-1", True)
    assert rating_words(item, world.deps)["visit"] == {"reached": True, "done": "已电话致歉并说明进度"}
    assert owed(world) == []
    with pytest.raises(NothingToVisit):
        report(world, case_id, VisitReport(reached=False, done="没有打通电话"), key="key-0002")


@pytest.mark.parametrize("by", [ELSEWHERE, POLICE])
def test_a_visit_of_another_office_does_not_exist(by: Principal) -> None:
    world, case_id = closed()
    rate(world, case_id)

    with pytest.raises(ItemNotFound):
        report(world, case_id, by=by)


def test_a_visit_that_is_overdue_is_shown_to_operators_even_of_a_closed_case() -> None:
    world, case_id = closed()
    rate(world, case_id)

    world.clock.advance(timedelta(days=3))
    early = sweep(world.deps)
    world.clock.advance(timedelta(days=6))
    late, again = sweep(world.deps), sweep(world.deps)

    assert (early.repairs["MarkUnvisited"], late.repairs["MarkUnvisited"], again.cases) == (0, 1, 0)
    assert attention(world.item(case_id, REPORT)) == "unvisited"
    assert "visit_overdue" in world.kinds(case_id)
    assert [visit.rating.visit_overdue for visit in owed(world)] == [True]


def test_a_visit_of_a_case_under_way_is_looked_at_in_time_as_well() -> None:
    world, case_id = finished("economic_subsidy")
    rate(world, case_id)

    for _ in range(10):
        world.clock.advance(timedelta(days=1))
        sweep(world.deps)

    assert attention(world.item(case_id, REPORT)) == "unvisited"
