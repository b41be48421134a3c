"""`lianban repair`: single rows that cannot be read, put back from a backup."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from infra.backup.repair import RowFound, WantedRepair, repair_rows
from infra.console.commands.backup import told_refusals
from infra.console.commands.checking import Config, DataFolder, settings_at
from infra.console.commands.declare import local_command
from infra.console.failure import Exit, Misused
from infra.console.session import Speech

_LEFT = (
    "有的行放不回：没有一份备份里的正是它，见各行说明。更早的备份还在别处的，再用那一份试；"
    "都没有的，见 docs/runbook.md（A case that the sweep cannot look at）。Some are left: see the lines above."
)


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "repair",
        zh="台账里个别读不出的行，从备份原样放回；服务须先停下；放不回的说明为什么",
        en="Put single rows that cannot be read back from a backup; stop the server first.",
    )
    def repair_(
        speech: Speech,
        source: Annotated[
            Path,
            typer.Argument(
                metavar="FROM", help="备份，或放备份的文件夹（由新到旧找）  A backup, or their folder"
            ),
        ],
        reason: Annotated[
            str,
            typer.Option("--reason", help="理由，记入办件经过，写入时必填  Why; it stands in the history"),
        ] = "",
        config: Config = None,
        folder: DataFolder = None,
        dry_run: Annotated[
            bool,
            typer.Option("--dry-run", help="只看，不写入，服务不用停  Look only; the server may run"),
        ] = False,
    ) -> None:
        if not (reason or dry_run):
            raise Misused("请用 --reason 写明理由，或先用 --dry-run 只看。Say why, or only look: --dry-run.")
        wanted = WantedRepair(settings_at(config, folder).folder, source, reason, os.geteuid(), dry_run)
        passed = list[str]()
        with told_refusals():
            found = repair_rows(wanted, now=datetime.now(UTC), tell=passed.append)
        left = any(one.backup is None for one in found)
        told = {"rows": [_told(one) for one in found], "passed_over": passed, "written": not dry_run}
        lines = [*passed, *map(_line, found), _end(found, left=left, tried=dry_run)]
        speech.tell(told, "\n".join(lines))
        if left:
            raise typer.Exit(Exit.REFUSED)


def _told(one: RowFound) -> dict[str, str | list[str] | None]:
    backup = str(one.backup) if one.backup else None
    return {"table": one.place.table, "key": list(one.place.key), "backup": backup, "why": one.why or None}


def _line(one: RowFound) -> str:
    return f"✓ {one.place} ← {one.backup}" if one.backup else f"✗ {one.place}：{one.why}"


def _end(found: tuple[RowFound, ...], *, left: bool, tried: bool) -> str:
    if not found:
        return "每一行都读得出，没有要放回的。Every row can be read."
    if left:
        return _LEFT
    if tried:
        return "都能放回，没有写入：停下服务，去掉 --dry-run 再来一次。All fit; nothing was written."
    return "都已放回，办件经过里有记录：请启动服务。All were put back: start the server."
