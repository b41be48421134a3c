"""The places that an operator sets something for: a region, or an office of a department."""

from dataclasses import dataclass

from functions.domain.case.access import Principal, in_region
from functions.domain.guide.refusals import PlaceNotFound
from functions.domain.office.refusals import OfficeNotFound
from functions.ports.deps import Deps
from functions.ports.offices import Office
from functions.usecases.guide.advise import guide
from functions.usecases.office.jurisdiction import permitted_office, served_by
from schemas.catalogue.overlay import is_region, wider
from schemas.codes import Department
from schemas.wire import PROVINCE, PROVINCE_NAME


@dataclass(frozen=True, slots=True)
class SettingPlace:
    """`around`: the places that it lies in, the widest first. `department`: an office's own."""

    key: str
    name: str
    around: tuple[str, ...]
    department: Department | None = None


def place_for(key: str, *, by: Principal, deps: Deps) -> SettingPlace:
    """A place that this operator sets for. Raises PlaceNotFound."""
    if not is_region(key):
        return _office_place(key, by, deps)
    known = key == PROVINCE or guide(deps).regions.has(key)
    if not known or not in_region(by.region, city=key, county=None):
        raise PlaceNotFound
    return SettingPlace(key, _whole_name(key, deps), wider(key)[:-1])


def _whole_name(region: str, deps: Deps) -> str:
    """With those that it lies in: 广州市天河区."""
    regions = guide(deps).regions
    names = [regions.name(one) for one in wider(region) if one != PROVINCE]
    return "".join(names) or PROVINCE_NAME


def _office_place(key: str, by: Principal, deps: Deps) -> SettingPlace:
    office = deps.offices.by_id(key)
    if office is None:
        raise PlaceNotFound
    try:
        permitted_office(key, office.department, by=by, deps=deps)
    except OfficeNotFound:
        raise PlaceNotFound from None
    regions = {county or city for city, county in served_by(office, deps)}
    cities = {f"{region[:4]}00" for region in regions}
    around = regions if len(regions) == 1 else cities if len(cities) == 1 else {PROVINCE}
    return SettingPlace(key, office.name, wider(around.pop()), office.department)


def offices_there(place: SettingPlace, deps: Deps) -> tuple[Office, ...]:
    """Those that have the items of a region, each of which may have figures of its own."""
    if place.department or place.key == PROVINCE:
        return ()
    city = f"{place.key[:4]}00"
    county = None if place.key == city else place.key
    return tuple(deps.offices.office(one, city=city, county=county) for one in Department)


def sets_for(key: str, by: Principal, deps: Deps) -> bool:
    """Whether this operator does."""
    try:
        place_for(key, by=by, deps=deps)
    except PlaceNotFound:
        return False
    return True
