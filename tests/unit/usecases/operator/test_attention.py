from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.access import Principal
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import DepartmentUnavailable
from functions.usecases.operator.attention import (
    ATTENTION_PAGE,
    PAGES,
    Filter,
    groups_of,
    incident_of,
    incidents_of,
)
from functions.usecases.operator.summary import summary_of
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department, ItemStatus, Role
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.fakes.damaged_places import damaged_world
from tests.support.incidents import FAR, OPERATOR, REPORT, act, change, incident, resolved, stuck_case
from tests.support.world import World

POLICE = "household_registration"


def troubled(world: World) -> str:
    """One case: an incident, then an overdue item, then a silent one."""
    case_id = world.submitted()
    change(world, case_id, REPORT, **incident(world))
    later = world.clock.advance(timedelta(hours=1))
    change(world, case_id, POLICE, status=ItemStatus.DISPATCHED, overdue_since=later, since=later)
    change(world, case_id, "social_insurance", silent_since=later, since=later)
    return case_id


def codes(world: World, wanted: Filter, by: Principal = OPERATOR) -> list[str]:
    page = incidents_of(wanted, by=by, limit=50, cursor=None, deps=world.deps)
    return [found.item.code for found in page.entries]


@each(
    "wanted, found",
    [
        (Filter(), [REPORT, POLICE, "social_insurance"]),
        (Filter(attention="incident"), [REPORT]),
        (Filter(attention="silent"), ["social_insurance"]),
        (Filter(error="Overdue"), [POLICE]),
        (Filter(error="DepartmentProblem", state="Dispatch"), [REPORT]),
        (Filter(state="VerifyService"), []),
        (Filter(department=Department.PUBLIC_SECURITY), [POLICE]),
        (Filter(city="440100"), [REPORT, POLICE, "social_insurance"]),
        (Filter(city="440300"), []),
    ],
)
def test_what_needs_an_operator_is_listed_and_filtered(wanted: Filter, found: list[str]) -> None:
    world = World()
    troubled(world)

    assert sorted(codes(world, wanted)) == sorted(found)


def test_an_operator_sees_their_region_only() -> None:
    world = World()
    troubled(world)

    seen = {
        region: len(codes(world, Filter(), Principal("o", Role.OPERATOR, region)))
        for region in ("440000", "440100", "440106", "440103", "440300", None)
    }

    assert seen == {"440000": 3, "440100": 3, "440106": 3, "440103": 0, "440300": 0, None: 0}


def test_a_list_goes_on_by_its_cursor_past_what_does_not_match() -> None:
    world = World()
    for number in range(6):
        error = "DepartmentProblem" if number % 3 == 2 else "Other"
        change(world, world.submitted(), REPORT, **incident(world, error))

    wanted, seen, cursor = Filter(error="DepartmentProblem"), [], None
    while True:
        page = incidents_of(wanted, by=OPERATOR, limit=1, cursor=cursor, deps=world.deps)
        seen += [found.item.case_id for found in page.entries]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 2


def test_the_same_trouble_is_one_group_with_its_count_and_its_oldest() -> None:
    world = World()
    first = world.clock()
    for _ in range(3):
        change(world, world.submitted(), REPORT, **incident(world))
        world.clock.advance(timedelta(minutes=1))
    change(world, world.submitted(), POLICE, **incident(world))
    change(world, world.submitted(), POLICE, **incident(world, cause="另一原因"))

    groups, partial = groups_of(Filter(), by=OPERATOR, deps=world.deps)

    assert [(group.error, group.cause, group.count) for group in groups] == [
        ("DepartmentProblem", "原因", 4),
        ("DepartmentProblem", "另一原因", 1),
    ]
    assert groups[0].oldest == first
    assert groups[0].departments == (Department.PUBLIC_SECURITY, Department.VETERANS_AFFAIRS)
    assert partial is False
    assert groups_of(Filter(), by=FAR, deps=world.deps) == ((), False)


def test_a_count_that_hit_its_bound_says_so() -> None:
    world = World()
    case_id = world.submitted()
    change(world, case_id, REPORT, **incident(world))
    found = world.item(case_id, REPORT)
    read: list[int] = []

    class Endless(FakeCaseStore):
        def items(self, query: Any, *, limit: int, cursor: str | None = None) -> Any:
            read.append(limit)
            return replace(super().items(query, limit=limit), entries=(found,), cursor="more")

    endless = Endless()
    endless.__dict__.update(vars(world.store))
    groups, partial = groups_of(Filter(), by=OPERATOR, deps=replace(world.deps, store=endless))

    assert (groups[0].count, partial) == (PAGES, True)
    assert read == [ATTENTION_PAGE] * PAGES


def test_who_only_counts_unseals_no_text() -> None:
    world = World()
    troubled(world)
    asked: list[bool] = []

    class Noted(FakeCaseStore):
        def items(self, query: Any, *, limit: int, cursor: str | None = None) -> Any:
            asked.append(query.texts)
            return super().items(query, limit=limit, cursor=cursor)

    noted = Noted()
    noted.__dict__.update(vars(world.store))
    deps = replace(world.deps, store=noted)
    summary_of(OPERATOR, deps)
    groups_of(Filter(), by=OPERATOR, deps=deps)
    incidents_of(Filter(), by=OPERATOR, limit=5, cursor=None, deps=deps)

    assert asked == [False, False, True]


def test_an_item_is_shown_with_what_operators_did_to_it() -> None:
    world = World()
    case_id = stuck_case(world)
    resolved(world, case_id, act("retry"))

    ledger, item, acts = incident_of(case_id, REPORT, by=OPERATOR, deps=world.deps)

    assert (ledger.case.id, item.code) == (case_id, REPORT)
    assert [event.kind.value for event in acts] == ["retried"]
    with pytest.raises(CaseNotFound):
        incident_of(case_id, REPORT, by=FAR, deps=world.deps)
    with pytest.raises(ItemNotFound):
        incident_of(case_id, "no_item", by=OPERATOR, deps=world.deps)


def test_the_summary_counts_per_department_and_city_and_tells_of_the_last_sweep() -> None:
    world = World()
    before = summary_of(OPERATOR, world.deps)
    troubled(world)
    sweep(world.deps)

    summary = summary_of(OPERATOR, world.deps)

    assert (before.tallies, before.sweep) == ((), None)
    assert [(t.department.value, t.city, t.attention, t.count) for t in summary.tallies] == [
        ("human_resources", "440100", "silent", 1),
        ("public_security", "440100", "overdue", 1),
        ("veterans_affairs", "440100", "incident", 1),
    ]
    assert summary.sweep is not None
    assert "silent_loss" in summary.sweep
    assert summary_of(FAR, world.deps).tallies == ()


def test_the_service_check_needs_operators_like_any_item() -> None:
    world = World()
    change(world, world.submitted(), SERVICE_CHECK, **incident(world))

    assert codes(world, Filter(department=Department.MOBILIZATION)) == [SERVICE_CHECK]


def test_an_office_that_is_down_is_listed_with_how_many_items_wait_and_each_item_with_its_tries() -> None:
    world = World()
    cases = [world.submitted() for _ in range(2)]
    down = DepartmentUnavailable(said="HTTP 503，没有说明")
    world.gateway.script(REPORT, [down] * 9)
    for case_id in cases:
        world.granted(case_id, SERVICE_CHECK)
        with pytest.raises(DepartmentUnavailable):
            world.dispatched(case_id, REPORT)

    summary = summary_of(OPERATOR, world.deps)
    page = incidents_of(Filter("sending"), by=OPERATOR, limit=10, cursor=None, deps=world.deps)

    [office] = summary.in_trouble
    assert (summary.waiting[office.name], office.circuit.failures) == (2, 2)
    assert [(found.item.code, found.stuck.error) for found in page.entries] == [
        (REPORT, "DepartmentUnavailable")
    ] * 2
    assert {found.item.dispatch.trouble.said for found in page.entries if found.item.dispatch.trouble} == {
        "HTTP 503，没有说明"
    }


def test_what_needs_somebody_and_cannot_be_read_is_told_and_makes_every_count_a_lower_bound() -> None:
    world, store = damaged_world()
    store.damaged_attention = ("0f0e/household_registration",)
    county = Principal("operator-county", Role.OPERATOR, "440106")

    page = incidents_of(Filter(), by=OPERATOR, limit=10, cursor=None, deps=world.deps)
    of_county = incidents_of(Filter(), by=county, limit=10, cursor=None, deps=world.deps)

    assert (page.entries, page.unreadable) == ((), ("0f0e/household_registration",))
    # Nobody knows of which county it is.
    assert of_county.unreadable == ()
    assert groups_of(Filter(), by=OPERATOR, deps=world.deps) == ((), True)
    assert summary_of(OPERATOR, world.deps).partial
