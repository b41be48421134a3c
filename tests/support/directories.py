"""Entries of the directory of offices, for what shows them."""

import json
from typing import Any

from functions.domain.case.access import Principal
from functions.ports.deps import Deps
from functions.usecases.office.directory import directory_at, put_entry
from schemas.codes import Department, Role
from schemas.office.directory import DirectoryChange, DirectoryEntry

KEEPER = Principal("operator-1", Role.OPERATOR, "440000")
REMEDIES = [
    {"way": "reconsideration", "body": "示例市人民政府", "term": {"value": 60, "unit": "natural_day"}}
]


def listed(deps: Deps, department: Department, region: str, **told: Any) -> None:
    """One entry as it stands from now on."""
    entry = DirectoryEntry.model_validate_json(json.dumps({"source": "示例公告", **told}))
    change = DirectoryChange(department=department, region=region, entry=entry, reason="核实后登记")
    version = directory_at(region, by=KEEPER, deps=deps).version
    put_entry(change, expected=version, by=KEEPER, deps=deps)
