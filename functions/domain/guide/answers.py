"""Answers to the guide's questions, checked against the edition, as facts for its rules. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from functions.domain.catalogue.rules import UNKNOWN, Facts, Truth, read_rules
from functions.domain.errors import FieldProblem
from functions.domain.guide.refusals import InvalidAnswers
from schemas.catalogue.edition import Edition
from schemas.catalogue.questions import UNSURE, AnswerValue, Option, Question, QuestionKind, value_of

_UNKNOWN_QUESTION = "没有这个问题，请按返回的问题作答。"
_NOT_AN_OPTION = "请从该问题给出的选项中选择。"
_NOT_UNSURE = "这个问题不能答“不确定”，请选择或者暂不作答。"
_NO_DATE = "请填写真实存在的日期，格式为 年-月-日，例如 2026-09-01。"
_DOES_NOT_FIT = "与其他回答不符，请核对后重新选择。"
_NO_CITY = "请选择广东省的地级以上市。"
_NO_COUNTY = "请选择该市的县（市、区）；不设县（区）的市，选择镇（街道、园区）。"
# Where the form has the town of a city without counties, which the guide asks for in place of one.
TOWN_FIELD = "destination.town"


@dataclass(frozen=True, slots=True)
class Given:
    """`asked`: questions that need no asking again, also those answered 不确定. `facts`: what the rest says."""

    asked: frozenset[str]
    values: Mapping[str, object]

    @property
    def facts(self) -> Facts:
        return lambda path: self.values.get(path, UNKNOWN)


def given(answers: Mapping[str, AnswerValue], edition: Edition) -> Given:
    """Raises InvalidAnswers, with the pointer of each answer that cannot be."""
    questions = {question.code: question for question in edition.questions}
    problems: list[FieldProblem] = []
    values: dict[str, object] = {}
    for code, answer in answers.items():
        question = questions.get(code)
        detail = _UNKNOWN_QUESTION if question is None else _fault(question, answer, edition)
        if detail:
            problems.append(FieldProblem(f"/answers/{code}", detail))
        elif question is not None and answer != UNSURE:
            values |= _said(question, answer, edition)
    found = Given(frozenset(answers), values)
    problems += chain(
        _contradictions(answers, questions, found), _misplaced(answers, questions, found, edition)
    )
    if problems:
        raise InvalidAnswers(problems=tuple(dict.fromkeys(problems)))
    return found


def _said(question: Question, answer: AnswerValue, edition: Edition) -> dict[str, object]:
    """A town by its code."""
    if question.kind is QuestionKind.COUNTY and edition.regions.is_town(str(answer)):
        return {TOWN_FIELD: answer}
    return {question.field: value_of(question.field, answer)}


def options_offered(question: Question, facts: Facts) -> tuple[Option, ...]:
    """The options of a choice that no other answer rules out."""
    return tuple(one for one in question.options if read_rules(one.when, facts).truth is not Truth.FAILS)


def _fault(question: Question, answer: AnswerValue, edition: Edition) -> str | None:
    if answer == UNSURE:
        return None if question.unsure else _NOT_UNSURE
    if question.kind is QuestionKind.CITY:
        return None if isinstance(answer, str) and edition.regions.city(answer) else _NO_CITY
    if question.kind is QuestionKind.CHOICE:
        known = any(
            answer == option.value and type(answer) is type(option.value) for option in question.options
        )
        return None if known else _NOT_AN_OPTION
    try:
        _said(question, answer, edition)
    except ValueError:
        return _NO_DATE if question.kind is QuestionKind.DATE else _NO_COUNTY
    return None


def _contradictions(
    answers: Mapping[str, AnswerValue], questions: Mapping[str, Question], found: Given
) -> Iterator[FieldProblem]:
    for code in answers:
        question = questions.get(code)
        value = found.values.get(question.field) if question else None
        chosen = [option for option in question.options if option.value == value] if question else []
        if any(read_rules(option.when, found.facts).truth is Truth.FAILS for option in chosen):
            yield FieldProblem(f"/answers/{code}", _DOES_NOT_FIT)


def _misplaced(
    answers: Mapping[str, AnswerValue], questions: Mapping[str, Question], found: Given, edition: Edition
) -> Iterator[FieldProblem]:
    """A county, or a town, that is not the city's."""
    fields = {question.kind: question.field for question in questions.values()}
    city = found.values.get(fields.get(QuestionKind.CITY, ""))
    for code in answers:
        question = questions.get(code)
        if question is None or question.kind is not QuestionKind.COUNTY:
            continue
        place = found.values.get(TOWN_FIELD, found.values.get(question.field))
        if (
            isinstance(city, str)
            and place
            and place not in {one.code for one in edition.regions.places(city)}
        ):
            yield FieldProblem(f"/answers/{code}", _NO_COUNTY)
