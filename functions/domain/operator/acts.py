"""What an operator's act (运行管理) does to an item: each rule takes the old value and returns a new one, or refuses.

All refuse with ActOutOfPlace what makes no sense for the item's state; who may act, and on what, is asked before.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.contests import is_contestable, open_to_contest
from functions.domain.case.item import (
    CaseItem,
    attention,
    with_clock,
    with_desk,
    with_dispatch,
)
from functions.domain.case.parts import Override
from functions.domain.case.sending_again import owed_again, sent_again
from functions.domain.case.transitions import OUTCOME_OF, decided, grounds, unheard
from functions.domain.case.unmet import ABANDONED
from functions.domain.case.waits import DISPATCH, FIRST_CHECK, VERIFY_SERVICE
from functions.domain.clock import Deadline
from functions.domain.conflicts import ActOutOfPlace, SecondOperatorNeeded
from functions.domain.errors import ROUTE_UNREADABLE
from functions.domain.values import replace
from schemas.case.answers import Answer
from schemas.codes import ItemStatus, Outcome

# An office that has said 收件 has the item; one that has said 受理 must decide it.
_RETRIED = frozenset({ItemStatus.READY, ItemStatus.DISPATCHED, ItemStatus.INCIDENT})
_REROUTED = _RETRIED | {ItemStatus.WAITING, ItemStatus.RECEIVED}
_STUCK = ("incident", "overdue", "silent")


@dataclass(frozen=True, slots=True)
class StuckItem:
    """Why an item needs an operator, in the same terms for incidents, overdue items and silent offices."""

    state: str
    error: str
    cause: str
    since: datetime

    @property
    def group(self) -> str:
        """The name of all that have the same trouble: a cause may be words of an office, which stand in no address."""
        return sha256(f"{self.state}/{self.error}/{self.cause}".encode()).hexdigest()[:16]


def why_stuck(item: CaseItem) -> StuckItem | None:
    state = VERIFY_SERVICE if item.is_service_check else DISPATCH
    needed, incident = attention(item), item.desk.incident
    if needed == "incident":
        if incident is None:
            return StuckItem(state, "Unknown", "异常原因未记录", item.since)
        return StuckItem(incident.state, incident.error, incident.cause, incident.at)
    if needed == "overdue":
        past = "超过办理期限" if item.bounds.limit else "超过本系统关注期限（非法定）"
        # Since its day, and not since that was noted: nobody may have looked for days.
        late = item.clock.due_at or item.clock.overdue_since or item.since
        return StuckItem(state, "Overdue", f"{past}，部门尚无结果", late)
    if needed == "silent":
        return StuckItem(state, "Silent", "部门久未答复", item.clock.silent_since or item.since)
    if needed == "sending":
        return _on_its_way(item, state)
    return _afterwards(item)


def _on_its_way(item: CaseItem, state: str) -> StuckItem:
    trouble = item.dispatch.trouble
    if trouble is None:
        return StuckItem(state, "SentAgain", "运行管理员已要求重新发出，部门尚未收到", item.since)
    unread = trouble.error == ROUTE_UNREADABLE
    cause = "路由记录读不出来，没有送给任何机构" if unread else "部门系统没有收下，系统正在自动重试"
    return StuckItem(state, trouble.error, cause, trouble.since)


def _afterwards(item: CaseItem) -> StuckItem | None:
    """What is not the handling itself: a visit that is overdue, a notice that does not arrive."""
    if item.aftercare.rating and item.aftercare.rating.visit_overdue:
        since = item.aftercare.rating.visit_due or item.since
        return StuckItem("ReturnVisit", "VisitOverdue", "差评逾期未回访", since)
    if item.aftercare.untold_since:
        return StuckItem(
            "Notices", "NoticeFailed", "通知未能送达，申请人可能还不知道", item.aftercare.untold_since
        )
    return None


def needs_operator(item: CaseItem) -> bool:
    """Shown to operators, or on its way there: a dispatch that does not arrive."""
    return item.outcome is None and (attention(item) in _STUCK or item.dispatch.trouble is not None)


def retried(item: CaseItem, now: datetime) -> CaseItem:
    """重新分发: the same round, as `sent_again` says."""
    if not may_be_retried(item):
        raise ActOutOfPlace
    return sent_again(item, now)


def may_be_retried(item: CaseItem) -> bool:
    """Whoever sent it again may do so once more while the office has said nothing of it."""
    again = item.outcome is None and item.dispatch.retries > 0
    return item.status in _RETRIED and (needs_operator(item) or again)


def may_be_rerouted(item: CaseItem) -> bool:
    """To some other office than the one that has it."""
    return item.outcome is None and item.status in _REROUTED


def rerouted(item: CaseItem, office: str, *, present: str, due: Deadline, now: datetime) -> CaseItem:
    """改派: to another office, or to the worklist, under a key of its own; its time counts from now.

    `present` is the office that has the round, or would get it: there it is sent again first (重新分发). Whatever that
    office said of the round is not the next one's word; should it decide all the same, the first outcome wins.
    """
    if not may_be_rerouted(item):
        raise ActOutOfPlace
    if office == present and not item.dispatch.retries:
        raise ActOutOfPlace
    elsewhere = with_dispatch(
        unheard(owed_again(item, now)),
        office=None,
        office_override=office,
        handed_to=None,
        reroutes=item.dispatch.reroutes + 1,
        receipt=None,
    )
    anew = with_clock(
        with_desk(elsewhere, claimed_by=None, claimed_at=None), extended=False, extended_before=0
    )
    if not item.dispatch.round:
        return anew
    return with_clock(anew, due_at=due.at, due_provisional=due.provisional)


def settled(item: CaseItem, decision: Answer, now: datetime, *, contest: Deadline | None = None) -> CaseItem:
    """登记结果: what the department told the operator by other means; it stands as the department's own answer would.

    `contest`: until when the applicant may contest it, of a service check that did not pass.
    """
    if not needs_operator(item):
        raise ActOutOfPlace
    if contest is not None and is_contestable(item, decision):
        return open_to_contest(item, decision, contest, now)
    ended = decided(item, OUTCOME_OF[type(decision)], now, reason=grounds(decision))
    return replace(ended, answer=decision)


def abandoned(item: CaseItem, reason: str, now: datetime) -> CaseItem:
    """终止办理: the item ends as withdrawn, and says by whom and why; what depends on it is blocked."""
    if not needs_operator(item):
        raise ActOutOfPlace
    ended = decided(item, Outcome.WITHDRAWN, now, reason=ABANDONED.format(reason=reason))
    return with_desk(ended, abandoned=True)


def overridden(item: CaseItem, proposal: Override, now: datetime) -> CaseItem:
    """更正结果: proposed by one operator, replaced once another one says exactly the same (复核); `override` is empty then.

    Another proposal takes the place of the one before. Items that were blocked by the old outcome, or decided since,
    stay as they are, and a closed case stays closed: what is right for them is for people to say, one by one.
    Raises ActOutOfPlace (no outcome yet, or this one), SecondOperatorNeeded.
    """
    if item.outcome is None or proposal.answer is None or _same(item.answer, proposal.answer):
        raise ActOutOfPlace
    before = item.desk.override
    if before is None or not _same(before.answer, proposal.answer):
        return with_desk(item, override=proposal)
    if before.by == proposal.by:
        raise SecondOperatorNeeded
    return replace(
        with_desk(item, override=None, overrides=item.desk.overrides + 1, abandoned=False),
        outcome=proposal.outcome,
        answer=proposal.answer,
        reason=grounds(proposal.answer),
        decided_at=now,
        since=now,
        follow_up_at=now + FIRST_CHECK,
    )


def _same(one: Answer | None, other: Answer) -> bool:
    """The same decision; when it was taken does not count."""
    return one is not None and one == other.model_copy(update={"at": one.at, "round": one.round})


def snapshot(item: CaseItem) -> dict[str, Any]:
    """What history keeps of an item before and after an act."""
    incident = item.desk.incident
    return {
        "status": item.status.value,
        "outcome": item.outcome.value if item.outcome else None,
        "round": item.dispatch.round,
        "office": item.dispatch.office_override or item.dispatch.office,
        "incident": {"state": incident.state, "error": incident.error} if incident else None,
    }
