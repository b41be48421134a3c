"""A form that is not finished: what is there is held to its type and its rules, what is missing is told, never guessed."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, create_model
from pydantic_core import PydanticCustomError

from schemas.form.application import Application
from schemas.form.dates import untimely
from schemas.form.paths import section_of
from schemas.form.person import is_id_number
from schemas.form.required import Needed, lacking
from schemas.problems import pointer, problems
from schemas.refusing import OWN_ERROR

_Form = Mapping[str, Mapping[str, Any]]
FormProblem = tuple[str, str]

MISSING = "请填写此项。"
_BAD_NUMBER = "公民身份号码有误，请对照证件逐位核对。"
_CONFIG = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


def parsed(form: _Form) -> dict[str, Any]:
    """The form as it is stored: normalised, without nulls and empty sections. Raises ValidationError, every field at once."""
    read = _partial(Application).model_validate_json(json.dumps(form))
    return _filled(read.model_dump(mode="json", exclude_none=True))


def findings(
    form: _Form, items: tuple[str, ...], required: Iterable[Needed], today: date | None = None
) -> tuple[FormProblem, ...]:
    """Everything that keeps the form from being submitted, by (JSON pointer, what to do): all of it at once.

    `required`: the paths that the edition requires for these items; `today`: without it no date is held against it.
    """
    found: dict[str, str] = {}
    for where, detail in _findings({**form, "items": list(items)}, required, today):
        found.setdefault(where, detail)
    return tuple(found.items())


def _findings(
    document: Mapping[str, Any], required: Iterable[Needed], today: date | None
) -> Iterator[FormProblem]:
    partial = _partial(Application)
    wrong: set[tuple[int | str, ...]] = set()
    try:
        read = partial.model_validate_json(json.dumps(document))
    except ValidationError as error:
        yield from problems(error)
        wrong = {entry["loc"] for entry in error.errors(include_url=False, include_input=False)}
        read = partial.model_validate_json(json.dumps(_without(document, wrong, ())))
    whole = _judged(Application, read)
    for location, detail in broken(whole, required, today):
        # What is no section at all lacks nothing in particular.
        if not any(location[:depth] in wrong for depth in range(1, len(location))):
            yield pointer(location), detail


def broken(whole: BaseModel, required: Iterable[Needed], today: date | None) -> Iterator[tuple[Any, str]]:
    """Every rule that this form breaks, by its place: those of today, each section's own, and those between them.

    A day that cannot be in itself breaks no rule with another field beside: it is told once, where it stands.
    """
    late = tuple(untimely(whole, today)) if today else ()
    found = tuple(_breaches(Application, whole, ()))
    if late:
        apart = set(_breaches(Application, _blanked(whole, {where for where, _ in late}), ()))
        found = tuple(one for one in found if one in apart)
    yield from found
    yield from lacking(whole, required)
    yield from late


def _blanked(model: BaseModel, places: set[Any], at: tuple[str, ...] = ()) -> BaseModel:
    """A copy without the values at these places."""
    values: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        inside = isinstance(value, BaseModel)
        values[name] = _blanked(value, places, (*at, name)) if inside else value
        if (*at, name) in places:
            values[name] = None
    return type(model).model_construct(**values)


def _without(
    document: Mapping[str, Any], wrong: set[tuple[int | str, ...]], at: tuple[str, ...]
) -> dict[str, Any]:
    return {
        name: _without(value, wrong, (*at, name)) if isinstance(value, dict) else value
        for name, value in document.items()
        if (*at, name) not in wrong
    }


def _judged(model: type[BaseModel], read: BaseModel | None) -> BaseModel:
    """An instance of the section whose absent fields are None: enough for its rules, which expect that."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        value = getattr(read, name, None)
        inner = section_of(field.annotation)
        values[name] = (
            _judged(inner, value) if inner and (value is not None or field.is_required()) else value
        )
    return model.model_construct(**values)


def _breaches(model: type[BaseModel], judged: BaseModel, at: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    for name, field in model.model_fields.items():
        value, inner = getattr(judged, name), section_of(field.annotation)
        if inner and value is not None:
            yield from _breaches(inner, value, (*at, name))
        elif value is None and field.is_required():
            yield (*at, name), MISSING
    rules: Callable[[], Iterator[tuple[tuple[str, ...], str]]] | None = getattr(judged, "findings", None)
    for location, detail in rules() if rules else ():
        yield (*at, *location), detail


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _filled(value) if isinstance(value, dict) else value for name, value in values.items()}
    return {name: value for name, value in kept.items() if value != {}}


@cache
def _partial(model: type[BaseModel]) -> type[BaseModel]:
    """The same fields with the same types, none of them required, without the rules between them."""
    fields: dict[str, Any] = {
        name: (_optional(name, field), None) for name, field in model.model_fields.items()
    }
    return create_model(f"Partial{model.__name__}", __config__=_CONFIG, **fields)


def _optional(name: str, field: Any) -> Any:
    inner = section_of(field.annotation)
    kind = _partial(inner) if inner else _plain(field.annotation)
    metadata = tuple(field.metadata) if not inner else ()
    if name == "id_number":
        metadata += (AfterValidator(_is_number),)
    return (Annotated[(kind, *metadata)] if metadata else kind) | None


def _plain(annotation: Any) -> Any:
    """Without None: that is added again outside the constraints."""
    if get_origin(annotation) in (Union, UnionType):
        (kind,) = (part for part in get_args(annotation) if part is not type(None))
        return kind
    return annotation


def _is_number(number: str) -> str:
    if not is_id_number(number):
        raise PydanticCustomError(OWN_ERROR, _BAD_NUMBER)
    return number
