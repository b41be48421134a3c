"""One question of the guide as a page."""

from dataclasses import dataclass

from functions.pages.fields import Choice, Field, Kind, Wrong
from functions.pages.guide.asking import QUESTIONS, Asking, answered_before, spelled_answer
from schemas.catalogue.edition import Edition
from schemas.catalogue.questions import UNSURE, QuestionKind
from schemas.guide.views_assessment import QuestionView

DATES = "/guide/dates"
_CHOOSE = "请选择一项。"
CHOOSE_OR_UNSURE = "请选择一项；不清楚的，选“不确定”。"
# The districts and counties of the city that has the most of them; a city's towns are more.
_MOST_RADIOS = 12
_KINDS = {
    QuestionKind.CHOICE: Kind.RADIOS,
    QuestionKind.DATE: Kind.DATE,
    QuestionKind.CITY: Kind.SELECT,
    QuestionKind.COUNTY: Kind.RADIOS,
}


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """`hidden`: what the form carries on. `action`: where it goes, with GET but for a date. `unsure`: of a date, where
    whoever does not know goes on, and where to find out."""

    field: Field
    wrong: tuple[Wrong, ...]
    action: str
    hidden: tuple[tuple[str, str], ...]
    back: str
    number: int
    more: int
    result: str
    posted: bool
    unsure: tuple[str, str] | None


def question_page(
    question: QuestionView, found: Asking, edition: Edition, field: Field, result: str, more: int
) -> QuestionPage:
    """`found`: all answers so far, this question's too where it has one."""
    others, before = found.without(question.code), answered_before(found, question.code, edition)
    is_date = question.kind is QuestionKind.DATE
    skip = others.saying(question.code, UNSURE).address(QUESTIONS) if is_date else ""
    return QuestionPage(
        field=field,
        wrong=(Wrong(field.error, f"#{field.id}"),) if field.error else (),
        action=others.address(DATES) if is_date else QUESTIONS,
        hidden=(*(() if is_date else others.pairs), ("asked", question.code)),
        back=found.address(QUESTIONS, ask=before) if before else "/guide",
        number=len(others.answers) + 1,
        more=more,
        result=result,
        posted=is_date,
        unsure=(skip, question.unsure) if is_date and question.unsure else None,
    )


def field_of(question: QuestionView, found: Asking, error: str = "") -> Field:
    answer = found.answers.get(question.code)
    kind = _kind(question)
    # An option of a list has no room for where to find out.
    about, of_unsure = (question.unsure, "") if kind is Kind.SELECT else ("", question.unsure or "")
    choices = [Choice(spelled_answer(one.value), one.text) for one in question.options]
    if question.unsure:
        choices.append(Choice(UNSURE, "不确定", of_unsure))
    is_date = question.kind is QuestionKind.DATE
    value = () if answer is None or (is_date and answer == UNSURE) else (spelled_answer(answer),)
    return Field(
        name=question.code,
        label=question.text,
        kind=kind,
        values=value,
        hint="".join(filter(None, (question.hint, about))),
        error=error,
        choices=() if is_date else tuple(choices),
    )


def _kind(question: QuestionView) -> Kind:
    """What has many options is chosen from a list."""
    kind = _KINDS[question.kind]
    return Kind.SELECT if kind is Kind.RADIOS and len(question.options) > _MOST_RADIOS else kind


def nothing_chosen(question: QuestionView) -> str:
    return CHOOSE_OR_UNSURE if question.unsure else _CHOOSE
