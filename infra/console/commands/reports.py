"""`hand-in FILE`: a department gives a report of its trials (联调报告) to the system, under its signature."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from infra.console.client import refusal
from infra.console.commands.declare import command
from infra.console.commands.listening import Folder, KeyFile
from infra.console.failure import Misused, of_status
from infra.console.kit.message import clock_of, keys_of, signed
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import process_environment
from infra.console.session import ConsoleSession
from infra.console.tables import line
from schemas.office.conformance import ConformanceReport


def register(app: typer.Typer) -> None:
    @command(
        app,
        "hand-in",
        tried=True,
        zh="把联调报告（conformance --out 写出的）签名提交到系统，作为本部门自行测试的结果",
        en="Hand a report of conformance (--out) in to the system, signed, as your department's own statement.",
    )
    def hand_in(
        session: ConsoleSession,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="报告，JSON  The report")],
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        report, given = _report(file), process_environment().get("LIANBAN_WEBHOOK_KEY")
        (key, *_) = keys_of(folder, report.department, key_file, given)
        now = clock_of(folder, key_file, given)()
        message = signed(report.model_dump_json(), key=key, webhook_id=f"conformance/{report.number}", at=now)
        if session.dry_run:
            session.write(message.written())
            return
        path = f"/v1/departments/{report.department}/conformance"
        answered = session.client.tried("POST", path, headers=message.headers, body=message.body)
        if answered.status >= 300:
            raise of_status(answered.status, refusal(answered))
        session.show(
            answered,
            lambda told: line(session.screen, f"已提交 handed in：{told['number']} {told['verdict']}"),
        )


def _report(file: Path) -> ConformanceReport:
    try:
        return ConformanceReport.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as exc:
        raise Misused(
            f"读不到联调报告：{file}，应为 conformance --out 写出的文件。No report can be read there."
        ) from exc
