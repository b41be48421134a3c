"""Manifests of the veterans' office of a county, made up line by line."""

from datetime import timedelta
from typing import Any

from functions.usecases.office.manifest import Comparison, take_manifest
from schemas.codes import Department
from schemas.office.manifest import Manifest
from tests.support.world import World

OFFICE = "veterans_affairs-440106"


def sent(world: World, *lines: dict[str, Any], days: int = 0, hours: int = 0) -> Comparison:
    at = world.clock() + timedelta(days=days, hours=hours)
    told = {"office": OFFICE, "day": at.date(), "at": at, "items": lines}
    manifest = Manifest.model_validate(told, strict=False)
    return take_manifest(Department.VETERANS_AFFAIRS, manifest, world.deps)


def line(number: int = 1, status: str = "received", **changes: Any) -> dict[str, Any]:
    return {
        "reference": f"TY2611240000000{number:03}X",
        "item": "discharge_report",
        "round": 1,
        "status": status,
        **changes,
    }
