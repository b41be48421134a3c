"""Items that need an operator, what was done about them, and the summary, as operators see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.item import CaseItem, attention, is_ordered
from functions.domain.case.unmet import outcome_words
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.deadlines.due import day_moves_on
from functions.domain.operator.acts import (
    StuckItem,
    may_be_rerouted,
    may_be_retried,
    needs_operator,
    why_stuck,
)
from functions.ports.page import Page
from functions.shapes import words
from functions.usecases.operator.attention import Found
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Attention, ItemStatus
from schemas.operator.views_incidents import (
    ActView,
    AttentionPageView,
    AttentionView,
    ProposalView,
    ResolvedItemView,
    RunView,
)

ATTENTION: Mapping[Attention, str] = {
    "incident": "异常待处理",
    "overdue": "超过办理期限",
    "silent": "部门久未答复",
    "sending": "尚未送达部门，正在发送",
    "unvisited": "差评逾期未回访",
    "untold": "通知未能送达",
}
WATCHED = "超过本系统关注期限（非法定）"
CONTINUED = "已记录，办件由新的执行接续办理；如系统繁忙，由巡检自动启动。"
PROPOSED = "更正尚未生效：请另一名运行管理员核对后，以相同内容提交复核。"
_DECIDED = "该事项已有结果。终止或登记的结果不会自动告知部门，请另行告知，以免部门继续办理。"
_SENDING = "已重新排入分发，由系统发往部门；如仍无法送达，会再次列为异常。"
# Recorded, and not sent in the operator's own request.
ORDERED = (
    "已记录，由系统随即重新排入分发、发往该机构，通常不超过一分钟；不在本次请求中发送。"
    "送达之前该事项列在待处理事项的“尚未送达部门”中，暂时无法送达的自动重试，仍无法送达的再次列为异常。"
)
UNVISITED = "部门逾期未回访，请督促该机构回访并登记。"
UNTOLD = "请用其他方式告知申请人后登记“已告知”，或在消息网关恢复后重新通知。"
_NEEDED = "该事项仍需处理。"
_WELL = "该事项正在正常办理，无需运行管理员操作。"


_AFTERWARDS = {"unvisited": UNVISITED, "untold": UNTOLD}


def attention_page(page: Page[Found], edition: Edition) -> AttentionPageView:
    entries = tuple(AttentionView(**_fields(one.item, one.stuck, edition)) for one in page.entries)
    return AttentionPageView(entries=entries, cursor=page.cursor, unreadable=page.unreadable)


def resolved_item(
    ledger: Ledger, item: CaseItem, acts: tuple[Event, ...], edition: Edition
) -> ResolvedItemView:
    return ResolvedItemView(
        **_fields(item, why_stuck(item), edition),
        reference=ledger.case.reference,
        outcome=item.outcome,
        outcome_text=outcome_words(item) or None,
        reason=item.reason,
        override=_proposal(item),
        acts=tuple(map(act_view, acts)),
        next_steps=_next_steps(item),
    )


def run_view(case: Case) -> RunView:
    return RunView(case_id=case.id, run=case.run, next_steps=CONTINUED)


def _fields(item: CaseItem, what: StuckItem | None, edition: Edition) -> dict[str, Any]:
    needed = attention(item)
    return {
        "id": incident_id(item.case_id, item.code),
        "case_id": item.case_id,
        "item": item.code,
        "item_name": words.item_name(edition, item.code),
        "department": item.department,
        "department_text": CHINESE[item.department],
        "city": item.city,
        "city_name": words.region_name(edition, item.city),
        "county": item.county,
        "attention": needed,
        "attention_text": _attention_text(needed, item) if needed else None,
        "status": item.status,
        "status_text": words.status_text(item, edition, silence=False),
        "state": what.state if what else None,
        "error": what.error if what else None,
        "cause": what.cause if what else None,
        "said": _said(item),
        "since": what.since if what else item.since,
        "round": item.dispatch.round,
        "sent_round": item.dispatch.sent_round,
        "office": item.dispatch.office_override or item.dispatch.office,
        "attempts": item.dispatch.trouble.attempts if item.dispatch.trouble else 0,
        "next_try": _next_try(item),
        "due_at": item.clock.due_at,
        "due_provisional": item.clock.due_provisional,
        "due_moves_on": day_moves_on(item),
        "due_basis": due_basis(item, edition),
        "due_basis_text": due_basis_text(item, edition),
        "version": item.version,
    }


def _said(item: CaseItem) -> str | None:
    """Of an item that needs nobody any more, nothing."""
    if item.desk.incident:
        return item.desk.incident.said
    return item.dispatch.trouble.said if item.dispatch.trouble else None


def _next_try(item: CaseItem) -> datetime | None:
    """The state machine tries in between; when the office asked for later, or the sweep comes, is the latest."""
    if attention(item) != "sending":
        return None
    asked = item.dispatch.trouble.not_before if item.dispatch.trouble else None
    return max(filter(None, (asked, item.check_at)), default=None)


def _attention_text(needed: Attention, item: CaseItem) -> str:
    """Past our own bound of supervision an item is late for nobody but us."""
    return WATCHED if needed == "overdue" and item.bounds.limit is None else ATTENTION[needed]


def incident_id(case_id: str, code: str) -> str:
    return f"{case_id}.{code}"


def _proposal(item: CaseItem) -> ProposalView | None:
    given = item.desk.override
    if given is None:
        return None
    return ProposalView(
        outcome=given.outcome,
        outcome_text=CHINESE[given.outcome],
        reason=given.reason,
        by=given.by,
        at=given.at,
    )


def act_view(event: Event) -> ActView:
    detail = event.detail
    return ActView(
        kind=event.kind,
        text=CHINESE[event.kind],
        by=event.actor,
        at=event.at,
        reason=detail.get("reason"),
        before=detail.get("before", {}),
        after=detail.get("after", {}),
        decision=detail.get("decision"),
    )


def _next_steps(item: CaseItem) -> str:
    if item.desk.override:
        return PROPOSED
    if step := _AFTERWARDS.get(attention(item) or ""):
        return step
    if item.outcome:
        return _DECIDED
    if attention(item) == "incident":
        return _stuck(item)
    if is_ordered(item):
        return ORDERED
    if item.status in (ItemStatus.READY, ItemStatus.WAITING) and (
        item.dispatch.round or item.dispatch.reroutes
    ):
        return _SENDING
    return _stuck(item) if attention(item) else _WELL


def _stuck(item: CaseItem) -> str:
    """Names no act that would be refused."""
    decides = needs_operator(item)
    ways = (
        ("重新分发", may_be_retried(item)),
        ("改派", may_be_rerouted(item)),
        ("登记结果", decides),
        ("终止办理", decides),
    )
    open_ = [words for words, may in ways if may]
    return f"该事项仍需处理：可{'、'.join(open_[:-1])}或{open_[-1]}。" if len(open_) > 1 else _NEEDED
