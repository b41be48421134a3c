"""What a place sets of the catalogue: seen, taken along as a file, proposed from one, confirmed by a second person."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from functions.domain.toml_text import toml_lines
from infra.console.client import Document
from infra.console.commands.declare import command, group
from infra.console.failure import Misused
from infra.console.session import ConsoleSession
from infra.console.tables import line, show_table, unshown

_FIGURES = "/v1/operator/figures"
OfPlace = Annotated[
    str,
    typer.Argument(metavar="PLACE", help="区划代码或机构编号，如 440106  A region's code, or an office's id"),
]
_File = Annotated[str, typer.Argument(metavar="FILE", help="TOML 文件或 -  A TOML file, or -")]
_Chosen = Annotated[list[str] | None, typer.Option("--proposal", help="只这几条  These proposals only")]
_HEADS = ("提议", "事项", "哪个数字", "数值", "生效", "来自", "提议人", "核定人")


def register(app: typer.Typer) -> None:
    figures = group(
        app,
        "figures",
        zh="各地核定的目录数值：期限、收费、到场次数、材料来源等",
        en="What places set of the catalogue: limits, fees, visits, materials.",
    )
    _seen(figures)
    _set(figures)


def _seen(app: typer.Typer) -> None:
    @command(app, "show", zh="一个地方执行的和等核定的", en="What holds at a place, and what waits.")
    def show(session: ConsoleSession, place: OfPlace) -> None:
        session.show(session.get(_FIGURES, place=place), lambda told: _shown(session, told))

    @command(app, "waiting", zh="本辖区等核定的", en="What waits to be checked in your region.")
    def waiting(
        session: ConsoleSession, cursor: Annotated[str | None, typer.Option(help="翻页标记  Cursor")] = None
    ) -> None:
        session.show(
            session.get(f"{_FIGURES}/waiting", cursor=cursor, limit=100),
            lambda told: _waiting(session, told),
        )

    @command(app, "export", zh="一个地方自己的数值，TOML", en="A place's own figures as TOML.")
    def export(session: ConsoleSession, place: OfPlace) -> None:
        found = session.get(_FIGURES, place=place)
        session.show(found, lambda told: session.write(_toml(told)))

    @command(app, "items", zh="按事项管理系统的字段", en="As the fields of the province's system of items.")
    def items(session: ConsoleSession, place: OfPlace) -> None:
        found = session.get(f"{_FIGURES}/items", place=place)
        session.show(found, lambda told: _items(session, told))

    @command(app, "compare", zh="两个版本哪些不同", en="What two versions tell otherwise.")
    def compare(
        session: ConsoleSession,
        place: OfPlace,
        before: Annotated[int, typer.Argument(help="较早的版本  Version")],
        after: Annotated[int, typer.Argument(help="较晚的版本  Version")],
    ) -> None:
        found = session.get(f"{_FIGURES}/comparison", place=place, before=before, after=after)
        session.show(found, lambda told: _compared(session, told))


def _set(app: typer.Typer) -> None:
    @command(app, "propose", zh="提议文件里的数值", en="Propose the figures of a file.", act=True)
    def propose(session: ConsoleSession, file: _File, *, reason: str) -> None:
        told = _read(file)
        body = {"place": told["place"], "figures": told["figure"], "reason": reason}
        session.act("POST", f"{_FIGURES}/proposals", body, lambda found: _shown(session, found))

    @command(app, "confirm", zh="核定他人提议的", en="Confirm what another has proposed.", act=True)
    def confirm(session: ConsoleSession, place: OfPlace, proposal: _Chosen = None, *, reason: str) -> None:
        _decide(session, place, proposal, confirm=True, reason=reason)

    @command(app, "refuse", zh="退回提议", en="Refuse what was proposed.", act=True)
    def refuse(session: ConsoleSession, place: OfPlace, proposal: _Chosen = None, *, reason: str) -> None:
        _decide(session, place, proposal, confirm=False, reason=reason)


def _decide(
    session: ConsoleSession, place: str, proposals: list[str] | None, *, confirm: bool, reason: str
) -> None:
    """Without any named, all that waits there now."""
    chosen = proposals or [one["proposal"] for one in session.get(_FIGURES, place=place).json["waiting"]]
    if not chosen:
        raise Misused(f"{place} 没有等核定的数值。Nothing waits there.")
    body = {"place": place, "proposals": chosen, "confirm": confirm, "reason": reason}
    session.act("POST", f"{_FIGURES}/decisions", body, lambda told: _shown(session, told))


def _read(path: str) -> Document:
    """Raises Misused."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
        told: Any = json.loads(json.dumps(tomllib.loads(text), default=str))
    except (OSError, ValueError) as exc:
        raise Misused(f"读不到 TOML：{path}。No TOML can be read there.") from exc
    if set(told) != {"place", "figure"}:
        raise Misused(f"{path} 应有 place 和 [[figure]]。It has to have place and [[figure]].")
    return dict(told)


def _toml(told: Document) -> str:
    tables = [
        "\n".join(("[[figure]]", *toml_lines(_plain(one["set"]))))
        for one in (*told["standing"], *told["waiting"])
    ]
    return "\n\n".join(("\n".join(toml_lines({"place": told["place"]})), *tables)) + "\n"


def _plain(value: Document) -> Document:
    """Without what was not said."""
    said = {name: one for name, one in value.items() if one is not None and one is not False}
    return {name: _plain(one) if isinstance(one, dict) else one for name, one in said.items()}


def _shown(session: ConsoleSession, told: Document) -> None:
    line(
        session.screen,
        f"{told['place_name']}（{told['place']}），版本 {told['version']}，目录 {told['edition']}",
    )
    _table(session, "今天执行的 in force today", told["holding"])
    _table(session, "等另一人核定 waiting", told["waiting"])
    for one in told["unfit"]:
        line(session.screen, f"没有执行 not used：{one['figure']['item_name']}，{one['why']}")


def _waiting(session: ConsoleSession, told: Document) -> None:
    _table(session, "等核定 waiting", told["entries"])
    unshown(session.screen, told)


def _table(session: ConsoleSession, title: str, figures: list[Document]) -> None:
    rows = [
        (
            one["proposal"],
            one["item_name"],
            one["figure_text"],
            one["value_text"],
            one["since"],
            one["place_name"],
            one["proposed_by"],
            one["checked_by"],
        )
        for one in figures
    ]
    show_table(session.screen, title, _HEADS, rows)


def _items(session: ConsoleSession, told: Document) -> None:
    names = (
        "item",
        "task_code",
        "anticipate_day",
        "anticipate_type",
        "promise_day",
        "promise_type",
        "visits",
    )
    show_table(
        session.screen, "事项 items", names, [tuple(row[name] for name in names) for row in told["rows"]]
    )


def _compared(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            (one["after"] or one["before"])["item_name"],
            (one["after"] or one["before"])["figure_text"],
            one["before"]["value_text"] if one["before"] else "没有",
            one["after"]["value_text"] if one["after"] else "没有",
        )
        for one in told["entries"]
    ]
    show_table(session.screen, "不同的 differences", ("事项", "哪个数字", "较早的", "较晚的"), rows)
