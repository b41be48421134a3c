"""Which kinds of answer an office's staff may give of an item now. Pure.

A narrower choice than what is recorded: a system behind a webhook may be late with what it says, a person at a desk is not.
"""

from collections.abc import Mapping

from functions.domain.case.answer_rules import is_exhausted
from functions.domain.case.corrections import is_listed
from functions.domain.case.item import CaseItem
from schemas.codes import AnswerType, ItemStatus

_DECISIONS = (AnswerType.GRANTED, AnswerType.REFUSED)
_AT_FIRST = (AnswerType.ACCEPTED, AnswerType.CORRECTION_REQUESTED, AnswerType.NOT_ACCEPTED, *_DECISIONS)
ALLOWED: Mapping[ItemStatus, tuple[AnswerType, ...]] = {
    ItemStatus.WAITING: (),
    ItemStatus.READY: (),
    ItemStatus.DISPATCHED: (AnswerType.RECEIVED, *_AT_FIRST, AnswerType.PROBLEM),
    ItemStatus.RECEIVED: (*_AT_FIRST, AnswerType.PROBLEM),
    ItemStatus.ACCEPTED: (
        AnswerType.CORRECTION_REQUESTED,
        AnswerType.SUSPENDED,
        AnswerType.EXTENDED,
        *_DECISIONS,
        AnswerType.PROBLEM,
    ),
    ItemStatus.SUSPENDED: (AnswerType.RESUMED, AnswerType.EXTENDED, *_DECISIONS, AnswerType.PROBLEM),
    # What the applicant has brought to the counter themselves.
    ItemStatus.CORRECTING: (AnswerType.GRANTED,),
    ItemStatus.CONTESTABLE: (),
    ItemStatus.INCIDENT: _AT_FIRST,
    ItemStatus.DONE: (),
}


def sayable(item: CaseItem) -> tuple[AnswerType, ...]:
    """In the order in which a desk comes to them; empty where the office has nothing to say."""
    if item.outcome is not None or not item.dispatch.has_arrived:
        return ()
    found = tuple(kind for kind in ALLOWED[item.status] if not _said(item, kind))
    return (AnswerType.WITHDRAWN, *found) if item.withdrawal.at else found


def _said(item: CaseItem, kind: AnswerType) -> bool:
    """One list a round, and none after the last one."""
    if kind is not AnswerType.CORRECTION_REQUESTED:
        return False
    return is_listed(item) or is_exhausted(item)
