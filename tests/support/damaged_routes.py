"""A world in which operators have set the offices of two counties, one of which cannot be read any more."""

from dataclasses import replace
from datetime import timedelta

from functions.adapters.offices import load_offices
from functions.adapters.offices_set import SetOffices
from functions.domain.case.access import Principal
from functions.domain.office.routing import ROUTE_KIND
from functions.usecases.office.routes import set_route
from schemas.codes import Department, Role
from schemas.office.routes import OfficeRoute, RouteChange
from tests.support.world import World

VETERANS, ITEM = Department.VETERANS_AFFAIRS, "discharge_report"
HERE, ELSEWHERE = "440106", "440103"
PROVINCE = Principal("operator-1", Role.OPERATOR, "440000")
FILE = "".join(
    f"""
[[office]]
department = "{department.value}"
region = "440100"
id = "gz-{department.value.replace("_", "-")}"
name = "广州市机关"
endpoint = "https://gz.example/items"
"""
    for department in Department
)
SET_ID = f"office-veterans_affairs-{HERE}"


def routed_counties() -> World:
    """Of which two counties have an office that an operator has set."""
    made = World()
    offices = SetOffices(load_offices(FILE), made.store, clock=made.clock, guarded=True, keep=timedelta(0))
    made.deps = replace(made.deps, offices=offices)
    for region in (HERE, ELSEWHERE):
        route = OfficeRoute(name="区级机关", mode="api", endpoint=f"https://{region}.example/items")
        order = RouteChange(department=VETERANS, region=region, route=route, reason="系统上线")
        set_route(order, expected=0, by=PROVINCE, deps=made.deps)
    return made


def with_a_damaged_route(made: World) -> World:
    made.store.damage_record(ROUTE_KIND, f"veterans_affairs-{HERE}")
    return made


def mended(made: World) -> None:
    made.store.put(made.store._records[ROUTE_KIND, f"veterans_affairs-{HERE}"])


def to_report(made: World) -> str:
    """A case of which the service check has passed."""
    case_id = made.submitted()
    made.granted(case_id, "service_check")
    return case_id
