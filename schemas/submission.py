"""A submission (提交): the whole form at once, or the draft in which it was filled in."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag, TypeAdapter

from schemas.draft import DraftSubmission
from schemas.form import Application
from schemas.problems import UNION_TAGS

_FORM, _DRAFT = UNION_TAGS


def _kind(given: Any) -> str:
    """Whatever is no reference to a draft is judged as a form."""
    if isinstance(given, DraftSubmission) or (isinstance(given, dict) and "draft" in given):
        return _DRAFT
    return _FORM


SUBMISSION: TypeAdapter[Application | DraftSubmission] = TypeAdapter(
    Annotated[
        Annotated[Application, Tag(_FORM)] | Annotated[DraftSubmission, Tag(_DRAFT)], Discriminator(_kind)
    ]
)
