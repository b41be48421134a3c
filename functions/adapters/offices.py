"""Which office a case's item goes to: a table of routes (infra/routes.toml), the narrowest region first.

[[office]]
department = "public_security"
region = "440100"            # GB/T 2260: a county, a city, or 440000 the province; a town, a functional area
id = "gz-public-security"
name = "广州市公安局"
mode = "api"                 # or worklist, exchange: these have no endpoint
endpoint = "https://…"
secret = "public_security-gz"   # the name of its keys, if not the department's; never the keys
telephone = "020-00000000"   # whom operators call when its items stand

Where no route leads, the department's staff of that region work in our worklist (工作台): no item is without an office.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, model_validator

from functions.domain.office.endpoints import endpoint_fault
from functions.domain.office.routing import RoutedPlace
from functions.ports.offices import Office
from schemas.codes import CHINESE, Department
from schemas.office.routes import OfficeRoute, secret_fits
from schemas.regions import enclosing, load_regions
from schemas.wire import REGION_PATTERN, RegionCode, faults_text

WORKLIST_ID = re.compile(rf"worklist-([a-z_]+)-({REGION_PATTERN})")


class BadRoutes(Exception):
    """A table that cannot be used: a fault of the configuration, found when it is loaded."""


class _Route(OfficeRoute):
    department: Annotated[Department, Field(strict=False)]
    region: RegionCode
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,80}$")]

    @model_validator(mode="after")
    def _keeps_to_its_names(self) -> "_Route":
        if self.id.startswith(("worklist-", "office-")):
            raise ValueError("id: worklist-、office- 开头的编号留给系统自动生成的机构")
        if not secret_fits(self.department, self.secret):
            raise ValueError("secret: 密钥名称应为部门代码，或以“部门代码-”开头")
        if self.endpoint and (fault := endpoint_fault(self.endpoint, private=True)):
            raise ValueError(f"endpoint: {fault}")
        return self

    def office(self) -> Office:
        return Office(
            department=self.department,
            id=self.id,
            name=self.name,
            endpoint=self.endpoint,
            mode=self.mode,
            secret=self.secret,
            telephone=self.telephone,
        )


class TableOffices:
    def __init__(self, routes: Mapping[RoutedPlace, Office]) -> None:
        self._routes = routes
        self._by_id = {office.id: office for office in routes.values()}

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        for region in enclosing(county or city):
            if found := self._routes.get((department, region)):
                return found
        return worklist_office(department, county or city)

    def by_id(self, office_id: str) -> Office | None:
        """An office of the table, or any region's worklist, whether or not a route leads past it."""
        return self._by_id.get(office_id) or worklist_of(office_id)

    def at(self, department: Department, region: str) -> Office | None:
        return self._routes.get((department, region))

    def places(self) -> frozenset[RoutedPlace]:
        return frozenset(self._routes)

    def offices(self) -> tuple[Office, ...]:
        return tuple(self._by_id.values())

    def forget(self) -> None:
        """Nothing is ever set over a table."""


def worklist_office(department: Department, region: str) -> Office:
    """The worklist of a department's staff in a county or city. Its name stands on letters: it says whose, and not how."""
    return Office(
        department=department,
        id=f"worklist-{department}-{region}",
        name=f"{_region_name(region)}{CHINESE[department]}部门",
        endpoint="",
        mode="worklist",
    )


def worklist_of(office_id: str) -> Office | None:
    """The worklist that has this id; None if it is no worklist's."""
    found = WORKLIST_ID.fullmatch(office_id)
    if found is None or found[1] not in set(Department):
        return None
    return worklist_office(Department(found[1]), found[2])


def read_offices(path: Path, change: Callable[[str], str] = str) -> TableOffices:
    """`change`: of its text, before it is read. Raises BadRoutes, which names the file."""
    try:
        return load_offices(change(path.read_text("utf-8")))
    except BadRoutes as error:
        raise BadRoutes(f"{path.name}: {error}") from error


def load_offices(text: str) -> TableOffices:
    """The table from TOML. Raises BadRoutes, which names the entry: two for one region are refused, not overridden."""
    routes: dict[RoutedPlace, Office] = {}
    known: dict[str, Office] = {}
    for number, entry in enumerate(_entries(text), start=1):
        route = _route(entry, number)
        place = (route.department, route.region)
        if place in routes:
            raise BadRoutes(f"office {number}: {route.department} {route.region} 重复")
        office = route.office()
        if known.setdefault(office.id, office) != office:
            raise BadRoutes(f"office {number}: id {office.id} 已用于另一机构")
        routes[place] = office
    return TableOffices(routes)


def _region_name(code: str) -> str:
    """With its city: a county may be called 城区, of one city or another. A functional area's name is its own."""
    regions, city = load_regions(), f"{code[:4]}00"
    try:
        own = regions.name(code)
    except KeyError:
        return code
    is_whole = code == city or any(area.code == code for area in regions.areas)
    return own if is_whole or not regions.has(city) else f"{regions.name(city)}{own}"


def _entries(text: str) -> list[Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRoutes(str(error)) from error
    entries = document.pop("office", [])
    if document or not isinstance(entries, list):
        raise BadRoutes("只能有 [[office]] 条目")
    return entries


def _route(entry: Any, number: int) -> _Route:
    try:
        return _Route.model_validate(entry)
    except ValidationError as error:
        raise BadRoutes(f"office {number}: {faults_text(error)}") from error
