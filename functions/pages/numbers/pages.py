"""The numbers (统计) in the console: charts and tables of a span, the same as files, and recounts."""

from functions.domain.errors import StaleWrite, StoreBusy
from functions.domain.guide.refusals import CityNotFound
from functions.domain.numbers.contribution import month_of
from functions.pages.expected import told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.moments import moment
from functions.pages.numbers import views
from functions.pages.numbers.report import show_console_pilot
from functions.pages.numbers.spans import NUMBERS_PATH, PILOT, AskedSpan, asked_span
from functions.pages.operator import filters
from functions.pages.operator.addresses import address
from functions.pages.page import Answer, Asked, Handed, Page, Sent, Shown
from functions.pages.reasons import reason_in
from functions.shapes.numbers import numbers_csv, numbers_view, recount_list
from functions.shapes.words import region_name
from functions.usecases.guide.advise import guide
from functions.usecases.numbers.looking import MOST_MONTHS, is_of_province, numbers
from functions.usecases.numbers.recounts import own_cities, recount, recounts
from functions.web.roles import OPERATORS
from schemas.numbers import RecountView

_FILE = f"{NUMBERS_PATH}/file"
RECOUNTS = f"{NUMBERS_PATH}/recounts"
_REASON = Field("reason", "为什么清点", Kind.LONG_TEXT, rows=2)
_NO_REASON = "请写明为什么清点，2 至 500 字。"


def show_console_numbers(asked: Asked) -> Answer:
    deps, found, city = asked.deps, asked_span(asked), filters.city_of(asked)
    edition, span, fields = guide(deps), found.span, _fields(asked, found)
    if found.errors:
        return _wrong_span(fields)
    by_month = numbers("month", span, city=city, row=None, by=asked.by, deps=deps)
    whole = numbers("item", span, city=city, row=None, by=asked.by, deps=deps)
    here = {"city": city, "first": span.first, "last": span.last}
    view = {
        "fields": fields,
        "facts": views.headline(whole),
        "charts": (views.by_month(by_month), views.by_item(whole, edition)) if whole.rows else (),
        "until": moment(whole.until, deps.clock()) if whole.until else "",
        "hides": not whole.whole,
        "counting": "、".join(region_name(edition, one) for one in whole.being_counted),
        "damaged": whole.unreadable,
        "meant": views.definitions(),
        "csv": address(_FILE, kind="csv", **here),
        "json": address(_FILE, kind="json", **here),
        "pilot": address(PILOT, **here),
        "recounts": RECOUNTS if own_cities(asked.by, deps) else "",
    }
    return Shown("numbers/numbers.html", "统计", view)


def _wrong_span(fields: tuple[Field, ...]) -> Answer:
    """Only the question, anew: other months than those asked for would be taken for them."""
    view = {"fields": fields, "wrong": summary(fields)}
    return Shown("numbers/wrong_span.html", "统计", view, status=422, wrong=True)


def _fields(asked: Asked, found: AskedSpan) -> tuple[Field, ...]:
    choices = tuple(
        Choice(one, one) for one in views.latest_months(month_of(asked.deps.clock()), MOST_MONTHS)
    )
    blank = (
        filters.select("city", "地市", filters.cities(asked)),
        Field("first", "从哪个月起", Kind.SELECT, choices=choices),
        Field("last", "到哪个月止", Kind.SELECT, choices=choices),
    )
    shown = {"first": found.span.first, "last": found.span.last}
    months = [(name, asked.query.get(name, "") if found.errors else one) for name, one in shown.items()]
    given = Form((("city", filters.city_of(asked) or ""), *months))
    return with_errors(tuple(filled(one, given) for one in blank), found.errors)


def hand_console_numbers(asked: Asked) -> Answer:
    """Every city, month and item of the span, a line each."""
    found, city, edition = asked_span(asked), filters.city_of(asked), guide(asked.deps)
    if found.errors:
        return _wrong_span(_fields(asked, found))
    span = found.span
    looked = numbers("cell", span, city=city, row=None, by=asked.by, deps=asked.deps)
    kind = "json" if asked.query.get("kind") == "json" else "csv"
    if kind == "json":
        body, media = numbers_view(looked, looked.rows, None, edition).model_dump_json(), "application/json"
    else:
        body, media = numbers_csv(looked, edition), "text/csv; charset=utf-8"
    name = f"lianban-numbers-{span.first}-{span.last}.{kind}"
    return Handed(body, media, {"Content-Disposition": f'attachment; filename="{name}"'})


def show_console_recounts(asked: Asked) -> Answer:
    return _recounts(asked, NOTHING_SENT, {})


def order_console_recount(asked: Asked) -> Answer:
    city = asked.form.text("city")
    reason, wrong = reason_in(asked.form, _REASON.name, _NO_REASON)
    if wrong:
        return _recounts(asked, asked.form, {_REASON.name: wrong})
    try:
        recount(city, reason, by=asked.by, deps=asked.deps)
    except CityNotFound:
        return _recounts(asked, asked.form, {"city": "请选择一个市。"})
    except (StaleWrite, StoreBusy) as error:
        words, status = told(error)
        return _recounts(asked, asked.form, {}, refused=words, status=status)
    return Sent(RECOUNTS)


def _recounts(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    deps, edition = asked.deps, guide(asked.deps)
    found = recount_list(recounts(by=asked.by, deps=deps), edition, whole=is_of_province(asked.by))
    cities = tuple(Choice(code, region_name(edition, code)) for code in own_cities(asked.by, deps))
    blank = (Field("city", "哪个市", Kind.SELECT, choices=cities), _REASON)
    fields = with_errors(tuple(filled(one, form) for one in blank) if form.fields else blank, errors)
    wrong = summary(fields)
    view = {
        "fields": fields,
        "wrong": wrong,
        "refused": refused,
        "may_order": bool(cities),
        "heads": ("地市", "正在清点", "上一次", "读了", "与原来不同", "理由"),
        "rows": tuple(_line(one, asked) for one in found.cities),
        "differences": tuple(
            (one.city_name, each.month, each.row_name, each.term, str(each.kept), str(each.found))
            for one in found.cities
            for each in one.differences
        ),
    }
    shown = 422 if wrong else status
    return Shown("numbers/recounts.html", "统计的清点", view, status=shown, wrong=bool(wrong))


def _line(one: RecountView, asked: Asked) -> tuple[str, ...]:
    begun = f"，已读 {one.cases_so_far} 件" if one.cases_so_far is not None else "，等待巡检"
    return (
        one.city_name,
        f"{one.wanted_reason}{begun}" if one.wanted_by else "",
        moment(one.at, asked.deps.clock()) if one.at else "没有清点过",
        f"{one.cases} 件" + (f"，{one.unreadable} 件读不出" if one.unreadable else "") if one.at else "",
        ("没有" if not one.differing else f"{one.differing} 个数，已更正") if one.at else "",
        one.reason or "",
    )


PAGES = (
    Page(method="GET", path=NUMBERS_PATH, roles=OPERATORS, handler=show_console_numbers),
    Page(method="GET", path=_FILE, roles=OPERATORS, handler=hand_console_numbers),
    Page(method="GET", path=PILOT, roles=OPERATORS, handler=show_console_pilot),
    Page(method="GET", path=RECOUNTS, roles=OPERATORS, handler=show_console_recounts),
    Page(method="POST", path=RECOUNTS, roles=OPERATORS, handler=order_console_recount),
)
