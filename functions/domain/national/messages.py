"""Which event of an item is told to which platform of the province (统一申办受理, 好差评), in their codes. Pure.

The messages and the codes of 预受理, 受理 and 办结 are those of a public library of messages; which word of an office is
which of them is our own reading (待核定). Never told is 审批 (3), for what an office does within itself we do not know, and
the service check, which is no item.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from functions.domain.case.case import Event, Ledger
from functions.domain.case.item import CaseItem
from functions.domain.case.told_answers import answer_told
from functions.domain.national.codes import SPECIAL, result_type
from functions.domain.national.numbers import NationalCodes
from functions.domain.national.outcomes import event_told_at, outcome_told, said, tells_taken_up, without_vain
from functions.domain.national.owed_messages import ToldPlatform
from schemas.applicant.ratings import code_of
from schemas.codes import AnswerType, EventKind, Outcome
from schemas.codes_citizen import RatingLevel
from schemas.national.messages import CaseMessage, RatingMessage, ToldMessage

_DECLARED, _PRE, _ACCEPTED, _DONE, _SPECIAL, _SPECIAL_OVER, _ASKED, _BROUGHT, _COLLECTED = "012456789"
STEP_NAMES: Mapping[str, str] = {
    _DECLARED: "申办",
    _PRE: "预受理",
    _ACCEPTED: "受理",
    _DONE: "办结",
    _SPECIAL: "特别程序申请",
    _SPECIAL_OVER: "特别程序结果",
    _ASKED: "补交告知",
    _BROUGHT: "补交受理",
    _COLLECTED: "领取登记",
}
# 预受理状态 1 通过 2 不受理 3 补交补正; 受理状态 1 受理 2 不受理.
_YES, _NO, _INCOMPLETE = "1", "2", "3"
_Step = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class KeyedMessage:
    """`key` is unique within its case and platform, and the same whenever it is made of the same event."""

    key: str
    message: ToldMessage


def messages_for(
    platform: ToldPlatform, ledger: Ledger, events: Iterable[Event], codes: NationalCodes
) -> tuple[KeyedMessage, ...]:
    """All there ever were, in the order of the events of each item."""
    history = tuple(events)
    make = _case_messages if platform is ToldPlatform.ACCEPTANCE else _rating_messages
    return tuple(
        one
        for item in ledger.held
        if item.outcome is not Outcome.NOT_NEEDED
        for one in make(ledger, item, history, codes)
    )


def _case_messages(
    ledger: Ledger, item: CaseItem, history: tuple[Event, ...], codes: NationalCodes
) -> Iterator[KeyedMessage]:
    taken_up = False
    opened = (event for event in history if event.kind is EventKind.SUBMITTED)
    own = without_vain(event for event in history if event.item == item.code)
    for event in (*opened, *own):
        for step, state in _steps(event, ledger.case.reference, taken_up=taken_up):
            message = CaseMessage(
                **_about(ledger, item, event, codes),
                step=step,
                step_name=STEP_NAMES[step],
                state=state,
            )
            yield KeyedMessage(_key(item, event, step), message)
        taken_up = taken_up or tells_taken_up(event)


def _steps(event: Event, reference: str, *, taken_up: bool) -> Iterator[_Step]:
    if event.kind is EventKind.SUBMITTED:
        yield _DECLARED, None
    elif event.kind is EventKind.DEEMED_ACCEPTED:
        yield from ((_PRE, _YES), (_ACCEPTED, _YES))
    elif event.kind is EventKind.CORRECTED:
        yield _BROUGHT, None
    elif event.kind is EventKind.COLLECTED:
        yield _COLLECTED, None
    else:
        if not taken_up and tells_taken_up(event):
            yield from ((_PRE, _YES), (_ACCEPTED, _YES))
        if event.kind is EventKind.ANSWERED:
            yield from _on_its_way(AnswerType(str(said(event, "type"))), taken_up=taken_up)
        yield from _ended(event, reference)


def _on_its_way(kind: AnswerType, *, taken_up: bool) -> Iterator[_Step]:
    if kind is AnswerType.CORRECTION_REQUESTED:
        yield from (() if taken_up else ((_PRE, _INCOMPLETE),))
        yield _ASKED, None
    elif kind in SPECIAL:
        yield _SPECIAL, SPECIAL[kind][0]
        # An extension is granted as it is told.
        yield from ((_SPECIAL_OVER, SPECIAL[kind][0]),) if kind is AnswerType.EXTENDED else ()
    elif kind is AnswerType.RESUMED:
        yield _SPECIAL_OVER, SPECIAL[AnswerType.SUSPENDED][0]


def _ended(event: Event, reference: str) -> Iterator[_Step]:
    """What an operator enters of an office is told as its own answer; what takes the place of an outcome is an end, too."""
    outcome = outcome_told(event)
    if outcome is Outcome.NOT_ACCEPTED and event.kind is not EventKind.OVERRIDDEN:
        yield from ((_PRE, _NO), (_ACCEPTED, _NO))
    elif event.kind is EventKind.ABANDONED:
        # What an operator ends, no code that is known says.
        yield _DONE, None
    elif outcome is not None:
        yield _DONE, result_type(outcome, answer_told(event, reference))


def _rating_messages(
    ledger: Ledger, item: CaseItem, history: tuple[Event, ...], codes: NationalCodes
) -> Iterator[KeyedMessage]:
    """A rating that is changed is told again. What the applicant wrote stays here."""
    for event in history:
        if event.item == item.code and event.kind is EventKind.RATED:
            level = RatingLevel(event.detail["level"])
            message = RatingMessage(
                **_about(ledger, item, event, codes),
                satisfaction=str(code_of("gb_t_39046", level)),
                satisfaction_tablet=str(code_of("guangdong_tablet", level)),
                channel=str(event.detail["channel"]),
            )
            yield KeyedMessage(_key(item, event, "rating"), message)


def _about(ledger: Ledger, item: CaseItem, event: Event, codes: NationalCodes) -> dict[str, Any]:
    office = item.dispatch.office
    return {
        "reference": ledger.case.reference,
        "item": item.code,
        "task_code": codes.of(office, item.code),
        "office": office,
        "at": event_told_at(event),
    }


def _key(item: CaseItem, event: Event, step: str) -> str:
    return sha256(f"{item.code}/{step}/{event.key}".encode()).hexdigest()[:16]
