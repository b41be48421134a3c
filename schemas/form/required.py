"""Fields that may stay empty in themselves, though the chosen items cannot be without them: the edition says which."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel

from schemas.form.paths import value_at
from schemas.refusing import Finding

_NEEDED = "所选事项需要填写此项。"


@dataclass(frozen=True, slots=True)
class NeededWhen:
    """A path that is needed while the value at each of the fields is one of those named with it."""

    path: str
    when: tuple[tuple[str, tuple[bool | str, ...]], ...]


# A path, needed in every situation, or in some.
Needed = str | NeededWhen


def lacking(form: BaseModel, required: Iterable[Needed]) -> tuple[Finding, ...]:
    """Of these paths, those that the form does not fill, each once."""
    paths = dict.fromkeys(path for one in required if (path := _needed(form, one)))
    return tuple((tuple(path.split(".")), _NEEDED) for path in paths if value_at(form, path) is None)


def _needed(form: BaseModel, one: Needed) -> str | None:
    if isinstance(one, str):
        return one
    return one.path if all(value_at(form, field) in values for field, values in one.when) else None
