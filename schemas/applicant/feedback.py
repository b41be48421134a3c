"""问题反馈: what anybody signed in tells the operators of a city, and what comes back."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.codes import Role
from schemas.codes_citizen import FeedbackKind
from schemas.form.types import spelled
from schemas.plain_text import PARAGRAPHS
from schemas.refusing import refuse
from schemas.spelling import spelled_groups
from schemas.wire import City, Instant, ReasonText, Reference, Wire

_Words = Annotated[str, StringConstraints(min_length=5, max_length=2000, strip_whitespace=True), PARAGRAPHS]
CODE_LENGTH = 16


LookupCode = Annotated[str, Field(pattern=rf"^[A-Z2-7]{{{CODE_LENGTH}}}$"), spelled(spelled_groups)]
FeedbackStatus = Literal["open", "closed"]


class FeedbackOrder(Wire):
    """`reference`: the case that it is about, if it is about one. `text` is kept sealed."""

    city: City
    kind: FeedbackKind
    text: _Words
    reference: Reference | None = None


class FeedbackLookup(Wire):
    """In the body, so that no address and no log holds the code."""

    code: LookupCode = Field(title="查询码")


class FeedbackReply(Wire):
    """An answer, or the end of it with its reason, or both; at least one."""

    answer: _Words | None = None
    close: ReasonText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.answer is None and self.close is None:
            refuse((("answer",), "请填写答复或者办结理由。"))
        return self


class FeedbackAnswerView(Wire):
    at: Instant
    text: str


class FeedbackView(Wire):
    """`role`: None of whoever had not signed in."""

    id: str
    city: str
    city_text: str
    kind: FeedbackKind
    kind_text: str
    status: FeedbackStatus
    status_text: str
    role: Role | None
    role_text: str
    reference: Reference | None
    text: str
    at: Instant
    answers: tuple[FeedbackAnswerView, ...]
    closed_at: Instant | None
    close_reason: str | None


class FeedbackReceiptView(Wire):
    id: str
    location: str
    next_steps: str


class AnonymousFeedbackReceiptView(Wire):
    """`code`: the only way to its answer. It is told once more to whoever sends the same again under the same key."""

    id: str
    code: str
    next_steps: str


class FeedbackPageView(Wire):
    """The oldest first, city by city. `unreadable`: what is damaged."""

    entries: tuple[FeedbackView, ...]
    cursor: str | None
    unreadable: tuple[str, ...] = ()
