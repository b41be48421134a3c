"""The form cut down to named fields: what is not named cannot leave."""

from typing import Any

from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.form.application import Application


def department_payload(department: Department, application: Application, item: Item) -> dict[str, Any]:
    """The form as that department sees it for that item, which is of the case's own edition."""
    return project(application, item_fields(department, item))


def item_fields(department: Department, item: Item) -> tuple[str, ...]:
    """The paths that the department may see of the item; KeyError for another department's item."""
    if item.department is not department:
        raise KeyError(item.code)
    return item.fields


def project(application: Application, paths: tuple[str, ...]) -> dict[str, Any]:
    """A nested JSON object with exactly these paths; absent fields and sections are left out."""
    include: dict[str, Any] = {}
    for path in paths:
        *sections, name = path.split(".")
        level = include
        for section in sections:
            level = level.setdefault(section, {})
        level[name] = True
    return application.model_dump(mode="json", include=include, exclude_none=True)
