"""Fields that may stay empty in themselves, though the chosen items cannot be without them: the edition says which."""

from collections.abc import Iterable

from pydantic import BaseModel

from schemas.form.paths import value_at
from schemas.refusing import Finding

NEEDED = "所选事项需要填写此项。"


def lacking(form: BaseModel, required: Iterable[str]) -> tuple[Finding, ...]:
    """Of these paths, those that the form does not fill."""
    return tuple((tuple(path.split(".")), NEEDED) for path in required if value_at(form, path) is None)
