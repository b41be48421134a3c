"""The form cut down to named fields: what is not named cannot leave."""

from typing import Any

from schemas.form.application import Application


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
