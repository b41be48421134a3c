from dataclasses import replace
from typing import Any

import pytest

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.case.access import Principal
from functions.domain.conflicts import VersionChanged
from functions.domain.office.refusals import InvalidRoute, OfficeNotFound
from functions.ports.deps import Deps
from functions.usecases.office.jurisdiction import offices_of
from functions.usecases.office.routes import RouteLine, route_at, route_changes, routes_of, set_route
from schemas.codes import Department, Role
from schemas.office.routes import OfficeRoute, RouteChange
from tests.support.each import each
from tests.support.world import World

POLICE = Department.PUBLIC_SECURITY
PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
CITY = Principal("operator-2", Role.OPERATOR, "440100")
FILE = """
[[office]]
department = "public_security"
region = "440000"
id = "province"
name = "省公安机关"
endpoint = "https://province.example/items"
"""


def world() -> World:
    made = World()
    offices = SetOffices(load_offices(FILE), made.store, clock=made.clock, guarded=True)
    made.deps = replace(made.deps, offices=offices)
    return made


def change(region: str = "440106", **route: Any) -> RouteChange:
    whole = {"name": "天河区分局", "endpoint": "https://tianhe.example/items", **route}
    return RouteChange(
        department=POLICE, region=region, route=OfficeRoute.model_validate(whole), reason="系统上线"
    )


def put(deps: Deps, asked: RouteChange, by: Principal = PROVINCE, expected: int = 0) -> RouteLine:
    return set_route(asked, expected=expected, by=by, deps=deps)


def test_what_is_set_serves_from_the_next_dispatch_on() -> None:
    deps = world().deps
    before = deps.offices.office(POLICE, city="440100", county="440106")

    put(deps, change())

    after = deps.offices.office(POLICE, city="440100", county="440106")
    assert (before.id, after.id) == ("province", "office-public_security-440106")
    assert (after.endpoint, after.guarded) == ("https://tianhe.example/items", True)


def test_what_is_taken_back_leaves_the_region_to_the_file() -> None:
    deps = world().deps
    put(deps, change())

    line = put(deps, RouteChange(department=POLICE, region="440106", route=None, reason="停用"), expected=1)

    assert (line.version, line.set_by_operator, line.serving.id) == (2, None, "province")


def test_a_change_over_a_version_that_moved_is_refused() -> None:
    deps = world().deps
    put(deps, change())

    with pytest.raises(VersionChanged):
        put(deps, change(name="另一机关"))

    assert route_at(PROVINCE, POLICE, "440106", deps).serving.name == "天河区分局"


@each("region", ["440000", "440300", "440303", "449999"])
def test_an_operator_sets_nothing_outside_their_region(region: str) -> None:
    with pytest.raises(OfficeNotFound):
        put(world().deps, change(region), by=CITY)


def test_nobody_sets_a_region_that_does_not_exist() -> None:
    with pytest.raises(OfficeNotFound):
        put(world().deps, change("440199"))


def test_an_endpoint_inside_is_refused_unless_the_platform_is_one_machine() -> None:
    deps = world().deps

    with pytest.raises(InvalidRoute) as caught:
        put(deps, change(endpoint="http://10.0.0.8/items"))
    line = put(replace(deps, private_endpoints=True), change(endpoint="http://10.0.0.8/items"))

    assert caught.value.problems[0].pointer == "/route/endpoint"
    assert line.serving.endpoint == "http://10.0.0.8/items"


def test_in_a_training_no_route_leads_out_of_this_machine() -> None:
    deps = replace(world().deps, training=True)
    on_one_machine = replace(deps, private_endpoints=True)

    for where in (deps, on_one_machine):
        with pytest.raises(InvalidRoute) as caught:
            put(where, change(endpoint="https://office.example/items"))
        assert caught.value.problems[0].pointer == "/route/endpoint"
        assert not routes_of(PROVINCE, POLICE, "440106", where)[0].version

    line = put(on_one_machine, change(endpoint="http://127.0.0.1:9000/items"))
    assert line.serving.endpoint == "http://127.0.0.1:9000/items"
    assert put(deps, change("440103", mode="worklist", endpoint="")).serving.mode == "worklist"


def test_an_office_without_a_system_needs_no_endpoint() -> None:
    line = put(world().deps, change(mode="worklist", endpoint=""))

    assert (line.serving.mode, line.serving.endpoint) == ("worklist", "")


def test_operators_see_the_routes_of_their_region_only() -> None:
    deps = world().deps
    put(deps, change("440106"))
    put(deps, change("440300"))

    assert [line.region for line in routes_of(PROVINCE, POLICE, None, deps)] == ["440000", "440106", "440300"]
    assert [line.region for line in routes_of(CITY, POLICE, None, deps)] == ["440106"]
    assert routes_of(PROVINCE, Department.MOBILIZATION, None, deps) == ()


def test_a_region_that_is_asked_for_is_shown_although_nothing_is_set_there() -> None:
    (line,) = routes_of(CITY, POLICE, "440103", world().deps)

    assert (line.version, line.set_by_operator, line.in_file, line.serving.id) == (0, None, None, "province")


def test_the_changes_of_a_route_tell_before_and_after() -> None:
    deps = world().deps
    put(deps, change())
    put(deps, change(name="天河区分局（新）"), expected=1)

    newest, first = route_changes(CITY, POLICE, "440106", deps).entries

    assert (first.before, newest.version) == (None, 2)
    assert newest.before is not None
    assert newest.before["route"]["name"] == "天河区分局"
    assert newest.after["route"]["name"] == "天河区分局（新）"


def test_a_town_and_a_functional_area_have_routes_of_their_own_and_else_those_they_lie_in() -> None:
    deps = world().deps
    put(deps, change("441900121", name="虎门分局"))
    put(deps, change("440307f01", name="大鹏分局"))
    put(deps, change("440307", name="龙岗分局"))

    def serves(city: str, county: str) -> str:
        return deps.offices.office(POLICE, city=city, county=county).name

    assert (serves("441900", "441900121"), serves("441900", "441900122")) == ("虎门分局", "省公安机关")
    assert (serves("440300", "440307f01"), serves("440300", "440307")) == ("大鹏分局", "龙岗分局")
    assert "office-public_security-440307f01" in offices_of(staff("440307"), deps)
    assert "office-public_security-441900121" in offices_of(staff("441900"), deps)
    assert "office-public_security-441900121" not in offices_of(staff("441900122"), deps)


def staff(region: str) -> Principal:
    return Principal("staff-1", Role.DEPARTMENT_STAFF, region, POLICE)
