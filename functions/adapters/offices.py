"""Which office a case's item goes to: a table of routes (infra/routes.toml), the narrowest region first.

[[office]]
department = "public_security"
region = "440100"            # GB/T 2260: a county, a city, or 440000 the province
id = "gz-public-security"
name = "广州市公安局"
mode = "api"                 # or worklist, exchange: these have no endpoint
endpoint = "https://…"

Where no route leads, the department's staff of that region work in our worklist (工作台): no item is without an office.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, model_validator

from functions.ports import Office, OfficeMode
from schemas.codes import CHINESE, Department
from schemas.regions import load_regions
from schemas.wire import Text, Wire

PROVINCE = "440000"
WORKLIST_ID = re.compile(r"worklist-([a-z_]+)-(44[0-9]{4})")


class BadRoutes(Exception):
    """A table that cannot be used: a fault of the configuration, found when it is loaded."""


class Route(Wire):
    department: Annotated[Department, Field(strict=False)]
    region: Annotated[str, StringConstraints(pattern=r"^44[0-9]{4}$")]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,80}$")]
    name: Text
    mode: OfficeMode = "api"
    endpoint: Annotated[
        str, StringConstraints(pattern=r"^(?:https?://[^\s/?#]+[^\s]*)?$", max_length=500)
    ] = ""

    @model_validator(mode="after")
    def _is_whole(self) -> "Route":
        if bool(self.endpoint) is not (self.mode == "api"):
            raise ValueError("endpoint: mode = api 必填，其他方式不填")
        if self.id.startswith("worklist-"):
            raise ValueError("id: worklist- 开头的编号留给系统自动生成的工作台")
        return self


class TableOffices:
    def __init__(self, routes: Mapping[tuple[Department, str], Office]) -> None:
        self._routes = routes
        self._by_id = {office.id: office for office in routes.values()}

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        for region in filter(None, (county, city, PROVINCE)):
            if found := self._routes.get((department, region)):
                return found
        return worklist(department, county or city)

    def by_id(self, office_id: str) -> Office | None:
        """An office of the table, or any region's worklist, whether or not a route leads past it."""
        return self._by_id.get(office_id) or worklist_of(office_id)


def worklist(department: Department, region: str) -> Office:
    """The worklist of a department's staff in a county or city."""
    return Office(
        department=department,
        id=f"worklist-{department}-{region}",
        name=f"{_region_name(region)}{CHINESE[department]}部门（工作台）",
        endpoint="",
        mode="worklist",
    )


def worklist_of(office_id: str) -> Office | None:
    """The worklist that has this id; None if it is no worklist's."""
    found = WORKLIST_ID.fullmatch(office_id)
    if found is None or found[1] not in set(Department):
        return None
    return worklist(Department(found[1]), found[2])


def load_offices(text: str) -> TableOffices:
    """The table from TOML. Raises BadRoutes, which names the entry: two for one region are refused, not overridden."""
    routes: dict[tuple[Department, str], Office] = {}
    known: dict[str, Office] = {}
    for number, entry in enumerate(_entries(text), start=1):
        route = _route(entry, number)
        place = (route.department, route.region)
        if place in routes:
            raise BadRoutes(f"office {number}: {route.department} {route.region} 重复")
        office = Office(route.department, route.id, route.name, route.endpoint, route.mode)
        if known.setdefault(office.id, office) != office:
            raise BadRoutes(f"office {number}: id {office.id} 已用于另一机构")
        routes[place] = office
    return TableOffices(routes)


def _region_name(code: str) -> str:
    try:
        return load_regions().name(code)
    except KeyError:
        return code


def _entries(text: str) -> list[Any]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRoutes(f"routes.toml: {error}") from error
    entries = document.pop("office", [])
    if document or not isinstance(entries, list):
        raise BadRoutes("routes.toml: 只能有 [[office]] 条目")
    return entries


def _route(entry: Any, number: int) -> Route:
    try:
        return Route.model_validate(entry)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadRoutes(f"office {number}: {faults}") from error
