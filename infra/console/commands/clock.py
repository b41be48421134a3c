"""`lianban clock`: the time of a sandbox on this machine, moved on to see what silence leads to."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from functions import bootstrap
from functions.domain.clock import SHANGHAI
from infra.console.commands.declare import local_command
from infra.console.failure import Failure, Misused, NothingThere
from infra.console.machine import RUN_FOLDER
from infra.console.session import Speech
from infra.console.tables import line
from infra.embedded.files import FolderInUse
from infra.embedded.own_clock import BadClock, Moved, after_hours, after_working_days, move, moved_in
from infra.embedded.safety import ISSUER_KEY
from infra.sandbox.keys import SANDBOX_FOLDER

_MOST_DAYS, _MOST_HOURS = 250, 24 * 365


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "clock",
        zh="看或往前拨本机沙箱的时钟（不能拨回），催办、超期、视为受理随即可见",
        en="Show the sandbox's clock on this machine, or move it on; it never goes back.",
    )
    def clock(
        speech: Speech,
        working_days: Annotated[
            int | None,
            typer.Option(min=1, max=_MOST_DAYS, help="过几个工作日  Until so many working days are over"),
        ] = None,
        hours: Annotated[int | None, typer.Option(min=1, max=_MOST_HOURS, help="过几小时  Hours")] = None,
        folder: Annotated[Path, typer.Option(help="沙箱的数据文件夹  The sandbox's folder")] = RUN_FOLDER,
    ) -> None:
        if working_days and hours:
            raise Misused("--working-days 和 --hours 只能给一个。One of them, not both.")
        if not _is_sandbox(folder):
            raise NothingThere(
                f"{folder} 不是本机的沙箱，时钟不能拨；请先 lianban serve，或用 --folder 指明。No sandbox there."
            )
        try:
            moved = _moved(folder, working_days, hours)
        except BadClock as exc:
            raise Failure(f"{exc} 读不懂，请从备份放回。The clock's file cannot be read.") from exc
        except FolderInUse as exc:
            raise Failure("另一个命令正在拨钟，请再试。The clock is being moved: try again.") from exc
        _tell(speech, moved)


def _is_sandbox(folder: Path) -> bool:
    """A server signed people in as demo identities from here, and handed the sandbox's offices their keys."""
    return (folder / ISSUER_KEY).is_file() and (folder / SANDBOX_FOLDER).is_dir()


def _moved(folder: Path, working_days: int | None, hours: int | None) -> Moved:
    if working_days:
        return move(folder, bootstrap.now, after_working_days(working_days))
    if hours:
        return move(folder, bootstrap.now, after_hours(hours))
    return moved_in(folder) or Moved()


def _tell(speech: Speech, moved: Moved) -> None:
    now = (bootstrap.now() + moved.ahead).astimezone(SHANGHAI).replace(microsecond=0)
    if speech.as_json:
        told = {
            "now": now.isoformat(),
            "ahead_seconds": moved.ahead.total_seconds(),
            "moved": moved.at is not None,
        }
        speech.tell(told, "")
        return
    line(speech.screen, f"沙箱时钟 the sandbox's clock：{now:%Y-%m-%d %H:%M:%S}（北京时间）")
    if moved.ahead > timedelta():
        line(
            speech.screen,
            f"比实际时间快 ahead of the real time by：{timedelta(seconds=int(moved.ahead.total_seconds()))}",
        )
        speech.say("拨过的文件夹从此只能作沙箱。A folder whose clock was moved is a sandbox for good.")
