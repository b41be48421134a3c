"""Dotted paths into the form, such as `person.name`, as the catalogue and the departments use them."""

from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

# A section of the form and a field of it, for who reads the form by reflection.
Model = type[BaseModel]
FormField = FieldInfo


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The model that a field of this type holds; None for a leaf."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def sections_of(path: str) -> Iterator[str]:
    """Those that hold it, the widest first."""
    return accumulate(path.split(".")[:-1], "{}.{}".format)


def leaf_paths(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every field of the model that is not itself a section, by reflection."""
    for name, field in model.model_fields.items():
        inner = section_of(field.annotation)
        if inner is None:
            yield prefix + name
        else:
            yield from leaf_paths(inner, f"{prefix}{name}.")


@cache
def required_paths(model: type[BaseModel]) -> tuple[str, ...]:
    """Leaves that their section cannot be without, whether or not the section itself is needed."""
    return tuple(_required(model, ""))


def _required(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = section_of(field.annotation)
        if inner is not None:
            yield from _required(inner, f"{prefix}{name}.")
        elif field.is_required() and prefix:
            yield prefix + name


def pointer_of(path: str) -> str:
    """As a JSON pointer: `/person/name`."""
    return "/" + path.replace(".", "/")


def value_at(form: BaseModel, path: str) -> Any:
    """The value at a path; None where the field or a section on the way is absent."""
    value: Any = form
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def field_at(model: type[BaseModel], path: str) -> FieldInfo:
    """The declaration of the field at a path. KeyError where the form has none."""
    *sections, name = path.split(".")
    for section in sections:
        inner = section_of(model.model_fields[section].annotation)
        if inner is None:
            raise KeyError(path)
        model = inner
    return model.model_fields[name]
