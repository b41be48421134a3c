"""Why a case waits: in a sentence, for whom, since when, and the page of each act that helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.pages.moments import moment
from functions.pages.operator.addresses import (
    ROUTES,
    SETBACK,
    act_address,
    address,
    case_address,
    item_address,
)
from schemas.case.views import CaseSummaryView
from schemas.operator.views_why import CaseWhyView, WhyActView, WhyOfficeView, WhyView

Cell = str | tuple[str, str]
Row = tuple[Cell, ...]
WAITS = ("事项", "为什么等", "等谁", "从何时起", "到什么时候", "怎么办")


@dataclass(frozen=True, slots=True)
class WhyShown:
    """`presses`: somebody has to do something about it."""

    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    todo: str
    acts: tuple[tuple[str, str], ...]
    presses: bool


def why_shown(found: CaseWhyView, case: CaseSummaryView, now: datetime) -> WhyShown:
    one = found.why
    facts = (
        ("等谁", _whom(one)),
        ("从何时起", moment(one.since, now)),
        *((("到什么时候", moment(one.until, now)),) if one.until else ()),
        *((("对方说的", one.said),) if one.said else ()),
    )
    return WhyShown(
        title=one.item_name or "整个办件",
        text=one.text,
        facts=facts,
        todo=one.todo,
        acts=tuple((_link(act, one, case), act.text) for act in one.acts),
        presses=one.whom == "operator",
    )


def wait_rows(found: CaseWhyView, now: datetime) -> tuple[Row, ...]:
    return tuple(
        (
            (one.item_name or "整个办件", item_address(found.case_id, one.item)) if one.item else "整个办件",
            one.text,
            _whom(one),
            moment(one.since, now),
            moment(one.until, now) if one.until else "",
            one.todo,
        )
        for one in found.items
    )


def _whom(one: WhyView) -> str:
    if one.behind_name:
        return f"{one.whom_text}：{one.behind_name}"
    if one.office is None or one.whom != "office":
        return one.whom_text
    return f"{one.office.name}，{_telephone(one.office)}"


def _telephone(office: WhyOfficeView) -> str:
    return f"电话 {office.telephone}" if office.telephone else "电话待核定"


# Of an act that is not one of the item's own pages.
_ELSEWHERE: Mapping[str, str] = {"continue": "executions", "set_aside": SETBACK}


def _link(act: WhyActView, one: WhyView, case: CaseSummaryView) -> str:
    if act.action == "route":
        return address(ROUTES, region=case.county or case.city)
    if act.action in _ELSEWHERE or one.item is None:
        return f"{case_address(case.case_id)}/{_ELSEWHERE.get(act.action, 'executions')}"
    page = "confirm" if act.action == "override" else act.action
    return act_address(case.case_id, one.item, page)
