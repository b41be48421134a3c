"""What each kind of answer (答复) does to the item it is about: a rule takes the old value and returns a new one, or refuses
with a Conflict.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from functions.domain.case.clock_words import ClockAnswer, heard, is_last_stop, stands_still
from functions.domain.case.contests import is_contestable, open_to_contest
from functions.domain.case.corrections import is_listed
from functions.domain.case.item import CaseItem, with_clock, with_desk, with_dispatch
from functions.domain.case.legal_time import legal_time
from functions.domain.case.parts import Incident
from functions.domain.case.said import words_of
from functions.domain.case.transitions import OUTCOME_OF, decided, grounds, stopped, with_due
from functions.domain.clock import Deadline
from functions.domain.conflicts import AnswerOutOfPlace
from functions.domain.values import replace
from schemas.case.answers import (
    Accepted,
    Answer,
    CorrectionRequest,
    Extended,
    Granted,
    NotAccepted,
    Problem,
    Received,
    Refused,
    Resumed,
    Suspended,
    Withdrawn,
)
from schemas.codes import ItemStatus
from schemas.wire import Wire

EXHAUSTED = "CorrectionRoundsExhausted"
# How far an item has come with its department: an answer never takes it back (faults.md, row 3).
_PROGRESS = (
    ItemStatus.WAITING,
    ItemStatus.READY,
    ItemStatus.INCIDENT,
    ItemStatus.DISPATCHED,
    ItemStatus.RECEIVED,
    ItemStatus.ACCEPTED,
)


def clocked(item: CaseItem, answer: Answer, due: Deadline | None, now: datetime) -> CaseItem:
    """Its clock with this word in it."""
    after = heard(item, answer, legal_time(item, answer.at))
    return item if after is item else with_due(after, due, now)


def _advance(item: CaseItem, status: ItemStatus, now: datetime) -> CaseItem:
    """Forward only; progress reported on an incident resolves it, for the office evidently has the item."""
    if item.status not in _PROGRESS or _PROGRESS.index(item.status) >= _PROGRESS.index(status):
        return item
    return replace(with_desk(item, incident=None), status=status, since=now)


def _received(item: CaseItem, answer: Received, now: datetime, _: Deadline | None) -> CaseItem:
    receipt = answer.receipt or item.dispatch.receipt
    return with_dispatch(_advance(item, ItemStatus.RECEIVED, now), receipt=receipt)


def _accepted(item: CaseItem, answer: Accepted, now: datetime, due: Deadline | None) -> CaseItem:
    """An acceptance that was deemed stands, unless the office had accepted in time and its word is late: `due` says so."""
    receipt = answer.receipt or item.dispatch.receipt
    accepted = with_dispatch(_advance(item, ItemStatus.ACCEPTED, now), receipt=receipt)
    if item.clock.deemed_accepted and due is None:
        return accepted
    return clocked(accepted, answer, due, now)


def _correction(item: CaseItem, answer: CorrectionRequest, now: datetime, due: Deadline | None) -> CaseItem:
    """One list a round (行政许可法 Art 32: 一次告知)."""
    if item.status is ItemStatus.CORRECTING or is_listed(item) or due is None or is_exhausted(item):
        raise AnswerOutOfPlace
    # The round that a contest began is none of a correction, nor is one that an office handed to another.
    others = bool(item.contest.at) + len(item.dispatch.transfers)
    if item.dispatch.round - others > item.bounds.correction_rounds:
        cause = f"已补正 {item.bounds.correction_rounds} 轮，部门再次要求补正"
        told = Incident(state="Dispatch", error=EXHAUSTED, cause=cause, at=now)
        # Whatever an operator was to look at before, the office has spoken since.
        return stopped(_heard_of(item), told)
    return replace(
        with_desk(with_clock(item, correct_by=due.at), incident=None),
        status=ItemStatus.CORRECTING,
        since=now,
        reason=None,
        answer=answer,
    )


def _heard_of(item: CaseItem) -> CaseItem:
    """Without an incident of before."""
    if item.status is not ItemStatus.INCIDENT:
        return item
    return replace(with_desk(item, incident=None), status=ItemStatus.DISPATCHED)


def is_exhausted(item: CaseItem) -> bool:
    """One list too many has been told already: an operator decides, and what is asked once more changes nothing."""
    return item.desk.incident is not None and item.desk.incident.error == EXHAUSTED


def _clock_word(item: CaseItem, answer: ClockAnswer, now: datetime, due: Deadline | None) -> CaseItem:
    """特别程序 and its end, 延长: by their own time. A clock that the office gave back to the applicant stands for good."""
    if item.status is ItemStatus.INCIDENT or _follows_correction(item, answer):
        raise AnswerOutOfPlace
    told = clocked(item, answer, due, now)
    if item.status is ItemStatus.CORRECTING:
        return told
    status = ItemStatus.SUSPENDED if stands_still(told) else ItemStatus.ACCEPTED
    moved = told if status is told.status else replace(told, status=status, since=now)
    return replace(moved, reason=_standing_reason(moved, answer))


def _follows_correction(item: CaseItem, answer: ClockAnswer) -> bool:
    if item.status is not ItemStatus.CORRECTING:
        return False
    return item.answer is None or answer.at > item.answer.at


def _standing_reason(item: CaseItem, answer: ClockAnswer) -> str | None:
    if item.status is not ItemStatus.SUSPENDED:
        return None
    return answer.reason if isinstance(answer, Suspended) and is_last_stop(item, answer) else item.reason


def _outcome(item: CaseItem, answer: Answer, now: datetime, due: Deadline | None) -> CaseItem:
    if due is not None and is_contestable(item, answer):
        return open_to_contest(item, answer, due, now)
    at = legal_time(item, answer.at)
    ended = decided(item, OUTCOME_OF[type(answer)], now, reason=grounds(answer), at=at)
    return replace(ended, answer=answer)


def _problem(item: CaseItem, answer: Problem, now: datetime, _: Deadline | None) -> CaseItem:
    """A cause is shown in lists and groups, and must hold no personal data: the office's own words stand beside it."""
    cause = "部门反映无法办理所收到的内容"
    said = words_of(answer.reason)
    return stopped(item, Incident("Dispatch", "DepartmentProblem", cause, now, said))


def _withdrawn(item: CaseItem, answer: Withdrawn, now: datetime, due: Deadline | None) -> CaseItem:
    """Only a withdrawal that the applicant asked for can be acknowledged."""
    if item.withdrawal.at is None:
        raise AnswerOutOfPlace
    return _outcome(item, answer, now, due)


RULES: dict[type[Wire], Callable[[CaseItem, Any, datetime, Deadline | None], CaseItem]] = {
    Received: _received,
    Accepted: _accepted,
    CorrectionRequest: _correction,
    Suspended: _clock_word,
    Resumed: _clock_word,
    Extended: _clock_word,
    Granted: _outcome,
    Refused: _outcome,
    NotAccepted: _outcome,
    Problem: _problem,
    Withdrawn: _withdrawn,
}
