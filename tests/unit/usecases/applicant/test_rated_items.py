"""Ratings of a region: each once, the newest first in its city, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import StoreBusy
from functions.ports.case_store import Record
from functions.usecases.applicant.rate import rate
from functions.usecases.applicant.rated_items import Rated, RatingsWanted, note_rating, ratings_of
from functions.usecases.applicant.visits import report_visit
from functions.usecases.intake.submit import submit
from functions.usecases.office.places import Place
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.ratings import RatingOrder, VisitReport
from schemas.codes import Department, Role
from schemas.codes_citizen import RatingLevel
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import DamagedPlaces
from tests.support.world import APPLICANT, World, application

REPORT, INSURANCE = "discharge_report", "social_insurance"
PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
SHENZHEN = Principal("operator-2", Role.OPERATOR, "440300")
STAFF = Principal("staff-1", Role.DEPARTMENT_STAFF, "440106", Department.VETERANS_AFFAIRS)
FINE, BAD = RatingLevel.VERY_SATISFIED, RatingLevel.VERY_DISSATISFIED


def served(world: World, *codes: str, key: str = "first", **changes: object) -> str:
    destination = {**application().destination.model_dump(mode="json"), **changes}
    form = application(items=list(codes), destination=destination)
    case_id = submit(form, by=APPLICANT, key=key, deps=world.deps).case_id
    world.granted(case_id, *(("service_check",) if REPORT in codes else ()), *codes)
    return case_id


def rated(
    world: World, case_id: str, level: RatingLevel = FINE, item: str = REPORT, key: str = "k-1"
) -> None:
    rate(case_id, RatingOrder(item=item, level=level), by=APPLICANT, key=key, deps=world.deps)


def found(
    world: World, wanted: RatingsWanted | None = None, by: Principal = PROVINCE, limit: int = 10
) -> list[Rated]:
    every: list[Rated] = []
    cursor = None
    while True:
        page = ratings_of(wanted or RatingsWanted(), by=by, limit=limit, cursor=cursor, deps=world.deps)
        every += page.entries
        cursor = page.cursor
        if cursor is None:
            return every


def codes(world: World, wanted: RatingsWanted, by: Principal = PROVINCE) -> list[str]:
    return [one.item.code for one in found(world, wanted, by)]


@pytest.mark.slow
@each("limit", [1, 2, 10])
def test_they_come_city_by_city_the_newest_first_without_a_gap_or_a_repetition(limit: int) -> None:
    world = World()
    first = served(world, REPORT, INSURANCE)
    far = served(world, INSURANCE, key="far", city="440300", county="440305")
    rated(world, far, item=INSURANCE)
    rated(world, first)
    world.clock.advance(timedelta(minutes=1))
    rated(world, first, item=INSURANCE, key="k-2")

    assert [(one.ledger.case.id, one.item.code) for one in found(world, limit=limit)] == [
        (first, INSURANCE),
        (first, REPORT),
        (far, INSURANCE),
    ]


def test_one_that_is_changed_is_listed_once_as_it_is_now_at_its_first_time() -> None:
    world = World()
    case_id = served(world, REPORT)
    rated(world, case_id, BAD)
    world.clock.advance(timedelta(hours=1))
    rated(world, case_id, FINE, key="k-2")
    rated(world, case_id, FINE, key="k-2")

    (one,) = found(world)

    assert (one.rating.level, one.rating.at + timedelta(hours=1)) == (FINE, one.rating.changed_at)


def test_only_those_of_ones_own_region_are_listed() -> None:
    world = World()
    rated(world, served(world, REPORT))

    assert len(found(world)) == 1
    assert found(world, by=SHENZHEN) == []


def test_each_filter_keeps_what_it_says() -> None:
    world = World()
    case_id = served(world, REPORT, INSURANCE)
    rated(world, case_id, BAD)
    world.clock.advance(timedelta(days=1))
    rated(world, case_id, FINE, item=INSURANCE, key="k-2")

    assert codes(world, RatingsWanted(levels=frozenset({BAD}))) == [REPORT]
    assert codes(world, RatingsWanted(item=INSURANCE)) == [INSURANCE]
    assert codes(world, RatingsWanted(department=Department.HUMAN_RESOURCES)) == [INSURANCE]
    assert codes(world, RatingsWanted(since=world.clock())) == [INSURANCE]
    assert codes(world, RatingsWanted(city="440100")) == [INSURANCE, REPORT]
    assert codes(world, RatingsWanted(city="440300")) == []


def test_a_return_visit_is_owed_then_overdue_then_paid() -> None:
    world = World()
    case_id = served(world, REPORT)
    rated(world, case_id, BAD)
    seen = [codes(world, RatingsWanted(visit="owed"))]
    world.clock.advance(timedelta(days=30))
    sweep(world.deps)
    seen += [codes(world, RatingsWanted(visit="owed")), codes(world, RatingsWanted(visit="overdue"))]
    place = Place(Department.VETERANS_AFFAIRS, case_id, REPORT)
    report = VisitReport(reached=True, done="已电话说明情况")
    report_visit(place, report, by=STAFF, key="visit-01", deps=world.deps)

    assert seen == [[REPORT], [], [REPORT]]
    assert codes(world, RatingsWanted(visit="paid")) == [REPORT]


def test_a_place_whose_rating_was_never_written_is_passed_over() -> None:
    world = World()
    case_id = served(world, REPORT)
    note_rating(world.item(case_id, REPORT), world.clock(), world.deps)
    world.clock.advance(timedelta(minutes=1))
    rated(world, case_id)

    assert len(found(world)) == 1


class Throttled(FakeCaseStore):
    """Takes no place of a rating."""

    def put(self, record: Record) -> Record:
        if record.kind.startswith("rated#"):
            raise StoreBusy
        return super().put(record)


def test_nothing_is_rated_that_could_not_be_listed() -> None:
    world = World()
    case_id = served(world, REPORT)
    throttled = Throttled(world.clock)
    throttled.__setstate__(world.store.__getstate__())
    world.deps = replace(world.deps, store=throttled)

    with pytest.raises(StoreBusy):
        rated(world, case_id)

    assert throttled.ledger(case_id).item(REPORT).aftercare.rating is None


def test_what_cannot_be_read_is_told_and_does_not_go_missing() -> None:
    world = World()
    world.store = store = DamagedPlaces(world.clock)
    world.deps = replace(world.deps, store=store)
    case_id = served(world, REPORT)
    rated(world, case_id)
    store.damaged_case = case_id
    city = application().destination.city

    page = ratings_of(RatingsWanted(city=city), by=PROVINCE, limit=9, cursor=None, deps=world.deps)

    assert (page.entries, page.unreadable) == ((), (f"rated#{city}/damaged", case_id))


def test_operators_of_a_county_see_those_of_its_cases_alone() -> None:
    world = World()
    rated(world, served(world, INSURANCE), item=INSURANCE)
    here, beside = (Principal("operator-3", Role.OPERATOR, region) for region in ("440106", "440105"))

    assert [codes(world, RatingsWanted(), by) for by in (here, beside)] == [[INSURANCE], []]
