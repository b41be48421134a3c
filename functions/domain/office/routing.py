"""Routes that operators set (运行管理设置的路由): small versioned records over the file of routes. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.case.item import CaseItem
from schemas.codes import Department
from schemas.office.routes import OfficeRoute
from schemas.plain_text import STORED
from schemas.wire import REGION_PATTERN

ROUTE_KIND = "route"
_PLACED_ID = re.compile(rf"(?:office|worklist)-[a-z_]+-({REGION_PATTERN})")
_OFFICE_ID = re.compile(rf"office-([a-z_]+)-({REGION_PATTERN})")

# The department, and the region that the route is for.
RoutedPlace = tuple[Department, str]


def route_key(department: Department, region: str) -> str:
    return f"{department}-{region}"


def routed_place(key: str) -> RoutedPlace:
    department, _, region = key.rpartition("-")
    return Department(department), region


def set_office_id(department: Department, region: str) -> str:
    """The same whatever is set there, so that whoever keeps the id of an office finds what serves the region now."""
    return f"office-{department}-{region}"


def place_of_office(office_id: str) -> RoutedPlace | None:
    """None if it is no office that an operator set."""
    found = _OFFICE_ID.fullmatch(office_id)
    return (Department(found[1]), found[2]) if found and found[1] in set(Department) else None


def route_record(office_id: str) -> str:
    """The record that says which office it is, as `lianban repair` names it; the kind alone of one that has none."""
    place = place_of_office(office_id)
    return f"{ROUTE_KIND}/{route_key(*place)}" if place else ROUTE_KIND


def region_of_office(office_id: str) -> str | None:
    """The place that an office's id names: a worklist's, or one that an operator set. Those of the file name none."""
    found = _PLACED_ID.fullmatch(office_id)
    return found[1] if found else None


def handed_to(item: CaseItem) -> str | None:
    """The region whose office has it by a transfer (移送); of a row from before it was kept, what the office's id names."""
    sent = item.dispatch
    return sent.handed_to or region_of_office(sent.office_override or "") if sent.transfers else None


def route_of(body: Mapping[str, Any]) -> OfficeRoute | None:
    """What a record says; None where it was taken back."""
    return OfficeRoute.model_validate(body["route"], context=STORED) if body["route"] is not None else None
