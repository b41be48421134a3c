"""A region's route: looked up, set, taken back; each change with its reason."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.office.refusals import InvalidRoute
from functions.domain.refusals import NotFound
from functions.pages.expected import by_field, by_own_name
from functions.pages.fields import Choice, Field, Kind, filled, with_errors
from functions.pages.forms import Form
from functions.pages.operator import filters
from functions.pages.operator.acts import REASON, reason_given
from functions.pages.operator.addresses import ROUTE, ROUTES, address
from functions.pages.operator.setting import Standing, is_edited, just_changed, refused_by, setting_shown
from functions.pages.operator.views_route import MODES, change_row, looks_of, route_facts
from functions.pages.page import Answer, Asked, Page, Sent
from functions.shapes.operator.settings import change_view, route_view
from functions.usecases.guide.advise import guide
from functions.usecases.office import routes
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.codes import Department
from schemas.office.routes import RouteChange
from schemas.operator.views_settings import RouteView

BLANK = (
    Field("name", "机构名称", hint="写全称，申请人会看到。", width=20),
    Field("mode", "怎样送达", Kind.RADIOS, choices=tuple(Choice(*pair) for pair in MODES.items())),
    Field("endpoint", "接收地址", optional=True, hint="只有接口方式才填，以 https:// 开头。"),
    Field("secret", "密钥名称", optional=True, width=20, hint="只有接口方式才填；不填的用本部门的密钥。"),
    Field(
        "telephone", "联系电话", optional=True, width=20, hint="办件卡住时运行管理员打给谁；没有核定的不填。"
    ),
)


def show_console_route(asked: Asked) -> Answer:
    if not asked.query.get("region"):
        return Sent(ROUTES)
    return _shown(asked, _present(asked, asked.query), Standing())


def check_console_route(asked: Asked) -> Answer:
    present = _present(asked, _given(asked.form))
    if is_edited(asked):
        return _shown(asked, present, Standing(asked.form))
    change, errors = _read(asked.form)
    return _shown(asked, present, Standing(asked.form, errors, looked=change is not None))


def set_console_route(asked: Asked) -> Answer:
    """Only over the version that was looked at; sent again, what stands is what was asked for."""
    present = _present(asked, _given(asked.form))
    change, errors = _read(asked.form)
    version = number_or(None, asked.form.text("version"), digits=8)
    if change is None or version is None:
        return _shown(asked, present, Standing(asked.form, errors))
    here = f"{address(ROUTE, department=present.department.value, region=present.region)}&done=1"
    if present.version == version + 1 and present.set == change.route:
        return Sent(here)
    try:
        routes.set_route(change, expected=version, by=asked.by, deps=asked.deps)
    except InvalidRoute as error:
        wrong = by_own_name(error.problems)
        return _shown(asked, present, Standing(asked.form, wrong or {"endpoint": error.detail}))
    except Conflict as error:
        return _shown(asked, present, refused_by(error))
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
    reason, wrong = reason_given(form)
    if wrong:
        return None, wrong
    names = ("name", "mode", "endpoint", "secret", "telephone")
    route = {name: form.text(name) for name in names if form.text(name)}
    body: dict[str, Any] = {**_given(form), "reason": reason, "route": route}
    if form.text("back") == "1":
        body["route"] = None
    try:
        return RouteChange.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, by_field(error)


def _shown(asked: Asked, present: RouteView, at: Standing) -> Answer:
    fields = with_errors(tuple(_fields(present, at.form)), at.errors)
    back, now = at.form.text("back") == "1", asked.deps.clock()
    changes = routes.route_changes(asked.by, present.department, present.region, asked.deps)
    return setting_shown(
        asked,
        "operator/route.html",
        f"{present.department_text}：{present.region_name}",
        at,
        fields,
        version=present.version,
        saved=just_changed(changes, asked),
        changes=tuple(change_row(change_view(one), now) for one in changes.entries),
        lost=changes.unreadable,
        here=present,
        facts=tuple(route_facts(present)),
        looks=looks_of(present, fields, back=back) if at.looked else (),
        back=back,
        list=address(ROUTES, department=present.department.value),
    )


def _fields(present: RouteView, form: Form) -> list[Field]:
    if form.fields:
        return [filled(one, form) for one in (*BLANK, REASON)]
    now = present.set or present.serving
    pairs = {"name": now.name, "mode": now.mode, "endpoint": now.endpoint, "secret": now.secret or ""}
    pairs["telephone"] = now.telephone or ""
    as_sent = Form(tuple(pairs.items()))
    return [*(filled(one, as_sent) for one in BLANK), REASON]


PAGES = (
    Page(method="GET", path=ROUTE, roles=OPERATORS, handler=show_console_route),
    Page(method="POST", path=f"{ROUTE}/look", roles=OPERATORS, handler=check_console_route),
    Page(method="POST", path=ROUTE, roles=OPERATORS, handler=set_console_route),
)
