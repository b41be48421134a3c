"""Which office works a region's items, and how it is reached: looked up, set, taken back; each change with its reason."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.office.refusals import InvalidRoute
from functions.domain.refusals import NotFound
from functions.pages.expected import by_field, told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form, lines_of
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.acts import NO_REASON, REASON
from functions.pages.operator.addresses import ROUTES, address
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.settings import PROVINCE_NAME, change_view, route_view
from functions.usecases.guide.advise import guide
from functions.usecases.office import routes
from functions.web.roles import OPERATORS
from schemas.codes import CHINESE, Department
from schemas.office.routes import RouteChange
from schemas.operator.views_settings import ChangeView, OfficeView, RouteView
from schemas.wire import PROVINCE

ONE = "/console/route"
MODES = {
    "api": "机构自己的业务系统（接口）",
    "worklist": "人员在本系统的工作台办理",
    "exchange": "交换文件",
}
BLANK = (
    Field("name", "机构名称", hint="写全称，申请人会看到。", width=20),
    Field("mode", "怎样送达", Kind.RADIOS, choices=tuple(Choice(*pair) for pair in MODES.items())),
    Field("endpoint", "接收地址", optional=True, hint="只有接口方式才填，以 https:// 开头。"),
    Field("secret", "密钥名称", optional=True, width=20, hint="只有接口方式才填；不填的用本部门的密钥。"),
    Field(
        "telephone", "联系电话", optional=True, width=20, hint="办件卡住时运行管理员打给谁；没有核定的不填。"
    ),
)
NOTHING_SET = "没有单独设置，按上一级或者机构表"


def show_console_routes(asked: Asked) -> Answer:
    department = filters.department_of(asked) or Department.VETERANS_AFFAIRS
    lines = routes.routes_of(asked.by, department, None, asked.deps)
    edition = guide(asked.deps)
    view = {
        "tabs": tuple(
            filters.Tab(address(ROUTES, department=one.value), CHINESE[one], one is department)
            for one in Department
        ),
        "rows": tuple(_row(route_view(line, edition)) for line in lines),
        "kept": (("department", department.value),),
        "field": Field("region", "还没有列出的地方", Kind.SELECT, choices=_regions(asked)),
    }
    return Shown("operator/routes.html", "机构和路由", view)


def _row(one: RouteView) -> tuple[str | tuple[str, str], ...]:
    return (
        (one.region_name, address(ONE, department=one.department.value, region=one.region)),
        one.serving.name,
        MODES[one.serving.mode],
        one.serving.endpoint,
        one.serving.telephone or "待核定",
        f"设置过，第 {one.version} 版" if one.set else "机构表",
    )


def _regions(asked: Asked) -> tuple[Choice, ...]:
    regions = guide(asked.deps).regions
    found = [Choice(PROVINCE, PROVINCE_NAME)] if asked.by.region == PROVINCE else []
    for code in (one.value for one in filters.cities(asked)):
        city = regions.city(code)
        found.append(Choice(code, regions.name(code)))
        found += (
            [Choice(one.code, f"{regions.name(code)}{one.name}") for one in city.counties] if city else []
        )
    return tuple(found)


def show_console_route(asked: Asked) -> Answer:
    if not asked.query.get("region"):
        return Sent(ROUTES)
    return _form(asked, _present(asked, asked.query), NOTHING_SENT, {})


def check_console_route(asked: Asked) -> Answer:
    present = _present(asked, _given(asked.form))
    if asked.form.text("edit") == "1":
        return _form(asked, present, asked.form, {})
    change, errors = _read(asked.form)
    return _form(asked, present, asked.form, errors, looked=change is not None)


def set_console_route(asked: Asked) -> Answer:
    """Only over the version that was looked at; sent again, what stands is what was asked for."""
    present = _present(asked, _given(asked.form))
    change, errors = _read(asked.form)
    version = asked.form.text("version")
    if change is None or not (version.isascii() and version.isdigit() and len(version) < 9):
        return _form(asked, present, asked.form, errors)
    here = f"{address(ONE, department=present.department.value, region=present.region)}&done=1"
    if present.version == int(version) + 1 and present.set == change.route:
        return Sent(here)
    try:
        routes.set_route(change, expected=int(version), by=asked.by, deps=asked.deps)
    except InvalidRoute as error:
        wrong = {one.pointer.rpartition("/")[2]: one.detail for one in error.problems}
        return _form(asked, present, asked.form, wrong or {"endpoint": error.detail})
    except Conflict as error:
        words, status = told(error)
        return _form(asked, present, NOTHING_SENT, {}, refused=words, status=status)
    return Sent(here)


def _given(form: Form) -> Mapping[str, str]:
    return {name: form.text(name) for name in ("department", "region")}


def _present(asked: Asked, given: Mapping[str, str]) -> RouteView:
    """Raises NotFound, OfficeNotFound."""
    department = filters.chosen(given.get("department", ""), tuple(Department))
    if department is None:
        raise NotFound
    line = routes.route_at(asked.by, department, given.get("region", ""), asked.deps)
    return route_view(line, guide(asked.deps))


def _read(form: Form) -> tuple[RouteChange | None, dict[str, str]]:
    names = ("name", "mode", "endpoint", "secret", "telephone")
    route = {name: form.text(name) for name in names if form.text(name)}
    body: dict[str, Any] = {**_given(form), "reason": form.text(REASON.name), "route": route}
    if form.text("back") == "1":
        body["route"] = None
    if not 2 <= len(body["reason"]) <= 500:
        return None, {REASON.name: NO_REASON}
    try:
        return RouteChange.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, by_field(error)


def _form(
    asked: Asked,
    present: RouteView,
    form: Form,
    errors: dict[str, str],
    *,
    looked: bool = False,
    refused: str = "",
    status: int = 200,
) -> Answer:
    fields = with_errors(tuple(_fields(present, form)), errors)
    wrong = summary(fields)
    back = form.text("back") == "1"
    changes = routes.route_changes(asked.by, present.department, present.region, asked.deps)
    view = {
        "here": present,
        "facts": tuple(_facts(present)),
        "fields": fields,
        "wrong": wrong,
        "refused": refused,
        "done": asked.query.get("done") == "1" and bool(changes),
        "version": form.text("version") or str(present.version),
        "looked": looked,
        "looks": _looks(present, fields, back=back) if looked else (),
        "carried": tuple(pair for pair in lines_of(form) if pair[0] not in ("token", "edit"))
        if looked
        else (),
        "changes": tuple(_change(change_view(one), asked) for one in changes),
        "back": back,
        "list": address(ROUTES, department=present.department.value),
    }
    title = f"{present.department_text}：{present.region_name}"
    return Shown("operator/route.html", title, view, status=422 if wrong else status, wrong=bool(wrong))


def _fields(present: RouteView, form: Form) -> list[Field]:
    if form.fields:
        return [filled(one, form) for one in (*BLANK, REASON)]
    now = present.set or present.serving
    pairs = {"name": now.name, "mode": now.mode, "endpoint": now.endpoint, "secret": now.secret or ""}
    pairs["telephone"] = now.telephone or ""
    as_sent = Form(tuple(pairs.items()))
    return [*(filled(one, as_sent) for one in BLANK), REASON]


def _facts(present: RouteView) -> list[tuple[str, str]]:
    return [
        ("现在由谁办理", present.serving.name),
        ("怎样送达", MODES[present.serving.mode]),
        ("接收地址", present.serving.endpoint or "没有"),
        ("联系电话", present.serving.telephone or "待核定"),
        ("机构表里的", _office(present.in_file) if present.in_file else "没有列出"),
        ("运行管理员设置的", _set(present)),
    ]


def _office(office: OfficeView) -> str:
    return f"{office.name}（{MODES[office.mode]}）"


def _set(present: RouteView) -> str:
    given = present.set
    return f"{given.name}（{MODES[given.mode]}），第 {present.version} 版" if given else NOTHING_SET


def _looks(present: RouteView, fields: tuple[Field, ...], *, back: bool) -> tuple[tuple[str, str, str], ...]:
    now = dict(_facts(present))
    if back:
        return (("运行管理员设置的", now["运行管理员设置的"], NOTHING_SET),)
    then = {one.name: one.shown for one in fields}
    pairs = (
        ("现在由谁办理", "name"),
        ("怎样送达", "mode"),
        ("接收地址", "endpoint"),
        ("联系电话", "telephone"),
    )
    empty = {"endpoint": "没有", "telephone": "待核定"}
    return tuple((words, now[words], then[name] or empty.get(name, "")) for words, name in pairs)


def _change(one: ChangeView, asked: Asked) -> tuple[str, ...]:
    route = one.after.get("route")
    return (
        moment(one.at, asked.deps.clock()),
        one.operator,
        one.reason,
        f"{route['name']}（{MODES[route.get('mode', 'api')]}）" if route else "收回",
    )


PAGES = (
    Page(method="GET", path=ROUTES, roles=OPERATORS, handler=show_console_routes),
    Page(method="GET", path=ONE, roles=OPERATORS, handler=show_console_route),
    Page(method="POST", path=f"{ONE}/look", roles=OPERATORS, handler=check_console_route),
    Page(method="POST", path=ONE, roles=OPERATORS, handler=set_console_route),
)
