"""What the guide comes to for one reader: what applies, what it takes, until when, and what they answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from functions.domain.guide.answers import given
from functions.domain.guide.assessment import city_said
from functions.pages.answering import sign_in_address
from functions.pages.contacts import ContactShown
from functions.pages.fields import Choice, Field, Kind
from functions.pages.guide.asking import NOTICE, QUESTIONS, RESULT, Asking, answered_before
from functions.pages.guide.views import Cited, cited
from functions.shapes.guide.words import asked_as
from schemas.catalogue.edition import Edition
from schemas.catalogue.questions import UNSURE, AnswerValue, Question, QuestionKind
from schemas.codes import Urgency
from schemas.dates import date_text
from schemas.guide.assessment import Verdict
from schemas.guide.views_assessment import AssessedItemView, AssessedMaterialView, AssessmentView

UNSURE_WORDS = "不确定"
URGENCY = {
    Urgency.PASSED: ("act", "期限已过"),
    Urgency.ALERT: ("act", "快到期了"),
    Urgency.RUNNING: ("waiting", "还没有到期"),
}


@dataclass(frozen=True, slots=True)
class _Term:
    """The reader's own. `until`: its last day, once a date is known."""

    item: str
    rule: str
    until: date | None
    provisional: bool
    start: str
    text: str
    late: str
    tag: tuple[str, str] | None
    note: str


@dataclass(frozen=True, slots=True)
class _Paper:
    name: str
    items: tuple[str, ...]
    condition: str
    note: str


@dataclass(frozen=True, slots=True)
class _Step:
    """An item in the order of doing. `after`: names of those that it waits for."""

    item: AssessedItemView
    after: tuple[str, ...]
    decided_by: tuple[tuple[str, str], ...]
    days: str
    handed: tuple[AssessedMaterialView, ...]
    elsewhere: tuple[AssessedMaterialView, ...]
    contact: ContactShown | None


@dataclass(frozen=True, slots=True)
class _Result:
    """`answered`: question, answer, where to change it, what that is. `more`: where questions are still open, or ""."""

    told: AssessmentView
    steps: tuple[_Step, ...]
    refused: tuple[AssessedItemView, ...]
    terms: tuple[_Term, ...]
    papers: tuple[_Paper, ...]
    perhaps: tuple[_Paper, ...]
    answered: tuple[tuple[str, str, str, str], ...]
    place: str
    applies: int
    depends: int
    more: str
    back: str
    notice: str
    here: str
    sources: tuple[Cited, ...]
    chosen: Field
    key: str
    problem: str = ""

    @property
    def refused_rows(self) -> tuple[tuple[str, str], ...]:
        return tuple((item.name, item.reason or "") for item in self.refused)

    @property
    def sign_in(self) -> str:
        return sign_in_address(self.here)


def result(
    view: AssessmentView,
    found: Asking,
    edition: Edition,
    contacts: Mapping[str, ContactShown],
    *,
    key: str,
    problem: str = "",
) -> _Result:
    """`contacts`: by item, once the place is known."""
    by_code = {item.code: item for item in view.items}
    steps = tuple(_step(by_code[code], found, edition, contacts.get(code)) for code in view.bundle.items)
    last = answered_before(found, None, edition)
    return _Result(
        told=view,
        steps=steps,
        refused=tuple(item for item in view.items if item.verdict is Verdict.DOES_NOT_APPLY),
        terms=tuple(sorted(_terms(steps), key=lambda one: one.until or date.max)),
        papers=_papers(steps, "yes"),
        perhaps=_papers(steps, "depends"),
        answered=tuple(_answered(found, edition)),
        place="".join(_places(found, edition)),
        applies=sum(one.item.verdict is Verdict.APPLIES for one in steps),
        depends=sum(one.item.verdict is Verdict.DEPENDS for one in steps),
        more=found.address(QUESTIONS) if view.next_questions else "",
        back=found.address(QUESTIONS, ask=last) if last else "/guide",
        notice=found.address(NOTICE),
        here=found.address(RESULT),
        sources=tuple(cited(source) for source in view.sources.values()),
        chosen=_chosen(steps, problem),
        key=key,
        problem=problem,
    )


def _step(item: AssessedItemView, found: Asking, edition: Edition, contact: ContactShown | None) -> _Step:
    limits = ((limit, f"（{limit.condition}）" if limit.condition else "") for limit in item.time_limits)
    needed = [one for one in item.materials if one.needed != "no"]
    return _Step(
        item=item,
        after=tuple(edition.item(code).name for code in item.after),
        decided_by=tuple(
            (one.text, found.address(QUESTIONS, ask=one.question) if one.question else "")
            for one in item.decided_by
        ),
        days="；".join(f"{limit.kind_text} {limit.text}{when}" for limit, when in limits),
        handed=tuple(one for one in needed if one.submit != "no"),
        elsewhere=tuple(one for one in needed if one.submit == "no"),
        contact=contact,
    )


def _terms(steps: tuple[_Step, ...]) -> Iterator[_Term]:
    for step in steps:
        for term in step.item.terms:
            yield _Term(
                item=step.item.name,
                rule=term.rule,
                until=term.until,
                provisional=term.provisional,
                start=term.start,
                text=term.text,
                late=term.late_text or "",
                tag=URGENCY[term.urgency] if term.urgency else None,
                note=(term.note or "") if term.sure else "视情况适用。",
            )


def _papers(steps: tuple[_Step, ...], submit: str) -> tuple[_Paper, ...]:
    found: dict[str, _Paper] = {}
    for step in steps:
        for one in step.handed:
            if one.submit == submit:
                items = (*found[one.code].items, step.item.name) if one.code in found else (step.item.name,)
                found[one.code] = _Paper(one.name, items, one.condition or "", one.note or "")
    return tuple(found.values())


def _answered(found: Asking, edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    city = city_said(given(found.answers, edition), edition)
    for question in edition.questions:
        if question.code in found.answers:
            words = answer_words(question, found.answers[question.code], edition)
            text = asked_as(question, city, edition.regions)
            yield text, words, found.address(QUESTIONS, ask=question.code), text


def _places(found: Asking, edition: Edition) -> Iterator[str]:
    for question in edition.questions:
        answer = found.answers.get(question.code, UNSURE)
        if question.kind in (QuestionKind.CITY, QuestionKind.COUNTY) and answer != UNSURE:
            yield answer_words(question, answer, edition)


def answer_words(question: Question, answer: AnswerValue, edition: Edition) -> str:
    if answer == UNSURE:
        return UNSURE_WORDS
    if question.kind is QuestionKind.DATE:
        return date_text(date.fromisoformat(str(answer)))
    if question.kind is QuestionKind.CHOICE:
        return next(one.text for one in question.options if one.value == answer)
    return edition.regions.name(str(answer))


def _chosen(steps: tuple[_Step, ...], problem: str) -> Field:
    """What surely applies is ticked; what depends is for the reader to say."""
    hints: Mapping[Verdict, str] = {Verdict.DEPENDS: "视情况而定；拿不准的可以先选上，提交前还可以去掉。"}
    return Field(
        name="items",
        label="要办哪些",
        kind=Kind.TICKS,
        values=tuple(one.item.code for one in steps if one.item.verdict is Verdict.APPLIES),
        choices=tuple(Choice(one.item.code, one.item.name, hints.get(one.item.verdict, "")) for one in steps),
        error=problem,
    )


def start_field(edition: Edition) -> Field:
    return Field(
        name="items",
        label="只想了解其中几项",
        kind=Kind.TICKS,
        choices=tuple(Choice(item.code, item.name) for item in edition.items),
    )
