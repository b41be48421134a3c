"""What an office said of its clock, put in order by the time it names itself: any order of arrival gives the same clock."""

from collections.abc import Iterable
from datetime import datetime

from functions.domain.case.item import CaseItem, with_clock
from functions.domain.case.parts import ClockStep, ClockWord
from schemas.case.answers import Accepted, Answer, Extended, Resumed, Suspended
from schemas.catalogue.figures import Unit
from schemas.codes import AnswerType, ItemStatus

ClockAnswer = Accepted | Suspended | Resumed | Extended
# Of one instant: a clock that begins to stand and goes on again has not stood.
_ORDER = (AnswerType.EXTENDED, AnswerType.SUSPENDED, AnswerType.RESUMED)


def clock_words_of(item: CaseItem) -> tuple[ClockWord, ...]:
    """Also of a row that was written before the words were kept."""
    if item.clock.words:
        return item.clock.words
    told = [word for step in item.clock.steps for word in _words_in(step)]
    if item.status is ItemStatus.SUSPENDED:
        told.append(ClockWord(AnswerType.SUSPENDED, item.since))
    return tuple(told)


def _words_in(step: ClockStep) -> tuple[ClockWord, ...]:
    if step.working_days:
        return (ClockWord(AnswerType.EXTENDED, step.since, step.working_days),)
    return ClockWord(AnswerType.SUSPENDED, step.since), ClockWord(AnswerType.RESUMED, step.until)


def word_of(answer: Suspended | Resumed | Extended) -> ClockWord:
    if not isinstance(answer, Extended):
        return ClockWord(answer.type, answer.at)
    if answer.natural_days is not None:
        return ClockWord(answer.type, answer.at, answer.natural_days, Unit.NATURAL_DAY)
    return ClockWord(answer.type, answer.at, answer.working_days or 0)


def heard(item: CaseItem, answer: Answer, at: datetime) -> CaseItem:
    """With this word among the others; the same word again changes nothing. `at`: its legal time."""
    if isinstance(answer, Accepted):
        accepted = item.clock.accepted_at
        first = accepted is None or item.clock.deemed_accepted or at < accepted
        return with_clock(item, accepted_at=at, deemed_accepted=False) if first else item
    if not isinstance(answer, Suspended | Resumed | Extended):
        return item
    words = words_in_order({*clock_words_of(item), word_of(answer)})
    return with_clock(
        item, words=words, steps=(), extended=item.clock.extended or isinstance(answer, Extended)
    )


def words_in_order(words: Iterable[ClockWord]) -> tuple[ClockWord, ...]:
    """By their own time, whenever they came."""
    return tuple(sorted(words, key=lambda word: (word.at, _ORDER.index(word.kind), word.days)))


def days_extended(item: CaseItem) -> int:
    """In sum, over all rounds: an item is extended in one unit only."""
    return item.clock.extended_before + sum(word.days for word in clock_words_of(item))


def steps_of(item: CaseItem) -> tuple[ClockStep, ...]:
    """What moves the due time, in its order. A stop that has not ended gives nothing back yet; to stop a clock that
    stands, or to let one go on that runs, is no step.
    """
    steps: list[ClockStep] = []
    standing: datetime | None = None
    for word in clock_words_of(item):
        if word.kind is AnswerType.EXTENDED:
            steps.append(_extension(word))
        elif word.kind is AnswerType.SUSPENDED:
            standing = standing or word.at
        elif standing is not None:
            steps.append(ClockStep(standing, word.at))
            standing = None
    return tuple(steps)


def _extension(word: ClockWord) -> ClockStep:
    natural = word.unit is Unit.NATURAL_DAY
    return ClockStep(word.at, word.at, 0 if natural else word.days, word.days if natural else 0)


def stands_still(item: CaseItem) -> bool:
    return stopped_since(item) is not None


def stopped_since(item: CaseItem) -> datetime | None:
    """特别程序: since the first stop that no word has ended."""
    since: datetime | None = None
    for word in clock_words_of(item):
        if word.kind is AnswerType.SUSPENDED:
            since = since or word.at
        elif word.kind is AnswerType.RESUMED:
            since = None
    return since


def is_last_stop(item: CaseItem, answer: Suspended) -> bool:
    """Whether its reason is the one that stands: no stop of a later time has been told."""
    stops = (word.at for word in clock_words_of(item) if word.kind is AnswerType.SUSPENDED)
    return all(at <= answer.at for at in stops)
