"""One item as the console shows it: where it stands, what is wrong, what was done, and what an act would come to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.unmet import ENDED_BY_OPERATOR, outcome_words
from functions.domain.errors import ROUTE_UNREADABLE
from functions.pages.fields import Field, Wrong
from functions.pages.moments import day, moment
from functions.pages.operator.words import step_words, trouble_words
from functions.ports.deps import Deps
from functions.shapes.words import POSTPONED, counted_anew, status_text
from functions.usecases.guide.advise import guide
from functions.usecases.operator import options
from functions.usecases.operator.options import Outlook
from schemas.codes import CHINESE, EventKind, ItemStatus, Outcome
from schemas.operator.views_incidents import ActView, ResolvedItemView

Fact = tuple[str, str]
Cell = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What would change: (what, now, then)."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """An act, and the page where it is done."""

    href: str
    words: str
    about: str


@dataclass(frozen=True, slots=True)
class Quick:
    """The act that helps most often, done where one stands."""

    action: str
    button: str
    about: str
    key: str
    field: Field
    look: LookedAt
    carried: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    case_id: str
    name: str
    reference: str
    facts: tuple[Fact, ...]
    trouble: tuple[Fact, ...]
    next_steps: str
    proposal: tuple[Fact, ...]
    review: str
    quick: Quick | None
    offers: tuple[Offer, ...]
    acts: tuple[tuple[Cell, ...], ...]
    call_heads: tuple[str, ...]
    calls: tuple[tuple[str, ...], ...]
    done: str
    refused: str


@dataclass(frozen=True, slots=True)
class ActPage:
    """`looked`: what was typed was judged, and is sent with the next press. `carried`: it, unseen."""

    action: str
    back: str
    name: str
    reference: str
    title: str
    about: str
    choices: tuple[tuple[str, str, bool], ...]
    outcome: str
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    look: LookedAt | None
    facts: tuple[Fact, ...]
    carried: tuple[tuple[str, str], ...]
    looked: bool
    button: str
    key: str
    refused: str


def item_facts(view: ResolvedItemView, now: datetime, deps: Deps) -> Iterator[Fact]:
    yield "目前", view.outcome_text or view.status_text
    if view.reason:
        yield "理由", view.reason
    yield "部门和地方", f"{view.department_text}，{view.city_name}"
    yield "办理机构", office_name(view.office, deps) if view.office else "还没有送出"
    yield "第几轮", _rounds(view.round, view.sent_round)
    # Of what needs somebody it is since when it does, whatever became of the item meanwhile.
    yield "从何时起需要处理" if view.attention else "从何时起", moment(view.since, now)
    if view.due_at and not view.outcome and view.status in WITH_APPLICANT:
        yield "期限", counted_anew(view.status)
    elif view.due_at and not view.outcome:
        provisional = "，暂定：次年节假日安排尚未公布" if view.due_provisional else ""
        longer = f"，{POSTPONED}" if view.due_moves_on else ""
        yield "期限", f"{day(view.due_at)}（{view.due_basis_text}{provisional}{longer}）"


def trouble_of(view: ResolvedItemView, now: datetime) -> Iterator[Fact]:
    if view.attention is None:
        return
    yield "哪一种", view.attention_text or ""
    yield "在哪一步", step_words(view.state)
    yield "出了什么问题", trouble_words(view.error)
    yield "原因", view.cause or ""
    if view.said:
        yield "怎么办" if view.error == ROUTE_UNREADABLE else "对方说的", view.said
    if view.attempts:
        yield "已经试了", f"{view.attempts} 次"
    if view.next_try:
        yield "自动再试", f"最迟{moment(view.next_try, now)}"


def look_of(found: Outlook, deps: Deps) -> LookedAt:
    pairs = ((title, one(found.before, deps), one(found.after, deps)) for title, one in _SHOWN)
    return LookedAt(tuple(pairs))


def sent_elsewhere(look: LookedAt) -> LookedAt:
    return LookedAt(
        tuple((what, now, "下面所选的" if what == OFFICE else then) for what, now, then in look.rows)
    )


def _status(item: CaseItem, deps: Deps) -> str:
    return outcome_words(item) or status_text(item, guide(deps), silence=False)


def _office(item: CaseItem, deps: Deps) -> str:
    found = item.dispatch.office_override or item.dispatch.office
    return office_name(found, deps) if found else "还没有送出"


def _round(item: CaseItem, deps: Deps) -> str:
    return _rounds(item.dispatch.round, item.dispatch.sent_round)


def _due(item: CaseItem, deps: Deps) -> str:
    if item.clock.due_at is None or item.outcome:
        return "没有"
    return f"{day(item.clock.due_at)}{'（暂定）' if item.clock.due_provisional else ''}"


OFFICE = "办理机构"
_SHOWN = (("状态", _status), (OFFICE, _office), ("第几轮", _round), ("期限", _due))


def _rounds(round_: int, sent: int) -> str:
    if not round_:
        return "还没有轮到"
    return f"第 {round_} 轮，{'已送达' if sent >= round_ else '等待送达'}"


def office_name(office: str, deps: Deps) -> str:
    return options.name_of_office(office, deps) or "已经不在机构表中的机构"


def act_row(act: ActView, now: datetime, deps: Deps) -> tuple[Cell, ...]:
    return (
        moment(act.at, now),
        act.text,
        act.by,
        act.reason or "",
        f"{_state(act.before, deps)} → {_after(act, deps)}" if act.after else "",
    )


def _after(act: ActView, deps: Deps) -> str:
    """What was ended by this act is kept as withdrawn, and nobody has withdrawn it."""
    return ENDED_BY_OPERATOR if act.kind is EventKind.ABANDONED else _state(act.after, deps)


def _state(kept: dict[str, Any], deps: Deps) -> str:
    """What history keeps of the item (`snapshot`), or of the case's run."""
    if "run" in kept:
        return f"第 {kept['run']} 次执行"
    outcome, status = kept.get("outcome"), kept.get("status")
    words = CHINESE[Outcome(outcome)] if outcome else CHINESE[ItemStatus(status)] if status else ""
    office = kept.get("office")
    return f"{words}（{office_name(office, deps)}）" if office else words
