"""What an office says in writing (文书), dated, with the place of the seal: facts of the ledger only, each one letter."""

from collections.abc import Iterable, Iterator, Mapping

from functions.domain.applicant.deemed_letter import NO_OFFICE_WROTE, Deemed, deemed_letters, deemed_rounds
from functions.domain.applicant.letter_bodies import BODIES, Addressee, Letter
from functions.domain.applicant.letter_days import CountedAnswer, with_its_day
from functions.domain.applicant.paper import Paper, PaperBlock, Paragraph, SealPlace
from functions.domain.applicant.undone_letter import ISSUED
from functions.domain.case.case import Case, Event
from functions.domain.case.contests import decided_as, was_contestable
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.told_answers import office_answer
from functions.domain.case.unmet import is_abandoned
from functions.domain.clock import Calendar, shanghai_date
from functions.domain.deadlines.due import clock_stands, contest_told
from functions.domain.office.directory import contact_text
from schemas.case.answers import Accepted, CorrectionRequest, Extended, Received, Resumed, Suspended
from schemas.codes import CHINESE, EventKind, ItemStatus, LetterKind, Outcome
from schemas.dates import date_text

OF_OUTCOME = {
    Outcome.NOT_ACCEPTED: LetterKind.NON_ACCEPTANCE,
    Outcome.REFUSED: LetterKind.REFUSAL,
    Outcome.GRANTED: LetterKind.COMPLETION,
}
# What stands only as long as the item has that outcome.
DECISION_LETTERS = frozenset({*OF_OUTCOME.values(), LetterKind.NOT_DONE})
_OF_THE_CHECK = frozenset(
    {LetterKind.CORRECTION, LetterKind.NON_ACCEPTANCE, LetterKind.REFUSAL, LetterKind.NOT_DONE}
)
_OF_CHECK = "核查结果告知书"
_SHORT = {
    LetterKind.RECEIPT: "收",
    LetterKind.ACCEPTANCE: "受",
    LetterKind.DEEMED_ACCEPTANCE: "未告",
    LetterKind.CORRECTION: "补",
    LetterKind.NON_ACCEPTANCE: "不受",
    LetterKind.SUSPENSION: "特",
    LetterKind.EXTENSION: "延",
    LetterKind.REFUSAL: "不予",
    LetterKind.COMPLETION: "办结",
    LetterKind.NOT_DONE: "未办",
}


def letters_of(item: CaseItem, events: Iterable[Event], calendar: Calendar) -> tuple[Letter, ...]:
    """In the order of the facts. `events`: the case's whole history, oldest first."""
    whole = tuple(events)
    said, deemed = tuple(_said(item, whole)), deemed_rounds(item, whole, calendar)
    found = (
        *_receipt(said),
        *deemed_letters(item, deemed),
        *_accepted(item, said, deemed),
        *_asked(said),
        *_moved(said),
        *_decided(item, said, calendar),
        *_undone(item),
    )
    written = (
        with_its_day(letter, item, said, deemed, calendar)
        for letter in found
        if written_of(item, letter.kind)
    )
    return tuple(sorted(written, key=lambda letter: letter.at))


def newest(name: str, letters: tuple[Letter, ...]) -> Letter | None:
    """By its name in addresses; a kind without a number is the newest of that kind."""
    return next((one for one in reversed(letters) if name in (one.name, one.kind.value)), None)


def written_of(item: CaseItem, kind: LetterKind) -> bool:
    """The service check goes between departments: a person is written to only of what asks or refuses something."""
    return not item.is_service_check or kind in _OF_THE_CHECK


def letter_title(kind: LetterKind, item: str) -> str:
    """The service check decides nothing that anybody applied for."""
    is_check = item == SERVICE_CHECK and kind in (LetterKind.REFUSAL, LetterKind.NON_ACCEPTANCE)
    return _OF_CHECK if is_check else CHINESE[kind]


def known_kinds(item: CaseItem) -> tuple[LetterKind, ...]:
    """The letters that the item itself tells of, without its history: those of where it stands now."""
    kinds = (
        (LetterKind.ACCEPTANCE, item.clock.accepted_at is not None and not item.clock.deemed_accepted),
        (LetterKind.DEEMED_ACCEPTANCE, item.clock.deemed_accepted),
        (LetterKind.EXTENSION, item.clock.extended),
        (LetterKind.SUSPENSION, clock_stands(item)),
        (LetterKind.CORRECTION, item.status is ItemStatus.CORRECTING),
    )
    outcome = decided_as(item)
    decided = OF_OUTCOME.get(outcome) if outcome else None
    if is_undone(item):
        decided = LetterKind.NOT_DONE
    found = (*(kind for kind, is_so in kinds if is_so), *((decided,) if decided else ()))
    return tuple(kind for kind in found if written_of(item, kind))


def is_undone(item: CaseItem) -> bool:
    """It came to nothing, by no wish of the applicant's, and no office has decided it."""
    return item.outcome in (Outcome.BLOCKED, Outcome.LAPSED) or is_abandoned(item)


def letter_paper(case: Case, item: CaseItem, letter: Letter, to: Addressee, calendar: Calendar) -> Paper:
    number = f"{case.reference}-{to.item.number:02}-{_SHORT[letter.kind]}{letter.number}"
    said = tuple(BODIES[letter.kind](case, item, letter, to, calendar))
    return Paper(
        title=letter_title(letter.kind, item.code),
        reference=case.reference,
        marks=(("文书编号", number), ("事项", to.item.name)),
        blocks=(
            Paragraph(f"{to.name}：", indented=False),
            *said,
            *_issued(letter, to),
        ),
        made_at=letter.at,
    )


def _issued(letter: Letter, to: Addressee) -> tuple[PaperBlock, ...]:
    on = shanghai_date(letter.at)
    if letter.kind in (LetterKind.NOT_DONE, LetterKind.DEEMED_ACCEPTANCE):
        whose = ISSUED if letter.kind is LetterKind.NOT_DONE else NO_OFFICE_WROTE
        return Paragraph(whose), Paragraph(f"{date_text(on)}。")
    return *_where(to), SealPlace(to.office, on=on)


def _where(to: Addressee) -> Iterator[PaperBlock]:
    if to.contact:
        later = f"（以上由机构名录{to.told_day}载明，在本文书作出之后。）" if to.told_on else ""
        yield Paragraph(f"本机构{contact_text(to.contact)}{later}")


def _said(item: CaseItem, events: Iterable[Event]) -> Iterator[CountedAnswer]:
    office: str | None = None
    for event in events:
        if event.item != item.code:
            continue
        if event.kind is EventKind.DISPATCHED:
            office = event.detail.get("office", office)
        elif event.kind is EventKind.ANSWERED:
            answer = office_answer(event)
            # A list of what is missing dates from when the applicant could read it: their time runs from then.
            at = event.at if isinstance(answer, CorrectionRequest) else answer.at
            yield CountedAnswer(at, answer, office, event.at)


def _receipt(said: tuple[CountedAnswer, ...]) -> Iterator[Letter]:
    first = next((one for one in said if isinstance(one.answer, Received)), None)
    if first:
        yield Letter(LetterKind.RECEIPT, first.at, first.answer.round, first.answer, first.office)


def _accepted(
    item: CaseItem, said: tuple[CountedAnswer, ...], deemed: Mapping[int, Deemed]
) -> Iterator[Letter]:
    """A letter that somebody holds stays one, though the item was asked about and sent anew since."""
    told = {one.answer.round: one for one in reversed(said) if isinstance(one.answer, Accepted)}
    for number, one in told.items():
        earlier, received = (
            number < item.dispatch.round,
            deemed[number].received if number in deemed else None,
        )
        if earlier or received:
            yield Letter(LetterKind.ACCEPTANCE, one.at, number, one.answer, one.office, earlier, received)
    if item.clock.accepted_at and not item.clock.deemed_accepted:
        by = told.get(item.dispatch.round) or (said[-1] if said else None)
        office = by.office if by else None
        yield Letter(LetterKind.ACCEPTANCE, item.clock.accepted_at, item.dispatch.round, office=office)


def _asked(said: tuple[CountedAnswer, ...]) -> Iterator[Letter]:
    for one in said:
        if isinstance(one.answer, CorrectionRequest):
            yield Letter(LetterKind.CORRECTION, one.at, one.answer.round, one.answer, one.office)


def _moved(said: tuple[CountedAnswer, ...]) -> Iterator[Letter]:
    """特别程序 and 延长, each counted by itself; another word while the clock stands already stops nothing."""
    stands, stops, longer = False, 0, 0
    for one in sorted(said, key=lambda one: one.at):
        if isinstance(one.answer, Suspended) and not stands:
            stands, stops = True, stops + 1
            yield Letter(LetterKind.SUSPENSION, one.at, stops, one.answer, one.office)
        elif isinstance(one.answer, Resumed | CorrectionRequest):
            stands = False
        elif isinstance(one.answer, Extended):
            longer += 1
            yield Letter(LetterKind.EXTENSION, one.at, longer, one.answer, one.office)


def _decided(item: CaseItem, said: tuple[CountedAnswer, ...], calendar: Calendar) -> Iterator[Letter]:
    """As it stands: an operator may have corrected what the office said first. A check that can be contested is decided, and
    of the day on which it was, whenever its applicant's time is over."""
    outcome = decided_as(item)
    kind = OF_OUTCOME.get(outcome) if outcome else None
    own = said[-1] if said and said[-1].answer == item.answer else None
    at, due = item.decided_at or (item.answer.at if item.answer else None), None
    if own and item.is_service_check and was_contestable(item, own.came):
        at, due = own.at, contest_told(item, own.came, calendar)
    if kind and at:
        yield Letter(kind, at, item.dispatch.round, item.answer, own.office if own else None, due=due)


def _undone(item: CaseItem) -> Iterator[Letter]:
    if is_undone(item) and item.decided_at:
        yield Letter(LetterKind.NOT_DONE, item.decided_at, max(item.dispatch.round, 1))
