"""What operators set: which office works a region's items, and what is open in a city."""

from typing import Annotated

import typer

from infra.console.client import Document
from infra.console.commands.declare import command, group
from infra.console.failure import Misused
from infra.console.session import ConsoleSession, read_document
from infra.console.tables import line, moment_text, show_table
from schemas.codes import Department

ROUTES, _ROLLOUT = "/v1/operator/routes", "/v1/operator/rollout"
WhichDepartment = Annotated[Department, typer.Argument(help="部门  Department")]
_Region = Annotated[str, typer.Argument(metavar="REGION", help="区划代码，如 440106  GB/T 2260")]
OfCity = Annotated[str, typer.Argument(metavar="CITY", help="地市代码，如 440100  City, GB/T 2260")]


def register(app: typer.Typer) -> None:
    routes = group(
        app,
        "routes",
        zh="路由：哪个机构办理哪个区划的事项",
        en="Routes: which office works which region's items.",
    )
    rollout = group(
        app,
        "rollout",
        zh="上线范围：一个市开通哪些事项和渠道",
        en="Rollout: what is open in a city, on which channel.",
    )
    _routes(routes)
    _rollout(rollout)


def _routes(app: typer.Typer) -> None:
    @command(
        app,
        "show",
        zh="一个部门的路由；给出区划的，另列变更",
        en="A department's routes; of one region, its changes too.",
    )
    def show(
        session: ConsoleSession,
        department: WhichDepartment,
        region: Annotated[str | None, typer.Option(help="区划代码  Region")] = None,
    ) -> None:
        found = session.get(ROUTES, department=department, region=region)
        session.show(found, lambda told: _shown(session, told))

    @command(
        app,
        "set",
        zh="设置一个区划的路由；--clear 收回所设的",
        en="Set a region's route; --clear takes it back.",
        act=True,
    )
    def set_(
        session: ConsoleSession,
        department: WhichDepartment,
        region: _Region,
        name: Annotated[str | None, typer.Option(help="机构名称  The office's name")] = None,
        mode: Annotated[str, typer.Option(help="方式  api, worklist or exchange")] = "api",
        endpoint: Annotated[str, typer.Option(help="接收地址  URL, with api only")] = "",
        secret: Annotated[str | None, typer.Option(help="密钥名称  Name of its keys")] = None,
        telephone: Annotated[str | None, typer.Option(help="联系电话  Its telephone, for people")] = None,
        clear: Annotated[bool, typer.Option("--clear", help="收回  Take it back")] = False,
        *,
        reason: str,
    ) -> None:
        if bool(name) is clear:
            raise Misused("请给出 --name，或者 --clear（二者择一）。Either --name or --clear.")
        given = {"mode": mode, "endpoint": endpoint, "secret": secret, "telephone": telephone}
        route = None if clear else {"name": name, **given}
        # Over what is there now, and over nothing that somebody set meanwhile (If-Match).
        etag = session.get(ROUTES, department=department, region=region).headers["ETag"]
        body = {"department": department, "region": region, "route": route, "reason": reason}
        session.act("PUT", ROUTES, body, lambda told: _serving(session, told), etag=etag)


def _rollout(app: typer.Typer) -> None:
    @command(app, "show", zh="一个市的上线范围和变更", en="What is open in a city, and its changes.")
    def show(session: ConsoleSession, city: OfCity) -> None:
        session.show(session.get(_ROLLOUT, city=city), lambda told: _rolled_out(session, told))

    @command(
        app, "set", zh="整体替换一个市的上线范围", en="Replace what is open in a city, as a whole.", act=True
    )
    def set_(
        session: ConsoleSession,
        city: OfCity,
        entries: Annotated[
            str, typer.Option(metavar="FILE", help='JSON 文件或 -  A JSON file {"entries": […]}, or -')
        ],
        *,
        reason: str,
    ) -> None:
        etag = session.get(_ROLLOUT, city=city).headers["ETag"]
        body = {"city": city, "entries": read_document(entries).get("entries"), "reason": reason}
        session.act("PUT", _ROLLOUT, body, lambda told: _rolled_out(session, told), etag=etag)


def _shown(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            one["region"],
            one["region_name"],
            one["serving"]["name"],
            one["serving"]["id"],
            one["serving"]["mode"],
            one["serving"]["endpoint"],
            one["serving"]["secret"],
            _by(one),
        )
        for one in told["entries"]
    ]
    show_table(
        session.screen,
        "路由 routes",
        ("区划", "名称", "机构", "机构编号", "方式", "地址", "密钥", "来自"),
        rows,
    )
    _changes(session, told)


def _by(one: Document) -> str:
    if one["serving"]["unreadable"]:
        return "读不出 unreadable（lianban repair）"
    return "所设 set" if one["set"] else "文件 file"


def _serving(session: ConsoleSession, told: Document) -> None:
    one = told["serving"]
    place = f"{told['region_name']} {told['department_text']}"
    line(session.screen, f"{place}：{one['name']}（{one['id']}，{one['mode']}）{one['endpoint']}")


def _rolled_out(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            one["item"],
            one["channel_text"],
            one["stage_text"],
            "、".join(one["counties"]),
            one["until"],
            one["way"],
        )
        for one in told["not_live"]
    ]
    columns = ("事项", "渠道", "阶段", "县区", "至", "目前怎样办")
    show_table(session.screen, f"{told['city_name']}未全面开通的 not live, {told['today']}", columns, rows)
    _changes(session, told)


def _changes(session: ConsoleSession, told: Document) -> None:
    if changes := told["changes"]:
        rows = [(one["version"], moment_text(one["at"]), one["operator"], one["reason"]) for one in changes]
        show_table(session.screen, "变更 changes", ("版本", "时间", "何人", "理由"), rows)
    if lost := told.get("unreadable_changes"):
        versions = "、".join(map(str, lost))
        line(session.screen, f"读不出的版本 unreadable versions: {versions}（lianban repair）")
