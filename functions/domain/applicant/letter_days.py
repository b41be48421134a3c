"""The last day that a letter names is that of its own date: what moved it later stands in a letter of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.applicant.deemed_letter import Deemed
from functions.domain.applicant.letter_bodies import Letter
from functions.domain.case.clock_words import word_of
from functions.domain.case.item import CaseItem
from functions.domain.clock import Calendar
from functions.domain.deadlines.due import due_then, received_on
from functions.domain.values import replace
from schemas.case.answers import Accepted, Answer, Extended, Resumed, Suspended
from schemas.codes import LetterKind

_OF_THE_CLOCK = frozenset({LetterKind.ACCEPTANCE, LetterKind.DEEMED_ACCEPTANCE, LetterKind.EXTENSION})


@dataclass(frozen=True, slots=True)
class CountedAnswer:
    """An answer that counted, its time, the office that had the item when it came, and when that was."""

    at: datetime
    answer: Answer
    office: str | None
    came: datetime


def with_its_day(
    letter: Letter,
    item: CaseItem,
    said: tuple[CountedAnswer, ...],
    deemed: Mapping[int, Deemed],
    calendar: Calendar,
) -> Letter:
    if letter.kind not in _OF_THE_CLOCK:
        return letter
    extends = letter.kind is LetterKind.EXTENSION
    round_ = letter.answer.round if extends and letter.answer else letter.number
    own = tuple(one for one in said if one.answer.round == round_)
    start = letter.received or (_counted_from(item, round_, own, deemed) if extends else letter.at)
    if start is None:
        return letter
    words = (
        word_of(one.answer)
        for one in own
        if isinstance(one.answer, Suspended | Resumed | Extended)
        and (one.at < letter.at or (extends and one.at == letter.at))
    )
    return replace(letter, due=due_then(item, start, words, calendar))


def _counted_from(
    item: CaseItem, round_: int, own: tuple[CountedAnswer, ...], deemed: Mapping[int, Deemed]
) -> datetime | None:
    """Since when the time of a round runs; None where nothing tells any more."""
    if round_ in deemed:
        return deemed[round_].received
    if accepted := [one.at for one in own if isinstance(one.answer, Accepted)]:
        return min(accepted)
    return item.clock.accepted_at or received_on(item) if round_ == item.dispatch.round else None
