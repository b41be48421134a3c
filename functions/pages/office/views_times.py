"""When what happened to an item, as its office's staff see it: its clock and its history."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.case import Event
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.catalogue.law import is_licence_code, publishes_notice
from functions.domain.deadlines.basis import due_basis_text
from functions.domain.deadlines.due import day_moves_on, notice_until
from functions.domain.deadlines.notice_words import notice_term
from functions.pages.page import Asked
from functions.pages.reading import of_applicant
from functions.shapes.words import POSTPONED, counted_anew, event_text
from functions.usecases.office.desk import Seen
from schemas.catalogue.edition import Edition
from schemas.codes import EventKind

Moment = tuple[str, datetime, str]


@dataclass(frozen=True, slots=True)
class HistoryStep:
    at: datetime
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class ShownClock:
    """`moments`: words, when, and what it stands on; `basis`: what the due time stands on."""

    moments: tuple[Moment, ...]
    basis: str
    provisional: bool


def clock_shown(seen: Seen, asked: Asked, edition: Edition) -> ShownClock:
    item, clock = seen.item, seen.item.clock
    found: list[Moment] = []
    if item.dispatch.sent_at:
        found.append(
            (
                f"第 {item.dispatch.round} 轮送达" if item.dispatch.round > 1 else "送达",
                item.dispatch.sent_at,
                "",
            )
        )
    if until := notice_until(item, asked.deps.calendar):
        published = publishes_notice(item.code, edition)
        why = notice_term(bound=is_licence_code(item.code, edition), published=published)
        found.append(("最迟告知受理、补正或者不予受理", until, why))
    if clock.accepted_at:
        found.append(
            ("受理（逾期未告知，按视为受理计算）" if clock.deemed_accepted else "受理", clock.accepted_at, "")
        )
    if clock.correct_by and item.status in WITH_APPLICANT:
        found.append(("申请人最迟答复", clock.correct_by, counted_anew(item.status)))
    elif clock.due_at and item.outcome is None:
        found.append(("期限", clock.due_at, POSTPONED if day_moves_on(item) else ""))
    if item.decided_at and item.outcome is not None:
        found.append(("作出结果", item.decided_at, ""))
    return ShownClock(
        tuple(found), due_basis_text(item, edition), clock.due_provisional and item.outcome is None
    )


def history_step(event: Event, item: CaseItem, edition: Edition) -> HistoryStep:
    return HistoryStep(event.at, of_applicant(event_text(event, item, edition)), _more(event))


def _more(event: Event) -> str:
    """What the office itself wrote: its reasons, its list; and why its applicant wants the item back, in their own."""
    if event.kind in (EventKind.CLAIMED, EventKind.RELEASED, EventKind.WITHDRAWAL_REQUESTED):
        return str(event.detail.get("reason") or "")
    answer = event.detail.get("answer")
    if not isinstance(answer, dict):
        return ""
    listed = answer.get("missing") or ()
    lines = "；".join(f"{one['name']}：{one['reason']}" for one in listed)
    names = "、".join(str(one["name"]) for one in answer.get("documents") or ())
    said = lines or str(answer.get("reason") or "")
    return "；".join(
        part for part in (said.rstrip("。") if names else said, f"附：{names}" if names else "") if part
    )
