"""What an office's answer (答复) makes of an item: its round, its time and what was decided before are looked at here; then
the rule of its kind (answer_rules.py) is asked.
"""

from datetime import datetime

from functions.domain.case.answer_rules import RULES, clocked
from functions.domain.case.deliveries import spelled_out
from functions.domain.case.item import CaseItem, with_clock, with_dispatch
from functions.domain.case.legal_time import check_time
from functions.domain.case.transitions import OUTCOME_OF, begun
from functions.domain.clock import Deadline
from functions.domain.conflicts import (
    AnswerOutOfPlace,
    OutcomeAlreadyRecorded,
    RoundSuperseded,
    TransferredAway,
)
from schemas.case.answers import Answer
from schemas.codes import ItemStatus


def answered(item: CaseItem, answer: Answer, now: datetime, *, due: Deadline | None = None) -> CaseItem:
    """The item after a department's authentic answer. `due` is the new due time, if the answer sets one.

    An answer proves that the office has the round, so it counts as sent even if we crashed before noting so.
    Raises OutcomeAlreadyRecorded, RoundSuperseded, TransferredAway, AnswerOutOfPlace, AnswerTimeOutOfRange.
    """
    if item.outcome is None:
        check_round(item, answer.round)
    if answer.round == item.dispatch.round:
        check_time(item, answer.at, now)
    if item.outcome:
        return _after_outcome(item, answer, due, now)
    if item.status is ItemStatus.CONTESTABLE:
        # The office has decided this round; what it decides next is said of the round that a contest begins.
        return _same_decision(item, answer)
    told = with_clock(item, heard_at=now, silent_since=None)
    # On its way to another office, or anew to the same one, the round is not there yet: this may be a late word on what was
    # sent before, and what an operator ordered is sent all the same.
    if item.dispatch.has_arrived or not (item.dispatch.reroutes or item.dispatch.retries):
        arrived = item.dispatch.has_arrived
        known = told if arrived else begun(spelled_out(told), now)
        sent_at = item.dispatch.sent_at if arrived else now
        told = with_dispatch(
            known, trouble=None, ordered=None, sent_round=item.dispatch.round, sent_at=sent_at
        )
    return RULES[type(answer)](told, answer, now, due)


def check_round(item: CaseItem, round_: int) -> None:
    """Raises RoundSuperseded, TransferredAway, AnswerOutOfPlace."""
    if round_ in item.dispatch.transfers:
        raise TransferredAway
    if round_ < item.dispatch.round:
        raise RoundSuperseded
    if round_ > item.dispatch.round:
        raise AnswerOutOfPlace


def _after_outcome(item: CaseItem, answer: Answer, due: Deadline | None, now: datetime) -> CaseItem:
    """The outcome stands; a different one, or the same with another result, is a conflict. What the office said of its
    clock before it decided, and that was overtaken on its way, is still true; that it was heard is a step of the history,
    which an export knows by the item's own times.
    """
    if type(answer) in OUTCOME_OF:
        return _same_decision(item, answer)
    before = item.decided_at is not None and answer.at <= item.decided_at
    return _overtaken(with_clock(item, heard_at=now) if before else item, answer, due, now)


def _same_decision(item: CaseItem, answer: Answer) -> CaseItem:
    if type(answer) not in OUTCOME_OF:
        return item
    if item.answer is not None and answer == item.answer.model_copy(update={"at": answer.at}):
        return item
    raise OutcomeAlreadyRecorded


def _overtaken(item: CaseItem, answer: Answer, due: Deadline | None, now: datetime) -> CaseItem:
    decision = item.answer
    if decision is None or decision.round != answer.round or answer.at > decision.at:
        return item
    return clocked(item, answer, due, now)
