"""Every model that a body, a query or a view is made of."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter


def models_of(kind: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    """Every model that can stand below a type."""
    if isinstance(kind, TypeAdapter):
        kind = kind._type
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from models_of(field.rebuild_annotation(), seen)
    for part in get_args(kind):
        yield from models_of(part, seen)
