"""Operators set which office works a region's items (路由): over the file of routes, effective with the next dispatch."""

from dataclasses import dataclass

from functions.domain.case.access import Principal, in_region
from functions.domain.errors import FieldProblem
from functions.domain.office.endpoints import endpoint_fault, leaves_machine
from functions.domain.office.refusals import InvalidRoute, OfficeNotFound
from functions.domain.office.routing import ROUTE_KIND, route_key, route_of, routed_place
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.ports.page import Page
from functions.usecases.records import readable_records
from functions.usecases.settings import Changed, changes_of, put_setting
from schemas.codes import Department
from schemas.office.routes import OfficeRoute, RouteChange
from schemas.wire import PROVINCE


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A department's route for exactly one region. `serving`: the office that works there now, by whatever route."""

    department: Department
    region: str
    version: int
    in_file: Office | None
    set_by_operator: OfficeRoute | None
    serving: Office


def routes_of(by: Principal, department: Department, region: str | None, deps: Deps) -> tuple[RouteLine, ...]:
    """Every route of the department in the operator's region, by region; of `region` also where none is set."""
    stored = _stored(department, deps)
    places = {place for of, place in deps.offices.places() if of is department} | set(stored)
    if region is not None:
        _check_scope(by, region, deps)
        places = {place for place in places if in_region(region, city=place, county=None)} | {region}
    seen = sorted(place for place in places if in_region(by.region, city=place, county=None))
    return tuple(_line(department, place, stored.get(place), deps) for place in seen)


def route_at(by: Principal, department: Department, region: str, deps: Deps) -> RouteLine:
    """Raises OfficeNotFound outside the operator's region."""
    _check_scope(by, region, deps)
    record = deps.store.record(ROUTE_KIND, route_key(department, region))
    return _line(department, region, record, deps)


def route_changes(by: Principal, department: Department, region: str, deps: Deps) -> Page[Changed]:
    _check_scope(by, region, deps)
    return changes_of(ROUTE_KIND, route_key(department, region), deps.store)


def set_route(change: RouteChange, *, expected: int, by: Principal, deps: Deps) -> RouteLine:
    """Raises OfficeNotFound outside the operator's region, InvalidRoute, VersionChanged."""
    _check_scope(by, change.region, deps)
    _check_endpoint(change.route, deps)
    content = {"route": change.route.model_dump(mode="json") if change.route else None}
    key = route_key(change.department, change.region)
    record = put_setting(ROUTE_KIND, key, content, expected=expected, reason=change.reason, by=by, deps=deps)
    # This process sees it at once; every other within the time for which it keeps what it read.
    deps.offices.forget()
    return _line(change.department, change.region, record, deps)


def _check_scope(by: Principal, region: str, deps: Deps) -> None:
    known = region == PROVINCE or deps.editions(deps.current_edition).regions.has(region)
    if not known or not in_region(by.region, city=region, county=None):
        raise OfficeNotFound


def _check_endpoint(route: OfficeRoute | None, deps: Deps) -> None:
    if route is None or route.mode != "api":
        return
    fault = endpoint_fault(route.endpoint, private=deps.private_endpoints)
    if not fault and deps.training and leaves_machine(route.endpoint):
        fault = "这里是演练，什么都不送出：只能填本机的地址，或者改为没有系统的机构。"
    if fault:
        raise InvalidRoute(problems=(FieldProblem("/route/endpoint", fault),))


def _stored(department: Department, deps: Deps) -> dict[str, Record | None]:
    """By region; None: it cannot be read."""
    page = readable_records(deps.store, ROUTE_KIND)
    given = {**{one.key: one for one in page.entries}, **dict.fromkeys(page.unreadable)}
    placed = ((routed_place(key), record) for key, record in given.items())
    return {region: record for (of, region), record in placed if of is department}


def _line(department: Department, region: str, record: Record | None, deps: Deps) -> RouteLine:
    return RouteLine(
        department=department,
        region=region,
        version=record.version if record else 0,
        in_file=deps.offices.at(department, region),
        set_by_operator=route_of(record.body) if record else None,
        serving=_serving(department, region, deps),
    )


def _serving(department: Department, region: str, deps: Deps) -> Office:
    county = None if region == f"{region[:4]}00" else region
    return deps.offices.office(department, city=f"{region[:4]}00", county=county)
