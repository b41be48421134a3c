"""The list of cases: every filter stands in the address, which is how one is saved and passed on."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from functions.domain.case.case import Case
from functions.domain.case.refusals import CaseNotFound
from functions.domain.refusals import TooOften
from functions.pages.expected import told
from functions.pages.fields import Choice, Field, filled, with_errors
from functions.pages.forms import Form
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import CASES, address, case_address
from functions.pages.operator.views_item import office_name
from functions.pages.operator.words import KINDS
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.ports.page import Page as Found
from functions.shapes.case.case import case_page
from functions.usecases.guide.advise import guide
from functions.usecases.operator.find_cases import Came, Order, Wanted, every_case, found_cases
from functions.web.path_parameters import PARAMETERS
from functions.web.roles import OPERATORS
from schemas.case.views import ListedCaseView
from schemas.codes import CHINESE, Attention, CaseStatus

_LENGTH = 30
CAME = (Choice("window", "窗口"), Choice("online", "网上"))
_DUE = (Choice("0", "已经过了"), Choice("3", "3 天内到"), Choice("7", "7 天内到"), Choice("15", "15 天内到"))
SORTS = (Choice("newest", "晚提交的在前"), Choice("oldest", "早提交的在前"))
_NAMES = (
    "status",
    "stuck",
    "item",
    "department",
    "office",
    "city",
    "county",
    "channel",
    "since",
    "due",
    "reference",
)
READY: tuple[tuple[str, dict[str, str]], ...] = (
    ("在办的", {"status": "open"}),
    ("有异常的", {"stuck": "incident"}),
    ("超期的", {"stuck": "overdue"}),
    ("3 天内到期的", {"status": "open", "due": "3"}),
    ("窗口收的", {"status": "open", "channel": "window"}),
    ("今天提交的", {"since": "1"}),
)
NOT_A_NUMBER = "办件编号应以 TY 开头，共 17 位，请照回执填写。"

Cell = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class CasesPage:
    """`walked`: some of the filters are applied while walking. `counted`: how many there are, if that was asked for.

    `longest`: the longest in their state come first, whatever order was asked for.
    """

    ready: tuple[filters.Tab, ...]
    fields: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]
    office: str
    rows: tuple[tuple[Cell, ...], ...]
    more: str
    walked: bool
    longest: bool
    counted: str
    count: str
    trouble: str
    unreadable: tuple[Cell, ...]


def show_console_cases(asked: Asked) -> Answer:
    wanted, errors = _wanted(asked)
    found: Found[Case] = Found(())
    counted, trouble, status = "", errors.get("reference", ""), 422 if errors else 200
    if not errors:
        try:
            found, counted = _found(asked, wanted)
        except (CaseNotFound, TooOften) as error:
            trouble, status = told(error)
    if wanted.reference and len(found.entries) == 1:
        return Sent(case_address(found.entries[0].id))
    view = _view(asked, wanted, found, counted, trouble, errors)
    return Shown("operator/cases.html", "查办件", view, status=status, wrong=bool(errors))


def _found(asked: Asked, wanted: Wanted) -> tuple[Found[Case], str]:
    """Counted are as many as that is bearable for; the order is the store's, so that nothing is left out of it."""
    by, deps, counted = asked.by, asked.deps, ""
    if asked.query.get("count") == "1":
        cases, whole = every_case(wanted, by=by, deps=deps)
        counted = f"{'' if whole else '至少 '}{len(cases)} 件"
    cursor = asked.query.get("cursor") or None
    return found_cases(wanted, by=by, limit=_LENGTH, cursor=cursor, deps=deps), counted


def _wanted(asked: Asked) -> tuple[Wanted, dict[str, str]]:
    given, now = asked.query, asked.deps.clock()
    reference = PARAMETERS["reference"].spell(given.get("reference", "").strip())
    city = filters.city_of(asked)
    errors = {"reference": NOT_A_NUMBER} if reference and not _is_number(reference) else {}
    wanted = Wanted(
        status=filters.chosen(given.get("status", ""), tuple(CaseStatus)),
        city=city,
        county=filters.chosen(given.get("county", ""), tuple(one.value for one in _counties(asked, city))),
        reference=reference or None,
        item=filters.chosen(given.get("item", ""), tuple(one.value for one in filters.items(asked))),
        department=filters.department_of(asked),
        office=given.get("office", "")[:80] or None,
        channel=filters.chosen(given.get("channel", ""), get_args(Came)),
        since=filters.days_from(given.get("since", ""), now, -1),
        due=filters.days_from(given.get("due", ""), now, 1),
        stuck=filters.chosen(given.get("stuck", ""), get_args(Attention)),
        order=filters.chosen(given.get("sort", ""), get_args(Order)),
    )
    return wanted, errors


def _is_number(text: str) -> bool:
    return PARAMETERS["reference"].admits(text) and text.startswith("TY") and len(text) == 17


def _counties(asked: Asked, city: str | None) -> tuple[Choice, ...]:
    found = guide(asked.deps).regions.city(city) if city else None
    return tuple(Choice(one.code, one.name) for one in found.counties) if found else ()


def _fields(asked: Asked, wanted: Wanted, errors: dict[str, str]) -> tuple[Field, ...]:
    counties = _counties(asked, wanted.city)
    blank = (
        Field("reference", "办件编号", optional=True, width=20),
        filters.select("status", "办件状态", tuple(Choice(one.value, CHINESE[one]) for one in CaseStatus)),
        filters.select("stuck", "卡在哪里", tuple(Choice(kind, words) for kind, (words, _) in KINDS.items())),
        filters.select("item", "事项", filters.items(asked)),
        filters.select("department", "部门", filters.departments()),
        filters.select("city", "地市", filters.cities(asked)),
        *((filters.select("county", "县（市、区）", counties),) if counties else ()),
        filters.select("channel", "从哪里提交", CAME),
        filters.select("since", "什么时候提交的", filters.SINCE),
        filters.select("due", "办理期限", _DUE),
        filters.select("sort", "顺序", SORTS),
    )
    typed = Form(tuple(asked.query.items()))
    return with_errors(tuple(filled(one, typed) for one in blank), errors)


def _view(
    asked: Asked, wanted: Wanted, found: Found[Case], counted: str, trouble: str, errors: dict[str, str]
) -> CasesPage:
    here = {name: asked.query[name] for name in _NAMES if asked.query.get(name)}
    sort = asked.query.get("sort", "")
    page = case_page(found, guide(asked.deps))
    return CasesPage(
        ready=tuple(filters.Tab(address(CASES, **given), words, given == here) for words, given in READY),
        fields=_fields(asked, wanted, errors),
        kept=(("office", wanted.office),) if wanted.office else (),
        office=office_name(wanted.office, asked.deps) if wanted.office else "",
        rows=tuple(_row(one, asked.deps.clock()) for one in page.entries),
        more=address(CASES, **here, sort=sort, cursor=page.cursor) if page.cursor else "",
        walked=wanted.walks,
        longest=bool(wanted.stuck or wanted.office),
        counted=counted,
        count=address(CASES, **here, sort=sort, count="1"),
        trouble=trouble,
        unreadable=tuple(("打开", case_address(one)) for one in page.unreadable),
    )


def _row(one: ListedCaseView, now: datetime) -> tuple[Cell, ...]:
    return (
        (one.reference, case_address(one.case_id)),
        one.status_text,
        one.city_text + (one.county_text or ""),
        moment(one.opened_at, now),
        moment(one.closed_at, now) if one.closed_at else "",
    )


PAGES = (Page(method="GET", path=CASES, roles=OPERATORS, handler=show_console_cases),)
