"""Contesting a bad service check (对核查结果的异议): once, with a paper; it begins a round of its own. Pure."""

from datetime import datetime

from functions.domain.case.case import Ledger
from functions.domain.case.corrections import next_round
from functions.domain.case.item import CaseItem, with_clock, with_contest, with_desk, with_dispatch
from functions.domain.case.refusals import ContestNeedsPaper
from functions.domain.case.transitions import OUTCOME_OF, decided, grounds
from functions.domain.clock import Deadline
from functions.domain.conflicts import ContestTooLate, NothingToContest
from functions.domain.values import replace
from schemas.case.answers import Answer, NotAccepted, Refused
from schemas.codes import ItemStatus, Outcome

# What it is proved by need not be a material of the catalogue.
CONTEST = "contest_material"


def is_contestable(item: CaseItem, answer: Answer) -> bool:
    """A bad service check ends every item that waits for it: its applicant may contest it, once."""
    return item.is_service_check and isinstance(answer, Refused | NotAccepted) and item.contest.at is None


def open_to_contest(item: CaseItem, answer: Answer, due: Deadline, now: datetime) -> CaseItem:
    """Not decided yet: until `due` the applicant may contest it, and nothing behind it is blocked. The office has
    answered, so it is neither late nor silent.
    """
    heard = with_dispatch(with_desk(item, incident=None), trouble=None)
    told = with_clock(heard, correct_by=due.at, overdue_since=None, silent_since=None, reminder_owed=False)
    return replace(told, status=ItemStatus.CONTESTABLE, since=now, answer=answer, reason=grounds(answer))


def contested(ledger: Ledger, round_: int, explanation: str, due: Deadline, now: datetime) -> CaseItem:
    """The check in its next round; `round_` is the one that the office decided. The decision is kept, for it is contested.

    Raises NothingToContest, ContestTooLate, ContestNeedsPaper.
    """
    check = _open(ledger, round_, now)
    if not any(one.item == check.code and one.at >= check.since for one in ledger.case.materials):
        raise ContestNeedsPaper
    again = next_round(check, due, now, note=explanation)
    return with_contest(again, at=now, decision=check.answer)


def waived(ledger: Ledger, round_: int, now: datetime) -> CaseItem:
    """The decision stands. Raises NothingToContest, ContestTooLate."""
    return uncontested(_open(ledger, round_, now), now)


def uncontested(check: CaseItem, now: datetime) -> CaseItem:
    """What the office decided is the check's outcome: nobody contested it in time, or wants to."""
    if check.answer is None or check.status is not ItemStatus.CONTESTABLE:
        return check
    ended = decided(check, OUTCOME_OF[type(check.answer)], now, reason=grounds(check.answer))
    return with_clock(ended, correct_by=None)


def decided_as(item: CaseItem) -> Outcome | None:
    """What the office decided, also while the applicant may still contest it."""
    if item.status is ItemStatus.CONTESTABLE and item.answer is not None:
        return OUTCOME_OF[type(item.answer)]
    return item.outcome


def was_contestable(check: CaseItem, decided: datetime) -> bool:
    """Whether what the office said then may be contested, or might have been until its applicant's time was over."""
    if check.status is ItemStatus.CONTESTABLE:
        return True
    over = check.decided_at is not None and check.decided_at > decided
    return over and check.answer is not None and is_contestable(check, check.answer)


def without_purpose(ledger: Ledger, now: datetime) -> CaseItem | None:
    """The check ended, if it waits for its applicant and no open item waits for it any more; None otherwise."""
    check = ledger.service_check
    if is_awaited(ledger):
        return None
    if check.status is ItemStatus.CONTESTABLE:
        return uncontested(check, now)
    return decided(check, Outcome.WITHDRAWN, now) if check.status is ItemStatus.CORRECTING else None


def is_awaited(ledger: Ledger) -> bool:
    """Some open item has to wait for the check."""
    return any(
        item.outcome is None and any(before.is_service_check for before in ledger.prerequisites(item))
        for item in ledger.held
    )


def _open(ledger: Ledger, round_: int, now: datetime) -> CaseItem:
    check = ledger.service_check
    late = check.clock.correct_by is not None and now >= check.clock.correct_by
    if check.status is not ItemStatus.CONTESTABLE or check.dispatch.round != round_:
        raise NothingToContest
    if late:
        raise ContestTooLate
    return check
