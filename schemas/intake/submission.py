"""A submission (提交): the whole form at once, or the draft in which it was filled in."""

import json
from datetime import date
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, TypeAdapter

from schemas.catalogue.edition import Edition
from schemas.form.application import Application
from schemas.form.partial import FormProblem, findings
from schemas.intake.draft import DraftSubmission
from schemas.problems import UNION_TAGS
from schemas.wire import LAZY, ItemCode

_FORM, _DRAFT = UNION_TAGS
_ITEMS: TypeAdapter[list[ItemCode]] = TypeAdapter(
    Annotated[list[ItemCode], Field(min_length=1, max_length=30)], config=LAZY
)


def everything_wrong(raw: bytes, edition: Edition, today: date) -> tuple[FormProblem, ...]:
    """All that is wrong with a submitted form, where reading it as a whole stops at the first section that fails.

    Empty: say what the reading said, for this is no form of known items at all.
    """
    try:
        document = json.loads(raw)
        items = _ITEMS.validate_python(document.pop("items", None))
        form = {name: section for name, section in document.items() if section is not None}
        return (
            findings(form, tuple(items), edition.required(items), today) if _kind(document) == _FORM else ()
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()


def _kind(given: Any) -> str:
    """Whatever is no reference to a draft is judged as a form."""
    if isinstance(given, DraftSubmission) or (isinstance(given, dict) and "draft" in given):
        return _DRAFT
    return _FORM


SUBMISSION: TypeAdapter[Application | DraftSubmission] = TypeAdapter(
    Annotated[
        Annotated[Application, Tag(_FORM)] | Annotated[DraftSubmission, Tag(_DRAFT)], Discriminator(_kind)
    ],
    config=LAZY,
)
