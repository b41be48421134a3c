"""What the guide is asked (一次告知): the answers so far, and the items that somebody thinks of."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.catalogue.questions import AnswerValue, QuestionCode
from schemas.refusing import refuse
from schemas.wire import ItemCode, Wire


class Verdict(StrEnum):
    """适用 · 不适用 · 视情况而定."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    DEPENDS = "depends"


class AssessmentRequest(Wire):
    """`items`: without them, all. `answers`: by the question's code; `unsure` where one may be unsure."""

    items: Annotated[tuple[ItemCode, ...], Field(min_length=1, max_length=30)] | None = None
    answers: Annotated[dict[QuestionCode, AnswerValue], Field(max_length=40, default_factory=dict)]

    @model_validator(mode="after")
    def _names_an_item_once(self) -> Self:
        if self.items is not None and len(set(self.items)) != len(self.items):
            refuse((("items",), "同一事项只能选择一次，请删去重复的事项。"))
        return self
