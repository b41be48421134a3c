"""`lianban export`: the national tables (国家平台办件表) as files."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from infra.console.client import Document, SystemAnswer
from infra.console.commands.cases import CityOption
from infra.console.commands.declare import command
from infra.console.export import WantedExport, export_all
from infra.console.session import ConsoleSession

_EXPORTS = "/v1/operator/exports"


def register(app: typer.Typer) -> None:
    @command(
        app,
        "export",
        zh="导出国家平台办件表，接着上次导出的地方",
        en="Export the national tables, from where the last export ended.",
        act=True,
    )
    def export_(
        session: ConsoleSession,
        out: Annotated[Path, typer.Option(help="导出到的文件夹  Folder of the exports")],
        city: CityOption = None,
        unmasked: Annotated[
            bool, typer.Option("--unmasked", help="不脱敏  Personal values as they are")
        ] = False,
        limit: Annotated[int, typer.Option(min=1, max=100, help="每次取几件  Cases a part")] = 50,
        *,
        reason: str,
    ) -> None:
        wanted = WantedExport(out, reason, city, unmasked, limit)
        if session.dry_run:
            session.act("POST", _EXPORTS, wanted.order(wanted.cursor), lambda _: None)
            return
        session.write(json.dumps(_exported(session, wanted), ensure_ascii=False))


def _exported(session: ConsoleSession, wanted: WantedExport) -> Document:
    """How many cases are to come nobody knows beforehand: the bar tells what has come."""

    def send(order: Document, key: str) -> SystemAnswer:
        body = json.dumps(order, ensure_ascii=False).encode()
        return session.send("POST", _EXPORTS, headers={"Idempotency-Key": key}, body=body)

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=session.words, disable=not session.words.is_terminal) as bar:
        task = bar.add_task("导出 exporting", total=None)
        told = export_all(
            send,
            wanted,
            lambda parts, rows: bar.update(task, description=f"导出 exporting: {parts} 次，{rows} 行"),
        )
        bar.update(task, total=1, completed=1)
    return told
