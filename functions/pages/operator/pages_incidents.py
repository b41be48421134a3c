"""What needs an operator: by what is wrong, so that one repair is done once; and item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from functions.pages.moments import moment
from functions.pages.operator.addresses import BATCH_FORM, INCIDENTS_PATH, ITEMS, address, item_address
from functions.pages.operator.filters import Tab, chosen, city_of, department_of
from functions.pages.operator.words import KINDS, step_words, trouble_words
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.incidents import attention_page
from functions.shapes.operator.summary import group_list
from functions.shapes.words import region_name
from functions.usecases.guide.advise import guide
from functions.usecases.operator.attention import Filter, groups_of, incidents_of
from functions.web.roles import OPERATORS
from schemas.codes import CHINESE, Attention
from schemas.operator.acts import StuckKind
from schemas.operator.views_incidents import AttentionView
from schemas.operator.views_summary import GroupView

_LENGTH = 50
NARROWED = ("attention", "department", "city", "group")

Cell = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class GroupsPage:
    tabs: tuple[Tab, ...]
    rows: tuple[tuple[Cell, ...], ...]
    partial: bool


@dataclass(frozen=True, slots=True)
class _ItemsPage:
    """`batch`: where all of them are dealt with as one; "" where a batch can do nothing about it."""

    tabs: tuple[Tab, ...]
    narrowed: str
    whole: str
    rows: tuple[tuple[Cell, ...], ...]
    more: str
    damaged: int
    batch: str


def show_console_incidents(asked: Asked) -> Answer:
    wanted = _wanted(asked)
    groups, partial = groups_of(wanted, by=asked.by, deps=asked.deps)
    found = group_list(groups, partial=partial)
    rows = tuple(_group(one, asked) for one in found.groups)
    view = GroupsPage(_tabs(INCIDENTS_PATH, asked), rows, partial)
    return Shown("operator/incidents.html", "异常：按原因归类", view)


def show_console_items(asked: Asked) -> Answer:
    wanted, cursor = _wanted(asked), asked.query.get("cursor") or None
    page = incidents_of(wanted, by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    found, here = attention_page(page, guide(asked.deps)), _here(asked)
    view = _ItemsPage(
        tabs=_tabs(ITEMS, asked),
        narrowed=_narrowed(asked),
        whole=address(ITEMS, attention=here.get("attention")),
        rows=tuple(_item(one, asked.deps.clock()) for one in found.entries),
        more=address(ITEMS, **here, cursor=found.cursor) if found.cursor else "",
        damaged=len(found.unreadable),
        batch=address(BATCH_FORM, **here) if here.get("attention") in get_args(StuckKind) else "",
    )
    return Shown("operator/items.html", "需要处理的事项", view)


def _wanted(asked: Asked) -> Filter:
    """What is none of the choices filters nothing. Raises CityNotFound of another region's city."""
    kind: Attention | None = chosen(asked.query.get("attention", ""), get_args(Attention))
    group = asked.query.get("group", "")
    return Filter(
        attention=kind,
        department=department_of(asked),
        city=city_of(asked),
        group=group if group else None,
    )


def _here(asked: Asked) -> Mapping[str, str]:
    return {name: asked.query[name] for name in NARROWED if asked.query.get(name)}


def _tabs(path: str, asked: Asked) -> tuple[Tab, ...]:
    here = asked.query.get("attention", "")
    rest = {name: value for name, value in _here(asked).items() if name not in ("attention", "group")}
    kinds = (
        Tab(address(path, **rest, attention=kind), words, here == kind) for kind, (words, _) in KINDS.items()
    )
    return (Tab(address(path, **rest), "全部", here not in KINDS), *kinds)


def _narrowed(asked: Asked) -> str:
    """What the tabs do not say."""
    department, city = department_of(asked), city_of(asked)
    found = (
        CHINESE[department] if department else "",
        region_name(guide(asked.deps), city) if city else "",
        "原因相同的一类" if asked.query.get("group") else "",
    )
    return "、".join(words for words in found if words)


def _group(one: GroupView, asked: Asked) -> tuple[Cell, ...]:
    now = asked.deps.clock()
    rest = {name: value for name, value in _here(asked).items() if name in ("department", "city")}
    these = {**rest, "attention": one.attention or "", "group": one.group}
    stuck = one.attention in get_args(StuckKind)
    return (
        one.attention_text or "",
        step_words(one.state),
        trouble_words(one.error),
        one.cause,
        (f"{one.count} 件", address(ITEMS, **these)),
        moment(one.oldest, now),
        "、".join(CHINESE[each] for each in one.departments),
        ("一并处理", address(BATCH_FORM, **these)) if stuck else ("逐件处理", address(ITEMS, **these)),
    )


def _item(one: AttentionView, now: datetime) -> tuple[Cell, ...]:
    return (
        (one.item_name, item_address(one.case_id, one.item)),
        one.attention_text or "",
        one.cause or "",
        one.said or "",
        f"{one.department_text}，{one.city_name}",
        moment(one.since, now),
        f"{moment(one.next_try, now)}自动再试" if one.next_try else "",
    )


PAGES = (
    Page(method="GET", path=INCIDENTS_PATH, roles=OPERATORS, handler=show_console_incidents),
    Page(method="GET", path=ITEMS, roles=OPERATORS, handler=show_console_items),
)
