"""What cases are narrowed by, from the list's address and back into its form."""

from typing import get_args

from functions.pages.fields import Choice, Field, filled, with_errors
from functions.pages.forms import Form
from functions.pages.operator import filters
from functions.pages.operator.words import KINDS
from functions.pages.page import Asked
from functions.usecases.guide.advise import guide
from functions.usecases.operator.find_cases import Came, Order, Wanted
from functions.web.path_parameters import PARAMETERS
from schemas.codes import CHINESE, Attention, CaseStatus

_CAME = (Choice("window", "窗口"), Choice("online", "网上"))
_DUE = (Choice("0", "已经过了"), Choice("3", "3 天内到"), Choice("7", "7 天内到"), Choice("15", "15 天内到"))
_SORTS = (Choice("newest", "晚提交的在前"), Choice("oldest", "早提交的在前"))
CASE_FILTERS = (
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
_NOT_A_NUMBER = "办件编号应以 TY 开头，共 17 位，请照回执填写。"


def cases_wanted(asked: Asked) -> tuple[Wanted, dict[str, str]]:
    given, now = asked.query, asked.deps.clock()
    reference = PARAMETERS["reference"].spell(given.get("reference", "").strip())
    city = filters.city_of(asked)
    errors = {"reference": _NOT_A_NUMBER} if reference and not _is_number(reference) else {}
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
    places = guide(asked.deps).regions.places(city) if city else ()
    return tuple(Choice(one.code, one.name) for one in places)


def fields_of(asked: Asked, wanted: Wanted, errors: dict[str, str]) -> tuple[Field, ...]:
    counties = _counties(asked, wanted.city)
    blank = (
        Field("reference", "办件编号", optional=True, width=20),
        filters.select("status", "办件状态", tuple(Choice(one.value, CHINESE[one]) for one in CaseStatus)),
        filters.select("stuck", "卡在哪里", tuple(Choice(kind, words) for kind, (words, _) in KINDS.items())),
        filters.select("item", "事项", filters.items(asked)),
        filters.select("department", "部门", filters.departments()),
        filters.select("city", "地市", filters.cities(asked)),
        *((filters.select("county", "县（市、区）", counties),) if counties else ()),
        filters.select("channel", "从哪里提交", _CAME),
        filters.select("since", "什么时候提交的", filters.SINCE),
        filters.select("due", "办理期限", _DUE),
        filters.select("sort", "顺序", _SORTS),
    )
    typed = Form(tuple(asked.query.items()))
    return with_errors(tuple(filled(one, typed) for one in blank), errors)
