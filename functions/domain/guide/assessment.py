"""The guide's assessment (一次告知): what each item comes to by the answers so far, and what is still worth asking. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.catalogue.critical_path import CriticalPath, critical_path, in_order, sum_of
from functions.domain.catalogue.plan import awaited, working_days
from functions.domain.catalogue.rules import UNKNOWN, Facts, RulesReading, Truth, read_rules, undecided
from functions.domain.guide.answers import TOWN_FIELD, Given
from schemas.catalogue.edition import Edition, situational_rules
from schemas.catalogue.figures import Part, Situation
from schemas.catalogue.item import Item
from schemas.catalogue.questions import Question, QuestionKind
from schemas.guide.assessment import Verdict

VERDICTS = {
    Truth.HOLDS: Verdict.APPLIES,
    Truth.FAILS: Verdict.DOES_NOT_APPLY,
    Truth.OPEN: Verdict.DEPENDS,
}


@dataclass(frozen=True, slots=True)
class AssessedItem:
    """`after`: those among the items asked about that it waits for, unless they do not apply."""

    item: Item
    reading: RulesReading
    after: tuple[str, ...]
    parts: tuple[tuple[Part, RulesReading], ...]
    facts: Facts

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.reading.truth]

    def situations(self, truth: Truth) -> tuple[Situation, ...]:
        """What is different for this applicant, or would be."""
        return tuple(one for one in self.item.situations if read_rules(one.when, self.facts).truth is truth)


@dataclass(frozen=True, slots=True)
class AskedNext:
    """`items`: of which the answer decides something."""

    question: Question
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """`critical` and `total` count the items that apply or may yet; `next_questions` in the order to ask them."""

    items: tuple[AssessedItem, ...]
    critical: CriticalPath
    total: CriticalPath
    next_questions: tuple[AskedNext, ...]


def assess(codes: tuple[str, ...], given: Given, edition: Edition) -> Assessment:
    """`codes` are of the edition; the items come by its numbers."""
    facts = given.facts
    chosen = [item for item in edition.items if item.code in codes]
    readings = {item.code: read_rules(item.applies_when, facts) for item in chosen}
    possible = {code for code, reading in readings.items() if reading.truth is not Truth.FAILS}
    assessed = tuple(
        AssessedItem(
            item=item,
            reading=readings[item.code],
            after=awaited(item, possible, facts),
            parts=tuple((part, read_rules(part.applies_when, facts)) for part in item.parts),
            facts=facts,
        )
        for item in chosen
    )
    waits = {one.item.code: one.after for one in assessed if one.item.code in possible}
    return Assessment(
        items=assessed,
        critical=critical_path(waits, lambda code: working_days(edition.item(code), facts)),
        total=sum_of(in_order(waits), lambda code: working_days(edition.item(code), facts)),
        next_questions=_next_questions(assessed, given, edition),
    )


def _next_questions(
    assessed: tuple[AssessedItem, ...], given: Given, edition: Edition
) -> tuple[AskedNext, ...]:
    """A question is worth asking while its answer could still change what is told of one of these items."""
    wanted = {one.item.code: frozenset(_wanted(one, given.facts)) for one in assessed}
    possible = tuple(one.item.code for one in assessed if one.reading.truth is not Truth.FAILS)
    found = []
    for question in edition.questions:
        if question.code in given.asked:
            continue
        items = tuple(code for code, paths in wanted.items() if question.field in paths)
        items = items or (possible if _tells_where(question, given, edition) else ())
        if items:
            found.append(AskedNext(question, items))
    return tuple(found)


def _wanted(one: AssessedItem, facts: Facts) -> Iterator[str]:
    """First whether it applies; only then the details that differ from one applicant to another."""
    if one.reading.truth is not Truth.HOLDS:
        yield from one.reading.open_on
        return
    for _, reading in one.parts:
        yield from reading.open_on
    for rules in situational_rules(one.item):
        yield from read_rules(rules, facts).open_on
    for code in one.after:
        yield from undecided(one.item.after_when.get(code, ()), facts)
    for term in one.item.deadlines:
        path = term.counted_from
        if path and facts(path) is UNKNOWN and read_rules(term.when, facts).truth is not Truth.FAILS:
            yield path


def _tells_where(question: Question, given: Given, edition: Edition) -> bool:
    """The city decides which office, and its county; where it has none, its town."""
    if question.kind is QuestionKind.CITY:
        return True
    if question.kind is not QuestionKind.COUNTY:
        return False
    city = city_said(given, edition)
    return bool(city and edition.regions.places(city))


def city_said(given: Given, edition: Edition) -> str | None:
    """Its code, once somebody has said; `county_of` and `town_of` likewise."""
    return _place(QuestionKind.CITY, given, edition)


def county_of(given: Given, edition: Edition) -> str | None:
    return _place(QuestionKind.COUNTY, given, edition)


def town_of(given: Given) -> str | None:
    """Of a city without counties."""
    found = given.values.get(TOWN_FIELD)
    return found if isinstance(found, str) else None


def _place(kind: QuestionKind, given: Given, edition: Edition) -> str | None:
    fields = (question.field for question in edition.questions if question.kind is kind)
    found = next((given.values.get(field) for field in fields), None)
    return found if isinstance(found, str) else None
