"""A region's route as the console shows it: what stands, what would change, and who changed it."""

from datetime import datetime

from functions.pages.fields import Field
from functions.pages.moments import moment
from schemas.operator.views_settings import ChangeView, OfficeView, RouteView

MODES = {
    "api": "机构自己的业务系统（接口）",
    "worklist": "人员在本系统的工作台办理",
    "exchange": "交换文件",
}
NOTHING_SET = "没有单独设置，按上一级或者机构表"


def route_facts(present: RouteView) -> list[tuple[str, str]]:
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


def looks_of(
    present: RouteView, fields: tuple[Field, ...], *, back: bool
) -> tuple[tuple[str, str, str], ...]:
    now = dict(route_facts(present))
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


def change_row(one: ChangeView, now: datetime) -> tuple[str, ...]:
    route = one.after.get("route")
    return (
        moment(one.at, now),
        one.operator,
        one.reason,
        f"{route['name']}（{MODES[route.get('mode', 'api')]}）" if route else "收回",
    )
