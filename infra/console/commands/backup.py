"""`lianban backup` and `restore`: one server's data, kept elsewhere and brought back."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.beside_routes import with_beside
from infra.backup import restore as restoring
from infra.backup import take as taking
from infra.backup.layout import BackupManifest, BackupRefusal, NoBackup, Unusable
from infra.console.client import Document
from infra.console.commands.checking import Config, DataFolder, settings_at, wanted_config
from infra.console.commands.declare import local_command
from infra.console.failure import Failure, Misused, NothingThere
from infra.console.machine import RUN_FOLDER
from infra.console.progress_bar import progress_bar
from infra.console.session import Speech

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", envvar="LIANBAN_PASSPHRASE_FILE", help="口令所在的文件，第一行  The passphrase's file"
    ),
]
_OTHERS = 0o077


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "backup",
        zh="服务运行时备份：台账、材料、配置，密钥用口令加密或另存；核对后才算数",
        en="Back up a running server: ledger, files, configuration, keys sealed or apart; checked before it counts.",
    )
    def backup_(
        speech: Speech,
        to: Annotated[Path, typer.Argument(metavar="TO", help="备份放在哪里  Folder of the backups")],
        config: Config = None,
        folder: DataFolder = None,
        passphrase_file: PassphraseFile = None,
        keys_apart: Annotated[
            Path | None,
            typer.Option(metavar="FOLDER", help="密钥另存在哪里，不加密  Keys go there, as they are"),
        ] = None,
        keep: Annotated[int | None, typer.Option(min=1, help="只留最近几份  How many backups stay")] = None,
        full: Annotated[
            bool, typer.Option("--full", help="文件也全部重新复制  Copy every file anew")
        ] = False,
    ) -> None:
        passphrase = None if keys_apart else _passphrase(passphrase_file, twice=True)
        settings = settings_at(config, folder)
        files = _configuration(wanted_config(config, folder), settings.routes)
        wanted = taking.WantedBackup(settings.folder, to, passphrase, keys_apart, files, keep, full)
        with progress_bar(speech) as tell, told_refusals():
            done = taking.take(wanted, now=datetime.now(UTC), tell=tell)
        told: Document = {
            **_told(done.backup, done.manifest),
            "copied": done.copied,
            "linked": done.linked,
            "removed": list(done.removed),
            "distrusted": str(done.distrusted) if done.distrusted else None,
            "ahead": str(done.ahead) if done.ahead else None,
        }
        speech.tell(told, _backed_up(done))

    @local_command(
        app,
        "restore",
        zh="把备份恢复到空的数据文件夹；之后启动服务，巡检接着办",
        en="Put a backup into an empty folder; start the server then, and its sweep catches up.",
    )
    def restore_(
        speech: Speech,
        source: Annotated[
            Path,
            typer.Argument(
                metavar="FROM", help="备份，或放备份的文件夹（取最近的）  A backup, or their folder"
            ),
        ],
        folder: Annotated[
            Path, typer.Option(help="恢复到哪个数据文件夹，须是空的  Where it goes: an empty folder")
        ] = RUN_FOLDER,
        passphrase_file: PassphraseFile = None,
        keys: Annotated[
            Path | None, typer.Option(metavar="FILE", help="另存的密钥  The keys that were kept apart")
        ] = None,
        config_to: Annotated[
            Path | None,
            typer.Option(metavar="FOLDER", help="配置文件恢复到哪里  Where configuration goes"),
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="只核对，不写入  Check it, write nothing")
        ] = False,
    ) -> None:
        with told_refusals():
            sealed = keys is None and restoring.is_sealed(source)
        passphrase = _passphrase(passphrase_file, twice=False) if sealed else None
        wanted = restoring.WantedRestore(source, folder, passphrase, keys, config_to, tried=dry_run)
        with progress_bar(speech) as tell, told_refusals():
            done = restoring.restore(wanted, now=datetime.now(UTC), tell=tell)
        told: Document = {
            **_told(done.backup, done.manifest),
            "folder": str(folder),
            "config": [str(one) for one in done.config],
            "restored": not dry_run,
        }
        speech.tell(told, _restored(done, folder, tried=dry_run))


def _configuration(config: Path | None, routes: Path) -> tuple[Path, ...]:
    """The files that configure the server: its own, the routes, the offices' codes and the days off beside them."""
    return (config, *(one for one in with_beside(routes) if one.is_file())) if config else ()


def _passphrase(file: Path | None, *, twice: bool) -> str:
    """Of the file's first line, the variable, or whoever sits at the terminal; a new one is typed twice. Never an argument:
    others see those. Raises Misused.
    """
    if file is not None:
        return _read(file)
    if given := os.environ.get("LIANBAN_PASSPHRASE"):
        return given
    if not sys.stdin.isatty():
        raise Misused(
            "请用 --passphrase-file 或变量 LIANBAN_PASSPHRASE 给出口令。Give the passphrase in a file or that variable."
        )
    typed = getpass("口令 passphrase: ")
    if twice and getpass("再输一次 once more: ") != typed:
        raise Misused("两次输入的不一样。They differ.")
    return typed


def _read(file: Path) -> str:
    try:
        if file.stat().st_mode & _OTHERS:
            raise Misused(f"{file} 能被他人读取，请改为只有本人可读（chmod 600）。Others can read it.")
        lines = file.read_text("utf-8").splitlines()
    except (OSError, ValueError) as exc:
        raise Misused(f"读不到口令文件 {file}。The passphrase's file cannot be read.") from exc
    if not lines or not lines[0]:
        raise Misused(f"{file} 的第一行应为口令。Its first line has to be the passphrase.")
    return lines[0]


@contextmanager
def told_refusals() -> Iterator[None]:
    try:
        yield
    except NoBackup as exc:
        raise NothingThere(str(exc)) from exc
    except Unusable as exc:
        raise Misused(str(exc)) from exc
    except BackupRefusal as exc:
        raise Failure(str(exc)) from exc


def _told(backup: Path, manifest: BackupManifest) -> Document:
    facts = json.loads(manifest.text())
    return {
        "backup": str(backup),
        **{name: facts[name] for name in ("at", "schema", "cases", "files", "size", "sealed")},
    }


def _backed_up(done: taking.Taken) -> str:
    one = done.manifest
    lines = [
        f"已备份并核对 backed up and checked: {done.backup}",
        f"  截至 as of {one.at.isoformat()}　办件 cases {one.cases}　文件 files {one.files}"
        f"（复制 copied {done.copied}，沿用 linked {done.linked}）　{one.size >> 20} MB",
    ]
    if done.distrusted:
        lines.append(
            f"  上一份 {done.distrusted} 的清单已损坏，文件已全部重新复制：请不要再用那一份，并检查磁盘。"
            "The backup before is damaged: everything was copied anew. Do not use that one, and check the disk."
        )
    if done.ahead:
        lines.append(
            f"  上一份 {done.ahead} 的名称比现在的时间晚：时钟那时或者现在不对，请核对；这一份排在它之后，仍是最近的一份。"
            "By its name the backup before is of a later time: look at the clock. This one comes after it all the same."
        )
    if done.removed:
        lines.append(f"  已删去 removed: {'、'.join(done.removed)}")
    return "\n".join(lines)


def _restored(done: restoring.Restored, folder: Path, *, tried: bool) -> str:
    one = done.manifest
    facts = f"{done.backup}　截至 as of {one.at.isoformat()}　办件 cases {one.cases}"
    if tried:
        return f"核对无误，没有写入 checked, nothing written: {facts}"
    lines = [f"已恢复到 restored into {folder}: {facts}"]
    lines += [f"  配置 configuration: {path}" for path in done.config]
    lines += [
        "  接着 next: 启动服务，巡检接着办理。Start the server; its sweep catches up.",
        "  再请各机构报送每日清单；此后才有的见 lianban unknown。"
        "Ask every office for its manifest; what came afterwards: lianban unknown.",
    ]
    return "\n".join(lines)
