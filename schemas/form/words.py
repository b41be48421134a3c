"""The form's fields in Chinese: titles and values, for whatever is printed or read out, by reflection over the form."""

from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from schemas.codes_form import LABELS
from schemas.dates import date_text, month_text
from schemas.form.application import Application
from schemas.form.types import Month
from schemas.regions import Regions

_REGIONS = frozenset({"destination.city", "destination.county"})


def section_title(path: str) -> str:
    """Of the section that the field is in."""
    return _field(path.rpartition(".")[0]).title or path


def field_title(path: str) -> str:
    return _field(path).title or path


def value_text(path: str, value: Any, regions: Regions) -> str:
    """A value as JSON has it, in words. What is no code set's, no date and no region stands as it is."""
    kind = _kind(path)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if issubclass(kind, StrEnum):
        return LABELS[kind(value)]
    if issubclass(kind, date):
        return date_text(date.fromisoformat(value))
    if Month in get_args(_field(path).annotation):
        return month_text(value)
    if path in _REGIONS:
        return regions.name(value)
    return str(value)


def _field(path: str) -> Any:
    model: type[BaseModel] = Application
    *sections, name = path.split(".")
    for section in sections:
        model = _plain(model.model_fields[section].annotation)
    return model.model_fields[name]


def _kind(path: str) -> type:
    return _plain(_field(path).annotation)


def _plain(annotation: Any) -> type:
    """The type behind `X | None` and `Annotated[X, …]`."""
    while not isinstance(annotation, type):
        options = [option for option in get_args(annotation) if option is not type(None)]
        annotation = options[0] if get_origin(annotation) in (Union, UnionType) else get_args(annotation)[0]
    return annotation
