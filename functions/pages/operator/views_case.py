"""A case as the console shows it: what it waits for, its items, notices, runs, and what has happened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.item import WITH_APPLICANT
from functions.pages.moments import day, moment
from functions.pages.operator.addresses import act_address, item_address
from functions.pages.operator.selection import runs_address
from functions.pages.operator.views_item import Offer, Quick
from functions.pages.operator.views_why import WhyShown
from functions.pages.operator.words import trouble_words
from functions.shapes.words import counted_anew
from schemas.operator.views import ExecutionView, OperatorCaseView, OperatorItemView, OperatorNoticeView

Cell = str | tuple[str, str]
Row = tuple[Cell, ...]
_RUNS = {
    "RUNNING": "正在执行",
    "SUCCEEDED": "已走完",
    "FAILED": "出错停止",
    "TIMED_OUT": "超时停止",
    "ABORTED": "已停止",
    "PENDING_REDRIVE": "等待重新执行",
}


@dataclass(frozen=True, slots=True)
class Stuck:
    """An item that needs an operator, with the page where that is done."""

    name: str
    href: str
    words: str
    next_steps: str
    quick: Quick | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """`continues`: where it goes on in a new run; "" once it is closed. `unread`: the engine tells of no run now. `looks`:
    the last, `all_looks` where all are.
    """

    case_id: str
    reference: str
    facts: tuple[tuple[str, str], ...]
    stuck: tuple[Stuck, ...]
    why: WhyShown | None
    heads: tuple[str, ...]
    waits: tuple[Row, ...]
    items: tuple[Row, ...]
    notices: tuple[Row, ...]
    letters: tuple[str, ...]
    ratings: tuple[Row, ...]
    runs: tuple[Row, ...]
    unread: bool
    history: tuple[Row, ...]
    more: str
    look_heads: tuple[str, ...]
    looks: tuple[Row, ...]
    all_looks: str
    continues: str


def case_facts(case: OperatorCaseView, now: datetime) -> Iterator[tuple[str, str]]:
    yield "状态", case.status_text
    yield "地方", case.city_text + (case.county_text or "")
    yield "提交", moment(case.opened_at, now)
    if case.closed_at:
        yield "办结", moment(case.closed_at, now)
    yield "目录版本", case.edition
    yield "第几次执行", f"第 {case.run} 次"
    if case.check_at:
        yield "下一次巡检看它", moment(case.check_at, now)


def items_of(case: OperatorCaseView, now: datetime) -> tuple[Row, ...]:
    """What has ended can be corrected from here: nothing else of the page leads there."""
    return tuple(_item(case, one, now) for one in (case.service_check, *case.items))


def _item(case: OperatorCaseView, item: OperatorItemView, now: datetime) -> Row:
    wrong = act_address(case.case_id, item.code, "override") if item.outcome else ""
    return (
        (item.name, item_address(case.case_id, item.code)),
        item.outcome_text or item.status_text,
        item.office or f"{item.department_text}（尚未送出）",
        _rounds(item),
        moment(item.since, now),
        _due(item),
        (f"更正结果：{item.name}", wrong) if wrong else "",
    )


def _rounds(item: OperatorItemView) -> str:
    if not item.round:
        return "还没有轮到"
    sent = "已送达" if item.sent_round >= item.round else "未送达"
    return f"第 {item.round} 轮，{sent}"


def _due(item: OperatorItemView) -> str:
    if item.outcome or item.watch_until is None:
        return ""
    if item.status in WITH_APPLICANT:
        return counted_anew(item.status)
    return f"{day(item.watch_until)}（{item.due_basis_text}）"


def notice_row(one: OperatorNoticeView, now: datetime) -> Row:
    left = "不再自动通知，请另行告知" if one.given_up else ""
    return (
        one.template_text,
        one.item_name or "整个办件",
        one.status_text,
        moment(one.at, now),
        f"{one.attempts} 次" if one.attempts else "",
        left,
    )


def run_row(case_id: str, one: ExecutionView, now: datetime) -> Row:
    return (
        (f"第 {one.run} 次", f"{runs_address(case_id)}/{one.run}"),
        _RUNS.get(one.status, one.status),
        moment(one.started_at, now),
        moment(one.stopped_at, now) if one.stopped_at else "",
        trouble_words(one.error),
    )


def letter_titles(case: OperatorCaseView) -> Iterator[str]:
    """By title: the papers themselves are for the applicant and the office."""
    for item in case.items:
        yield from (f"《{letter.title}》（{item.name}）" for letter in item.letters)
