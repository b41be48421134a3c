"""逾期未告知受理情况说明: in which rounds an office said nothing of what it received. The system says so: it has no seal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.applicant.letter_bodies import Letter
from functions.domain.case.case import Event
from functions.domain.case.item import CaseItem
from functions.domain.case.told_answers import office_answer
from functions.domain.clock import Calendar
from functions.domain.deadlines.due import is_after_notice
from schemas.case.answers import Accepted
from schemas.codes import EventKind, LetterKind

NO_OFFICE_WROTE = "本说明由“一件事”办件系统按办理记录生成，不是办理机构出具的文书，不加盖印章。"


@dataclass(frozen=True, slots=True)
class Deemed:
    """`at`: when it was noted; `received`: the day of receipt, from which on it counts."""

    at: datetime
    received: datetime
    office: str | None


def deemed_rounds(item: CaseItem, events: Iterable[Event], calendar: Calendar) -> Mapping[int, Deemed]:
    """Those that stand: an acceptance that was made in time, and came late, puts it right."""
    found: dict[int, Deemed] = {}
    round_, office = 1, None
    for event in events:
        if event.item != item.code:
            continue
        if event.kind is EventKind.DISPATCHED:
            round_, office = event.detail.get("round", round_), event.detail.get("office", office)
        elif event.kind is EventKind.DEEMED_ACCEPTED and event.detail.get("accepted_at"):
            found[round_] = Deemed(event.at, datetime.fromisoformat(event.detail["accepted_at"]), office)
        elif event.kind is EventKind.ANSWERED:
            _put_right(found, event, calendar)
    return found


def deemed_letters(item: CaseItem, deemed: Mapping[int, Deemed]) -> Iterator[Letter]:
    kind = LetterKind.DEEMED_ACCEPTANCE
    for number, one in deemed.items():
        earlier = number < item.dispatch.round
        yield Letter(kind, one.at, number, office=one.office, earlier=earlier, received=one.received)


def _put_right(found: dict[int, Deemed], event: Event, calendar: Calendar) -> None:
    answer = office_answer(event)
    if not isinstance(answer, Accepted) or answer.round not in found:
        return
    if not is_after_notice(answer.at, found[answer.round].received, calendar):
        del found[answer.round]
