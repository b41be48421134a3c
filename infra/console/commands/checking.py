"""`lianban check`: all that is not safe with this server, at once, and what to do."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import urllib3

from functions.bootstrap import now
from infra.backup.every_row import look_at_rows
from infra.console.commands.declare import local_command
from infra.console.failure import Exit, Misused
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import process_environment
from infra.console.progress_bar import progress_bar
from infra.console.session import Speech
from infra.embedded.checking import check
from infra.embedded.config import BadConfiguration, read_config
from infra.embedded.safety import TRAINING_FILE, SafetyLevel
from infra.embedded.settings import Settings

_SECONDS = 5.0
CONFIG_VARIABLE = "LIANBAN_CONFIG"
SIGNS = {SafetyLevel.FINE: "✓", SafetyLevel.NOTE: "·", SafetyLevel.WRONG: "✗"}
Config = Annotated[
    Path | None,
    typer.Option(help="配置文件，或环境变量 LIANBAN_CONFIG  The configuration file (lianban.toml)"),
]
DataFolder = Annotated[
    Path | None,
    typer.Option(help="数据文件夹，不用配置文件时  The server's data, instead of a configuration [var]"),
]


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "check",
        zh="查本机服务：网络、身份认证、目录、磁盘、密钥、台账、机构，一次说全，各说怎么办",
        en="Is this server safe and ready? Everything at once, with what to do.",
    )
    def check_(
        speech: Speech,
        config: Config = None,
        folder: DataFolder = None,
        rows: Annotated[
            bool,
            typer.Option(
                "--rows",
                help="再逐行读一遍台账，大的要很久；服务不用停  Read every row too, which may take long",
            ),
        ] = False,
    ) -> None:
        settings = settings_at(config, folder)
        findings = check(settings, clock=now, ask=_ask)
        if rows:
            with progress_bar(speech) as tell:
                findings += tuple(look_at_rows(settings.folder, tell))
        ok = all(one.level is not SafetyLevel.WRONG for one in findings)
        lines = (f"{SIGNS[one.level]} {one.part:8} {one.line}" for one in findings)
        words = "没有发现问题。Nothing is wrong." if ok else "有问题，见 ✗ 各行。Something is wrong: see ✗."
        speech.tell({"ok": ok, "findings": [asdict(one) for one in findings]}, "\n".join([*lines, words]))
        if not ok:
            raise typer.Exit(Exit.REFUSED)


def _ask(url: str) -> tuple[int, Any]:
    try:
        said = urllib3.request("GET", url, timeout=_SECONDS, retries=False)
        return said.status, json.loads(said.data)
    except (urllib3.exceptions.HTTPError, ValueError) as exc:
        raise OSError(type(exc).__name__) from exc


def settings_at(config: Path | None, folder: Path | None) -> Settings:
    """Raises Misused."""
    wanted = wanted_config(config, folder)
    if wanted is None:
        place = (folder or RUN_FOLDER).resolve()
        return Settings(folder=place, training=(place / TRAINING_FILE).exists())
    try:
        return read_config(wanted)
    except BadConfiguration as exc:
        raise Misused(str(exc)) from exc


def wanted_config(config: Path | None, folder: Path | None) -> Path | None:
    """What was typed goes before the environment's, which an installed command always has: whoever names a folder means
    that one. Raises Misused where both were typed.
    """
    if config and folder:
        raise Misused(
            "--config 和 --folder 请只写一个：配置文件已写明数据文件夹。Name one of them: the file names its folder."
        )
    given = process_environment().get(CONFIG_VARIABLE)
    return config if config or folder or not given else Path(given)
