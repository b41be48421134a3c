"""What may happen to an item: each rule takes the old value and returns a new one, or refuses with a Conflict."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from functions.domain.case.clock_words import ClockAnswer, days_extended, heard, is_last_stop, stands
from functions.domain.case.item import (
    CaseItem,
    Wait,
    with_clock,
    with_desk,
    with_dispatch,
    with_files,
    with_todos,
    with_withdrawal,
)
from functions.domain.case.legal_time import check_time, known_from, legal_time
from functions.domain.case.parts import Incident, Trouble
from functions.domain.case.said import words_of
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.clock import TOLERANCE, Deadline
from functions.domain.conflicts import AnswerOutOfPlace, OutcomeAlreadyRecorded, RoundSuperseded
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
from schemas.codes import ItemStatus, Outcome
from schemas.wire import Wire

OUTCOME_OF: dict[type[Wire], Outcome] = {
    Granted: Outcome.GRANTED,
    Refused: Outcome.REFUSED,
    NotAccepted: Outcome.NOT_ACCEPTED,
    Withdrawn: Outcome.WITHDRAWN,
}
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


def parked(item: CaseItem, wait: Wait) -> CaseItem:
    """A task waits for this item; an older task's token is replaced."""
    return replace(item, wait=wait, follow_up_at=None)


def released(item: CaseItem, now: datetime) -> CaseItem:
    return replace(item, wait=None, released_at=now, follow_up_at=None)


def round_owed(item: CaseItem, due: Deadline, now: datetime) -> CaseItem:
    """The first round becomes owed; asked again, nothing changes. An incident on the way here is over."""
    if item.dispatch.round:
        return item
    owed = with_dispatch(with_desk(item, incident=None), round=1)
    counted = with_clock(owed, due_at=due.at, due_provisional=due.provisional)
    return replace(counted, status=ItemStatus.READY, since=now)


def round_sent(item: CaseItem, round_: int, now: datetime) -> CaseItem:
    """The office has this round. Its answer may already be here, and stands."""
    if item.dispatch.round != round_ or item.dispatch.sent_round >= round_:
        return item
    sent = with_clock(
        with_dispatch(begun(item, now), sent_round=round_, sent_at=now, trouble=None), silent_since=None
    )
    if item.status is ItemStatus.READY:
        return replace(sent, status=ItemStatus.DISPATCHED, since=now)
    return sent


def begun(item: CaseItem, now: datetime) -> CaseItem:
    """Since when its office may have the round, if sending it takes long: it may have come to the office all the while."""
    since = known_from(item)
    if since is None or now - since <= TOLERANCE:
        return item
    return with_dispatch(item, begun_at=since)


def send_failed(
    item: CaseItem, error: str, not_before: datetime | None, now: datetime, *, said: str | None = None
) -> CaseItem:
    before = item.dispatch.trouble
    trouble = Trouble(
        error=error,
        since=before.since if before else now,
        attempts=before.attempts + 1 if before else 1,
        not_before=not_before,
        said=said,
    )
    return with_dispatch(item, trouble=trouble)


def decided(
    item: CaseItem,
    outcome: Outcome,
    now: datetime,
    *,
    reason: str | None = None,
    at: datetime | None = None,
) -> CaseItem:
    """Whoever writes this goes on to those behind it; who blocks an item does so for another one that was decided.

    `at`: the decision's own time, where the office names it; `since` is when we learned of it.
    """
    return replace(
        with_dispatch(with_desk(item, incident=None), trouble=None),
        status=ItemStatus.DONE,
        since=now,
        outcome=outcome,
        reason=reason,
        decided_at=at or now,
        follow_up_at=None if outcome is Outcome.BLOCKED else now + FIRST_CHECK,
    )


def stopped(item: CaseItem, incident: Incident) -> CaseItem:
    """The item needs an operator; the first incident stands until it is resolved."""
    if item.outcome or item.status is ItemStatus.INCIDENT:
        return item
    kept = begun(item, incident.at) if item.status is ItemStatus.READY else item
    return replace(with_desk(kept, incident=incident), status=ItemStatus.INCIDENT, since=incident.at)


def unheard(item: CaseItem) -> CaseItem:
    """Whoever gets the next dispatch has said nothing of it, has asked nobody to come, and does not know yet that the
    applicant wants the item back; files it carries itself.
    """
    begun = with_clock(
        item,
        accepted_at=None,
        deemed_accepted=False,
        steps=(),
        words=(),
        extended_before=days_extended(item),
        overdue_since=None,
        silent_since=None,
        reminder_owed=False,
    )
    return with_todos(with_files(with_withdrawal(begun, sent=None), owed=()), visit=False)


def overdue(item: CaseItem, now: datetime) -> CaseItem:
    return with_clock(item, overdue_since=item.clock.overdue_since or now)


def answered(item: CaseItem, answer: Answer, now: datetime, *, due: Deadline | None = None) -> CaseItem:
    """The item after a department's authentic answer. `due` is the new due time, if the answer sets one.

    An answer proves that the office has the round, so it counts as sent even if we crashed before noting so.
    Raises OutcomeAlreadyRecorded, RoundSuperseded, AnswerOutOfPlace, AnswerTimeOutOfRange.
    """
    if item.outcome is None:
        _check_round(item, answer.round)
    if answer.round == item.dispatch.round:
        check_time(item, answer.at, now)
    if item.outcome:
        return _after_outcome(item, answer, due, now)
    if item.status is ItemStatus.CONTESTABLE:
        # The office has decided this round; what it decides next is said of the round that a contest begins.
        return _same_decision(item, answer)
    told = with_clock(item, heard_at=now, silent_since=None)
    # On its way to another office the round is not there yet: this may be a late word of the office before.
    if not item.dispatch.reroutes or item.dispatch.has_arrived:
        arrived = item.dispatch.has_arrived
        known = told if arrived else begun(told, now)
        sent_at = item.dispatch.sent_at if arrived else now
        told = with_dispatch(known, trouble=None, sent_round=item.dispatch.round, sent_at=sent_at)
    return _RULES[type(answer)](told, answer, now, due)


def _check_round(item: CaseItem, round_: int) -> None:
    if round_ < item.dispatch.round:
        raise RoundSuperseded
    if round_ > item.dispatch.round:
        raise AnswerOutOfPlace


def _after_outcome(item: CaseItem, answer: Answer, due: Deadline | None, now: datetime) -> CaseItem:
    """The outcome stands; a different one, or the same with another result, is a conflict. What the office said of its
    clock before it decided, and that was overtaken on its way, is still true.
    """
    if type(answer) not in OUTCOME_OF:
        return _overtaken(item, answer, due, now)
    return _same_decision(item, answer)


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
    return _clocked(item, answer, due, now)


def _clocked(item: CaseItem, answer: Answer, due: Deadline | None, now: datetime) -> CaseItem:
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
    return _clocked(accepted, answer, due, now)


def _correction(item: CaseItem, answer: CorrectionRequest, now: datetime, due: Deadline | None) -> CaseItem:
    """One list a round (行政许可法 Art 32: 一次告知)."""
    listed = isinstance(item.answer, CorrectionRequest) and item.answer.round == item.dispatch.round
    if item.status is ItemStatus.CORRECTING or listed or due is None or _is_exhausted(item):
        raise AnswerOutOfPlace
    # The round that a contest began is none of a correction.
    if item.dispatch.round - bool(item.contest.at) > item.bounds.correction_rounds:
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


def _is_exhausted(item: CaseItem) -> bool:
    """One list too many has been told already: an operator decides, and what is asked once more changes nothing."""
    return item.desk.incident is not None and item.desk.incident.error == EXHAUSTED


def _clock_word(item: CaseItem, answer: ClockAnswer, now: datetime, due: Deadline | None) -> CaseItem:
    """特别程序 and its end, 延长: by their own time. A clock that the office gave back to the applicant stands for good."""
    if item.status is ItemStatus.INCIDENT or _follows_correction(item, answer):
        raise AnswerOutOfPlace
    told = _clocked(item, answer, due, now)
    if item.status is ItemStatus.CORRECTING:
        return told
    status = ItemStatus.SUSPENDED if stands(told) else ItemStatus.ACCEPTED
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


def is_contestable(item: CaseItem, answer: Answer) -> bool:
    """A bad service check ends every item that waits for it: its applicant may contest it, once."""
    return item.is_service_check and isinstance(answer, Refused | NotAccepted) and item.contest.at is None


def open_to_contest(item: CaseItem, answer: Answer, due: Deadline, now: datetime) -> CaseItem:
    """Not decided yet: until `due` the applicant may contest it (contests.py), and nothing behind it is blocked. The office
    has answered, so it is neither late nor silent."""
    heard = with_dispatch(with_desk(item, incident=None), trouble=None)
    told = with_clock(heard, correct_by=due.at, overdue_since=None, silent_since=None, reminder_owed=False)
    return replace(told, status=ItemStatus.CONTESTABLE, since=now, answer=answer, reason=grounds(answer))


def grounds(decision: Answer) -> str | None:
    return decision.reason if isinstance(decision, Refused | NotAccepted) else None


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


_RULES: dict[type[Wire], Callable[[CaseItem, Any, datetime, Deadline | None], CaseItem]] = {
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


def with_due(item: CaseItem, due: Deadline | None, now: datetime) -> CaseItem:
    """An item that is due later than now is not overdue any more, and will be marked again if it is."""
    if due is None:
        return item
    late = item.clock.overdue_since if due.at <= now else None
    return with_clock(item, due_at=due.at, due_provisional=due.provisional, overdue_since=late)
