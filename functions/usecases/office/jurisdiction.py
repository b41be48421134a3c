"""Which offices are whose: an office belongs to somebody's region if every place that it serves does."""

from collections.abc import Mapping

from functions.domain.case.access import Principal, in_region
from functions.domain.case.item import own_worklist
from functions.domain.office.refusals import OfficeNotFound
from functions.domain.office.routing import region_of_office
from functions.ports.deps import Deps
from functions.ports.offices import Office
from schemas.codes import Department, Role
from schemas.office.routes import OfficeMode
from schemas.regions import enclosing
from schemas.wire import PROVINCE

_Place = tuple[str, str | None]


def office_named(office_id: str, department: Department, deps: Deps) -> Office:
    """Raises OfficeNotFound, also for another department's."""
    office = deps.offices.by_id(office_id)
    if office is None or office.department is not department:
        raise OfficeNotFound
    return office


def permitted_office(office_id: str, department: Department, *, by: Principal, deps: Deps) -> Office:
    """An office that operators and its own staff may act for. Raises OfficeNotFound for everybody else."""
    if by.role is Role.DEPARTMENT_STAFF and by.department is not department:
        raise OfficeNotFound
    office = office_named(office_id, department, deps)
    if not _holds(by.region, served_by(office, deps)):
        raise OfficeNotFound
    return office


def _holds(region: str | None, served: tuple[_Place, ...]) -> bool:
    """Who serves no place is the province's."""
    if not served and region != PROVINCE:
        return False
    return all(in_region(region, city=city, county=county) for city, county in served)


def worklists_of(by: Principal, deps: Deps) -> dict[str, Office]:
    """Every worklist that may hold items of this person's region, by id: where routes lead, and where operators re-route."""
    if by.department is None:
        return {}
    department = by.department
    found: dict[str, Office] = {}
    for city, county in _places(deps):
        if in_region(by.region, city=city, county=county):
            rerouted = deps.offices.by_id(own_worklist(department, county or city))
            for office in (deps.offices.office(department, city=city, county=county), rerouted):
                if office and office.mode == "worklist":
                    found[office.id] = office
    return dict(sorted(found.items()))


def offices_of(by: Principal, deps: Deps) -> tuple[str, ...]:
    """The ids of every office of this person's department that may have had an item of their region, however it works."""
    if by.department is None:
        return ()
    department = by.department
    found: set[str] = set()
    for city, county in _places(deps):
        if in_region(by.region, city=city, county=county):
            found |= {
                deps.offices.office(department, city=city, county=county).id,
                own_worklist(department, county or city),
            }
    return tuple(sorted(found))


def routed_offices(by: Principal, deps: Deps) -> tuple[Office, ...]:
    """Where routes lead in this person's region, and nowhere beyond it, however the office works."""
    if by.department is None:
        return ()
    department, found = by.department, {}
    for city, county in _places(deps):
        if in_region(by.region, city=city, county=county):
            office = deps.offices.office(department, city=city, county=county)
            found[office.id] = office
    served = _served(department, deps)
    return tuple(
        office for _, office in sorted(found.items()) if _holds(by.region, served.get(office.id, ()))
    )


def systems_of(by: Principal, deps: Deps) -> tuple[Office, ...]:
    """The offices of this person's department and region that are called: those with a system of their own."""
    return working_by("api", by, deps)


def working_by(mode: OfficeMode, by: Principal, deps: Deps) -> tuple[Office, ...]:
    """The offices of this person's department and region that work so."""
    if by.department is None:
        return ()
    served = _served(by.department, deps)
    offices = (deps.offices.by_id(office_id) for office_id in offices_of(by, deps))
    found = (one for one in offices if one and (one.mode, one.department) == (mode, by.department))
    # One that serves more than this person's region is somebody else's to look after.
    return tuple(one for one in found if _holds(by.region, served.get(one.id, ())))


def served_by(office: Office, deps: Deps) -> tuple[_Place, ...]:
    """Each city and county whose items it has, or would have from an operator."""
    return _served(office.department, deps).get(office.id, ())


def region_served(office: Office, deps: Deps) -> str:
    """The narrowest region that holds all it serves: that of an office's id, where it names one."""
    if named := region_of_office(office.id):
        return named
    around = [enclosing(county or city) for city, county in served_by(office, deps)]
    wider = around[0] if around else (PROVINCE,)
    return next(one for one in wider if all(one in other for other in around))


def _places(deps: Deps) -> tuple[_Place, ...]:
    # Cities too: what was handed to the city itself (移送) stands in its own list.
    return deps.editions(deps.current_edition).regions.every


def _around(office: Office, place: str, deps: Deps) -> frozenset[str]:
    """Whoever would serve there if what cannot be read was taken back: an office is not to be thought a smaller one."""
    found = (deps.offices.at(office.department, region) for region in enclosing(place))
    return frozenset(one.id for one in found if one)


def _served(department: Department, deps: Deps) -> Mapping[str, tuple[_Place, ...]]:
    """What each office of the department serves: asked office by office, a province's two hundred would each be asked of
    each place."""
    found: dict[str, list[_Place]] = {}
    for city, county in _places(deps):
        routed = deps.offices.office(department, city=city, county=county)
        around = _around(routed, county or city, deps) if routed.unreadable else frozenset[str]()
        for office_id in {routed.id, own_worklist(department, county or city), *around}:
            found.setdefault(office_id, []).append((city, county))
    return {office_id: tuple(places) for office_id, places in found.items()}
