"""Corrections (补正): the open lists of all departments as one, and the round that an applicant's answer begins."""

from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem, with_clock, with_desk, with_dispatch
from functions.domain.case.transitions import unheard
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.clock import Deadline
from functions.domain.conflicts import CorrectionTooLate, NothingToCorrect, WithdrawalPending
from functions.domain.values import replace
from schemas.case.answers import CorrectionRequest
from schemas.codes import ItemStatus, Outcome


def open_corrections(ledger: Ledger) -> tuple[CaseItem, ...]:
    """What the applicant can answer now, of the service check too; an item on its way out needs no correction any more."""
    return tuple(
        item for item in ledger.items if item.status is ItemStatus.CORRECTING and item.withdrawal.at is None
    )


def is_listed(item: CaseItem) -> bool:
    """Whether its office has told the list of the present round."""
    return isinstance(item.answer, CorrectionRequest) and item.answer.round == item.dispatch.round


def corrected(item: CaseItem, round_: int, note: str | None, due: Deadline, now: datetime) -> CaseItem:
    """The applicant's answer to the list of `round_`: the item goes on in its next round.

    Raises NothingToCorrect, WithdrawalPending, CorrectionTooLate.
    """
    if item.outcome is Outcome.LAPSED and item.dispatch.round == round_:
        raise CorrectionTooLate
    if item.status is not ItemStatus.CORRECTING or item.dispatch.round != round_:
        raise NothingToCorrect
    if item.withdrawal.at:
        raise WithdrawalPending
    if item.clock.correct_by is not None and now >= item.clock.correct_by:
        raise CorrectionTooLate
    return next_round(item, due, now, note=note)


def next_round(item: CaseItem, due: Deadline, now: datetime, *, note: str | None = None) -> CaseItem:
    """One more round becomes owed: what was counted and said of the last one is over."""
    owed = with_clock(
        with_dispatch(
            unheard(item), round=item.dispatch.round + 1, note=note, trouble=None, begun_at=None, ordered=None
        ),
        due_at=due.at,
        due_provisional=due.provisional,
        correct_by=None,
        term_restored="",
    )
    return replace(
        with_desk(owed, incident=None),
        status=ItemStatus.READY,
        since=now,
        reason=None,
        # Whoever writes this ends the wait for it.
        follow_up_at=now + FIRST_CHECK,
    )
