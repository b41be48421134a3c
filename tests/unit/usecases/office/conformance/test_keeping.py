from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.refusals import InvalidBody, NotFound, TooOften
from functions.usecases.limits import LIMITS
from functions.usecases.office.conformance.keeping import keep_report, kept_report, kept_reports
from schemas.codes import Department, Role
from schemas.office.conformance import ConformanceReport
from tests.support.record_bodies import WatchedStore
from tests.support.reports import report_at
from tests.support.world import World

POLICE = Department.PUBLIC_SECURITY
STAFF = Principal("developer", Role.DEPARTMENT_STAFF, "440106", POLICE)


@pytest.fixture
def world() -> World:
    made = World()
    made.deps = replace(made.deps, store=WatchedStore())
    return made


def keep(world: World, report: ConformanceReport, department: Department = POLICE) -> str:
    return keep_report(department, report, interface="1.1.0", deps=world.deps).id


def changed(world: World, **fields: Any) -> ConformanceReport:
    return report_at(world.clock()).model_copy(update=fields)


def problems(world: World, report: ConformanceReport, department: Department = POLICE) -> list[str]:
    with pytest.raises(InvalidBody) as refused:
        keep(world, report, department)
    return [one.pointer for one in refused.value.problems]


def test_a_report_is_kept_as_it_came_with_time_and_version(world: World) -> None:
    report, handed_in = report_at(world.clock()), world.clock()

    id_ = keep(world, report)

    kept = kept_report(POLICE, id_, by=STAFF, deps=world.deps)
    assert (kept.report, kept.at, kept.interface) == (report, handed_in, "1.1.0")


def test_the_same_report_again_is_the_one_that_is_there(world: World) -> None:
    report = report_at(world.clock())
    first = keep(world, report)
    world.clock.advance(timedelta(hours=2))

    assert keep(world, report) == first
    assert len(kept_reports(POLICE, by=STAFF, limit=9, cursor=None, deps=world.deps).entries) == 1


def test_reports_are_listed_with_the_newest_first_page_by_page(world: World) -> None:
    ids = []
    for _ in range(3):
        world.clock.advance(timedelta(days=1))
        ids.append(keep(world, report_at(world.clock())))

    first = kept_reports(POLICE, by=STAFF, limit=2, cursor=None, deps=world.deps)
    rest = kept_reports(POLICE, by=STAFF, limit=2, cursor=first.cursor, deps=world.deps)

    assert [one.id for one in (*first.entries, *rest.entries)] == ids[::-1]


def test_another_departments_staff_see_nothing(world: World) -> None:
    id_ = keep(world, report_at(world.clock()))
    other = replace(STAFF, department=Department.MOBILIZATION)

    for department in (POLICE, Department.MOBILIZATION):
        with pytest.raises(NotFound):
            kept_report(department, id_, by=other, deps=world.deps)
    with pytest.raises(NotFound):
        kept_reports(POLICE, by=other, limit=9, cursor=None, deps=world.deps)


@pytest.mark.parametrize(
    "fields",
    [
        {"passed": 16, "failed": 0, "not_run": 0},
        {"conforms": True},
        {"failed": 0},
    ],
    ids=["all passed", "conforms", "none failed"],
)
def test_what_its_findings_do_not_bear_is_refused(world: World, fields: dict[str, Any]) -> None:
    assert problems(world, changed(world, **fields)) == ["/scenarios"]


def test_a_scenario_that_is_said_to_pass_and_did_not_is_refused(world: World) -> None:
    report = report_at(world.clock())
    passed = report.scenarios[0].model_copy(update={"grade": "passed"})

    assert problems(world, changed(world, scenarios=(passed, *report.scenarios[1:]))) == ["/scenarios"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"version": "2026-11.1"}, "/version"),
        ({"number": "../1"}, "/number"),
        ({"item": "driving"}, "/item"),
        ({"item": "reserve_registration"}, "/item"),
        ({"department": Department.MOBILIZATION}, "/item"),
    ],
    ids=["an older version", "no number", "no item", "another's item", "another department"],
)
def test_what_is_not_of_here_is_named(world: World, fields: dict[str, Any], pointer: str) -> None:
    assert problems(world, changed(world, **fields)) == [pointer]


@pytest.mark.parametrize("reference", ["TY26112400000001X", "TY000101 张三，粤A12345", "", "TY000101ABCDEFG"])
def test_a_reference_that_no_trial_has_is_refused(world: World, reference: str) -> None:
    report = report_at(world.clock())
    first = report.scenarios[0].model_copy(update={"reference": reference})

    told = problems(world, changed(world, scenarios=(first, *report.scenarios[1:])))

    assert told == ["/scenarios/0/reference"]


@pytest.mark.parametrize("days", [-32, 1])
def test_a_report_of_other_days_is_refused(world: World, days: int) -> None:
    assert problems(world, report_at(world.clock() + timedelta(days=days))) == ["/ended_at"]


def test_a_report_that_ends_before_it_begins_is_refused(world: World) -> None:
    later = world.clock() + timedelta(minutes=2)

    assert problems(world, changed(world, began_at=later)) == ["/ended_at"]


@pytest.mark.slow
def test_a_department_hands_in_so_many_an_hour(world: World) -> None:
    for number in range(LIMITS["conformance"].most):
        keep(world, report_at(world.clock() - timedelta(seconds=number)))

    with pytest.raises(TooOften):
        keep(world, report_at(world.clock() - timedelta(hours=3)))
    assert keep(world, report_at(world.clock()))


def test_a_report_is_kept_for_three_years(world: World) -> None:
    id_ = keep(world, report_at(world.clock()))

    found = world.deps.store.record(f"conformance#{POLICE}", id_)

    assert found is not None
    assert found.sealed
    assert found.expires_at == (world.clock() + timedelta(days=3 * 366)).replace(microsecond=0)
