"""The guide's answers on their way from page to page: choices in the address, dates sealed in the reader's own browser.

A date is not of a list that everybody has, so it stands in no address, no history and no log. Nothing is kept here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from functions.domain.guide.answers import given
from functions.domain.guide.refusals import InvalidAnswers
from functions.pages.jar import cookie_line, name_of
from functions.pages.page import Asked
from functions.shapes.guide.assessment import assessment_view
from functions.usecases.guide.advise import advise, guide
from schemas.catalogue.edition import Edition
from schemas.catalogue.questions import UNSURE, AnswerValue, Question, QuestionKind
from schemas.guide.assessment import AssessmentRequest
from schemas.guide.views_assessment import AssessmentView

GUIDE_COOKIE = "lianban-guide"
LIFE = timedelta(hours=2)
QUESTIONS, RESULT, NOTICE = "/guide/questions", "/guide/result", "/guide/notice"


@dataclass(frozen=True, slots=True)
class Asking:
    """`items`: those that are asked about; none: all. `answers`: by the question's code, those that fit together.

    `dates`: the questions whose answers stand in no address.
    """

    items: tuple[str, ...]
    answers: Mapping[str, AnswerValue]
    dates: frozenset[str]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What an address carries, and a form that goes on from it."""
        items = (("items", ",".join(self.items)),) if self.items else ()
        return (
            *items,
            *((code, spelled_answer(answer)) for code, answer in self.answers.items() if self._open(code)),
        )

    def address(self, path: str, **more: str) -> str:
        query = urlencode((*self.pairs, *more.items()))
        return f"{path}?{query}" if query else path

    def without(self, code: str) -> "Asking":
        return replace(self, answers={name: one for name, one in self.answers.items() if name != code})

    def saying(self, code: str, answer: AnswerValue) -> "Asking":
        return replace(self, answers={**self.answers, code: answer})

    def _open(self, code: str) -> bool:
        return code not in self.dates or self.answers[code] == UNSURE


def spelled_answer(answer: AnswerValue) -> str:
    return str(answer).lower() if isinstance(answer, bool) else answer


def asking(asked: Asked) -> Asking:
    """What is no answer, or does not fit the others, is asked again."""
    edition = guide(asked.deps)
    items = tuple(code for code in asked.query.get("items", "").split(",") if edition.has(code))
    dates = dates_in(asked)
    told = {one.code: _told(one, asked.query.get(one.code, ""), dates, edition) for one in edition.questions}
    answers = {code: answer for code, answer in told.items() if answer is not None}
    named = frozenset(one.code for one in edition.questions if one.kind is QuestionKind.DATE)
    return Asking(tuple(dict.fromkeys(items)), _fitting(answers, edition), named)


def _told(question: Question, told: str, dates: Mapping[str, str], edition: Edition) -> AnswerValue | None:
    if question.kind is QuestionKind.DATE:
        return UNSURE if told == UNSURE else dates.get(question.code)
    if question.kind is QuestionKind.COUNTY and told != UNSURE:
        return told if edition.regions.has(told) else None
    return _read_answer(question, told)


def _read_answer(question: Question, told: str) -> AnswerValue | None:
    """As an address spells it; of a choice, one of its options."""
    if not told or told == UNSURE or question.kind is not QuestionKind.CHOICE:
        return told or None
    return next((one.value for one in question.options if spelled_answer(one.value) == told), None)


def _fitting(answers: Mapping[str, AnswerValue], edition: Edition) -> Mapping[str, AnswerValue]:
    try:
        given(answers, edition)
    except InvalidAnswers as error:
        wrong = {problem.pointer.removeprefix("/answers/") for problem in error.problems}
        return _fitting({code: one for code, one in answers.items() if code not in wrong}, edition)
    return answers


def assessed(found: Asking, asked: Asked) -> AssessmentView:
    request = AssessmentRequest(items=found.items or None, answers=dict(found.answers))
    return assessment_view(advise(request, asked.deps))


def dates_in(asked: Asked) -> Mapping[str, str]:
    """By the question's code; of two hours ago, none."""
    sealed = asked.cookies.get(name_of(GUIDE_COOKIE, plain=asked.plain))
    text = asked.deps.cookies.unseal(sealed) if sealed else None
    said = json.loads(text) if text else {}
    at = said.get("guide_at", 0)
    fresh = at and asked.deps.clock().timestamp() < at + LIFE.total_seconds()
    return said["dates"] if fresh else {}


def dates_cookie(dates: Mapping[str, str], asked: Asked) -> str:
    """A whole Set-Cookie line."""
    now = int(asked.deps.clock().timestamp())
    sealed = asked.deps.cookies.seal(json.dumps({"guide_at": now, "dates": dict(dates)}))
    return cookie_line(GUIDE_COOKIE, sealed, int(LIFE.total_seconds()), plain=asked.plain)


def no_dates(asked: Asked) -> str:
    return cookie_line(GUIDE_COOKIE, "", 0, plain=asked.plain)


def answered_before(found: Asking, code: str | None, edition: Edition) -> str | None:
    """The last question that was answered, or the last before `code`."""
    return next(_backwards(found, code, edition), None)


def _backwards(found: Asking, code: str | None, edition: Edition) -> Iterator[str]:
    codes = [question.code for question in edition.questions]
    until = codes.index(code) if code is not None and code in found.answers else len(codes)
    yield from (one for one in reversed(codes[:until]) if one in found.answers)
