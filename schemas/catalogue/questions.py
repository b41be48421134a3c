"""The guide's questions (办事指南的提问): each asks for one field of the form, in the edition's order."""

import json
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from schemas.catalogue.figures import FieldPath, Rule
from schemas.form.application import Application
from schemas.form.paths import field_at
from schemas.refusing import OWN_ERROR
from schemas.wire import LongText, Text, Wire

# 不确定: the question is not asked again, and what it decides stays open.
UNSURE = "unsure"

QuestionCode = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$")]
LONGEST_ANSWER = 40


def _answer(value: object) -> object:
    # Before the two shapes of it: each would tell its own error, at a place that nobody sent.
    if isinstance(value, bool) or (isinstance(value, str) and 1 <= len(value) <= LONGEST_ANSWER):
        return value
    raise PydanticCustomError(
        OWN_ERROR, "请填写该问题给出的选项（文字），是否题填写是或者否（true 或者 false）。"
    )


AnswerValue = Annotated[
    bool | Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER)], BeforeValidator(_answer)
]


class QuestionKind(StrEnum):
    """CITY and COUNTY take their options from the regions."""

    CHOICE = "choice"
    DATE = "date"
    CITY = "city"
    COUNTY = "county"


class Option(Wire):
    """`when`: offered only in that situation, as a placement type is to a rank class."""

    value: AnswerValue
    text: Text
    when: tuple[Rule, ...] = ()


class Question(Wire):
    """`unsure`: where to find out, for whom 不确定 is offered; without it everybody knows the answer. `of_towns`: the text
    where a city has towns and no counties."""

    code: QuestionCode
    field: FieldPath
    kind: QuestionKind
    text: Text
    of_towns: Text | None = None
    hint: LongText | None = None
    options: tuple[Option, ...] = ()
    unsure: LongText | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.options) is not (self.kind is QuestionKind.CHOICE):
            raise ValueError("options 只用于、且必须用于 kind = choice")
        values = [option.value for option in self.options]
        if len(set(values)) != len(values) or UNSURE in values:
            raise ValueError(f"options 的取值重复，或占用了 {UNSURE}")
        return self


def value_of(field: str, answer: AnswerValue) -> Any:
    """The answer as the form's own type of that field reads it. Raises ValidationError."""
    return _adapter(field).validate_json(json.dumps(answer))


@cache
def _adapter(field: str) -> TypeAdapter[Any]:
    info = field_at(Application, field)
    kind: Any = info.annotation
    for metadata in info.metadata:
        kind = Annotated[kind, metadata]
    return TypeAdapter(kind)


def question_faults(questions: tuple[Question, ...], paths: set[str]) -> list[str]:
    """What is wrong with an edition's questions, by their code."""
    found = [f"{one.code}: 表单没有字段 {one.field}" for one in questions if one.field not in paths]
    for name in ("code", "field"):
        values = [getattr(one, name) for one in questions]
        found += [f"{value}: {name} 重复" for value in values if values.count(value) > 1]
    if not found:
        found += [
            f"{one.code}: {option.value} 不是表单的取值" for one in questions for option in _strange(one)
        ]
    return found


def _strange(question: Question) -> list[Option]:
    return [option for option in question.options if not _is_value(question.field, option.value)]


def _is_value(field: str, answer: AnswerValue) -> bool:
    try:
        value_of(field, answer)
    except ValidationError:
        return False
    return True
