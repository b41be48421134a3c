"""好差评 of the operator's region: narrowed by what stands in the address, the newest first in each city."""

from typing import get_args

from functions.domain.case.ratings import BAD
from functions.domain.clock import last_day_text
from functions.pages.fields import Choice, Field, filled
from functions.pages.forms import Form
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import RATINGS, address, item_address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.ratings import VISITS, rating_page
from functions.usecases.applicant.rate import texts_of_items
from functions.usecases.applicant.rated_items import RatingsWanted, ratings_of
from functions.usecases.guide.advise import guide
from functions.web.roles import OPERATORS
from schemas.applicant.ratings import VisitState
from schemas.codes import CHINESE
from schemas.codes_citizen import RatingLevel
from schemas.operator.views_ratings import RatedItemView

_LENGTH = 30
_NAMES = ("city", "department", "item", "level", "visit", "since")
# What people mean by 差评, beside each level.
_BAD = Choice("bad", "差评（不满意、非常不满意）")
_LEVELS = (_BAD, *(Choice(one.value, CHINESE[one]) for one in RatingLevel))
_READY: tuple[tuple[str, dict[str, str]], ...] = (
    ("全部", {}),
    ("差评", {"level": _BAD.value}),
    ("待回访", {"visit": "owed"}),
    ("逾期未回访", {"visit": "overdue"}),
    ("7 天内的", {"since": "7"}),
)
_HEADS = ("事项", "评价", "标签", "写的", "部门，地市", "时间", "回访")
Cell = str | tuple[str, str]


def show_console_ratings(asked: Asked) -> Answer:
    deps, wanted = asked.deps, _wanted(asked)
    cursor = asked.query.get("cursor") or None
    page = ratings_of(wanted, by=asked.by, limit=_LENGTH, cursor=cursor, deps=deps)
    found = rating_page(page, texts_of_items([one.item for one in page.entries], deps), guide(deps))
    here = {name: asked.query[name] for name in _NAMES if asked.query.get(name)}
    view = {
        "ready": tuple(
            filters.Tab(address(RATINGS, **given), words, given == here) for words, given in _READY
        ),
        "fields": _fields(asked),
        "heads": _HEADS,
        "rows": tuple(_row(one, asked) for one in found.entries),
        "more": address(RATINGS, **here, cursor=found.cursor) if found.cursor else "",
        "damaged": len(found.unreadable),
        "narrowed": bool(here),
    }
    return Shown("operator/ratings.html", "好差评", view)


def _wanted(asked: Asked) -> RatingsWanted:
    """What is none of the choices filters nothing."""
    given = asked.query
    return RatingsWanted(
        city=filters.city_of(asked),
        department=filters.department_of(asked),
        item=filters.chosen(given.get("item", ""), tuple(one.value for one in filters.items(asked))),
        levels=_levels(given.get("level", "")),
        visit=filters.chosen(given.get("visit", ""), get_args(VisitState)),
        since=filters.days_from(given.get("since", ""), asked.deps.clock(), -1),
    )


def _levels(given: str) -> frozenset[RatingLevel]:
    return BAD if given == _BAD.value else frozenset(one for one in RatingLevel if one == given)


def _fields(asked: Asked) -> tuple[Field, ...]:
    visits = tuple(Choice(state, words) for state, words in VISITS.items())
    blank = (
        filters.select("level", "评价", _LEVELS),
        filters.select("visit", "回访", visits),
        filters.select("item", "事项", filters.items(asked)),
        filters.select("department", "部门", filters.departments()),
        filters.select("city", "地市", filters.cities(asked)),
        filters.select("since", "什么时候评价的", filters.SINCE),
    )
    return tuple(filled(one, Form(tuple(asked.query.items()))) for one in blank)


def _row(one: RatedItemView, asked: Asked) -> tuple[Cell, ...]:
    now = asked.deps.clock()
    until = f"，{last_day_text(one.visit_due)}" if one.visit == "owed" and one.visit_due else ""
    return (
        (f"{one.reference}　{one.item_name}", item_address(one.case_id, one.item)),
        one.level_text,
        "、".join(one.tag_texts),
        one.text or "",
        f"{one.department_text}，{one.city_name}",
        moment(one.rated_at, now),
        f"{one.visit_text or ''}{until}",
    )


PAGES = (Page(method="GET", path=RATINGS, roles=OPERATORS, handler=show_console_ratings),)
