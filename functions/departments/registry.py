"""The five departments by name, and what each may see of each of its items."""

from collections.abc import Mapping
from typing import Any

from functions.departments import (
    healthcare_security,
    human_resources,
    mobilization,
    public_security,
    veterans_affairs,
)
from functions.departments.projection import project
from schemas.codes import Department
from schemas.form.application import Application

_MODULES = (veterans_affairs, public_security, human_resources, healthcare_security, mobilization)

FIELDS: Mapping[Department, Mapping[str, tuple[str, ...]]] = {
    module.DEPARTMENT: module.FIELDS for module in _MODULES
}


def item_fields(department: Department, item_code: str) -> tuple[str, ...]:
    """The paths that the department may see of the item; KeyError for another department's item."""
    return FIELDS[department][item_code]


def department_payload(department: Department, application: Application, item_code: str) -> dict[str, Any]:
    """The form as that department sees it for that item."""
    return project(application, item_fields(department, item_code))
