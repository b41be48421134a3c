"""Which office a case's item goes to: a table of routes (infra/routes.toml), the narrowest region first.

[[office]]
department = "public_security"
region = "440100"            # GB/T 2260: a county, a city, or 440000 the province
id = "gz-public-security"
name = "广州市公安局"
endpoint = "https://…"
"""

import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from functions.domain.errors import DepartmentRefusedPayload
from functions.ports import Office
from schemas.codes import CHINESE, Department
from schemas.wire import Text, Wire

PROVINCE = "440000"


class BadRoutes(Exception):
    """A table that cannot be used: a fault of the configuration, found when it is loaded."""


class Route(Wire):
    department: Annotated[Department, Field(strict=False)]
    region: Annotated[str, StringConstraints(pattern=r"^44[0-9]{4}$")]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,80}$")]
    name: Text
    endpoint: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+[^\s]*$", max_length=500)]


class TableOffices:
    def __init__(self, routes: Mapping[tuple[Department, str], Office]) -> None:
        self._routes = routes

    def office(self, department: Department, *, city: str, county: str | None) -> Office:
        """Raises DepartmentRefusedPayload if no route leads anywhere: an operator must look, trying again is no use."""
        for region in filter(None, (county, city, PROVINCE)):
            if found := self._routes.get((department, region)):
                return found
        raise DepartmentRefusedPayload(
            f"未配置{CHINESE[department]}部门在 {county or city} 的接收端点，请运行管理员在路由表中配置。"
        )


def load_offices(text: str) -> TableOffices:
    """The table from TOML. Raises BadRoutes, which names the entry: two for one region are refused, not overridden."""
    routes: dict[tuple[Department, str], Office] = {}
    for number, entry in enumerate(_entries(text), start=1):
        route = _route(entry, number)
        place = (route.department, route.region)
        if place in routes:
            raise BadRoutes(f"office {number}: {route.department} {route.region} 重复")
        routes[place] = Office(route.department, route.id, route.name, route.endpoint)
    return TableOffices(routes)


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
