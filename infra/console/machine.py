"""The whole system on this machine, with a case going through it: until it is stopped, or once."""

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from rich.console import Console

from infra.console.application import SAMPLE, read_application
from infra.console.client import sandbox_record
from infra.console.failure import Failure
from infra.console.follow import OPERATOR, follow, submit_as_client
from infra.console.progress import items_open, progress, word
from infra.console.report import case_summary, show_record
from infra.console.stack import RunningStack, StackAsked, stack
from infra.embedded.files import FolderInUse, sole_use
from infra.embedded.safety import TRAINING_FILE

RUN_FOLDER, DEMO_FOLDER, TRAINING_FOLDER = Path("var"), Path("var/demo"), Path("var/training")
DEMO_SECONDS = 120.0
# `serve` shows at most so many open cases; the rest go on unseen.
SHOWN = 5


def greet(console: Console, running: RunningStack) -> None:
    """The page's address first: most who start it want to see it."""

    def say(line: str) -> None:
        console.print(line, highlight=False, soft_wrap=True, markup=False)

    say(f"网页 pages     {running.server}/")
    say("登录 sign in   打开网页，点“登录”，选一个演示身份（不用密码）Open the page, 登录, and choose whom:")
    for identity in running.client.identities():
        say(f"  {identity['id']:20} {identity['name']}")
    say(f"接口 interface {running.server}/docs   令牌 token (one hour):")
    say(f'  curl -s {running.server}/issuer/token -d \'{{"identity": "applicant-1"}}\'')
    say(f"沙箱 sandbox   {running.sandbox}   记录 record: {running.sandbox}/record")
    say(f"数据 data      {running.folder}（日志 log: server.log）")


def _submit(console: Console, running: RunningStack, application: bytes) -> str:
    case_id = submit_as_client(running.client, application)
    console.print(
        f"已提交申请 submitted: {running.server}/v1/cases/{case_id}", highlight=False, soft_wrap=True
    )
    return case_id


def _taken(console: Console, running: RunningStack, application: bytes) -> list[str]:
    """A person applies once: what is not taken a second time is said, and the server goes on."""
    try:
        return [_submit(console, running, application)]
    except Failure as exc:
        console.print(f"没有提交 not submitted：{exc}", markup=False)
        return []


def _show(console: Console, running: RunningStack, followed: Sequence[str]) -> None:
    """A case that cannot be shown stops the showing, and not the server."""
    try:
        with progress(console) as show:
            follow(running.client, followed, show, bound=None)
    except Failure as exc:
        console.print(f"{exc}\n服务继续运行，按 Ctrl-C 停止。Still serving until Ctrl-C.", markup=False)
        return
    console.print("全部办结，服务继续运行，按 Ctrl-C 停止。All done; still serving until Ctrl-C.")


def serve_stack(asked: StackAsked, console: Console, started: Callable[[RunningStack], None]) -> None:
    """Cases left open by the last run go on and are shown; with none, or one named, an application is submitted."""
    application = read_application(asked.application or SAMPLE)
    with stack(asked) as running:
        greet(console, running)
        started(running)
        followed = running.client.open_cases(identity=OPERATOR)
        if asked.application or not followed:
            followed = [*_taken(console, running, application), *followed]
        _show(console, running, followed[:SHOWN])
        Event().wait()


def train(asked: StackAsked, console: Console, *, fresh: bool) -> None:
    """Nothing is submitted: whoever practises does it. `fresh`: what was practised before is thrown away."""
    if fresh and asked.folder.is_dir():
        if not (asked.folder / TRAINING_FILE).exists():
            raise Failure(
                f"{asked.folder} 不是演练的数据目录，没有清空。It is no training folder; nothing was emptied."
            )
        _empty(asked.folder)
    with stack(asked) as running:
        console.print(
            "演练：人和办件都是虚构的，什么都不会送出。Training: made-up persons; nothing leaves.",
            markup=False,
        )
        greet(console, running)
        console.print("按 Ctrl-C 停止。Ctrl-C stops.", markup=False)
        Event().wait()


def demo(asked: StackAsked, console: Console) -> bool:
    """Whether all was done in time."""
    application = read_application(asked.application or SAMPLE)
    if asked.folder == DEMO_FOLDER.resolve():
        _empty(asked.folder)
    with stack(asked) as running:
        greet(console, running)
        began = time.monotonic()
        case_id = _submit(console, running, application)
        with progress(console) as show:
            (case,) = follow(running.client, [case_id], show, bound=asked.timeout)
        seconds = time.monotonic() - began
        show_record(console, sandbox_record(running.sandbox), case)
    waiting = "；".join(f"{item['name']}（{item['code']}）{word(item)}" for item in items_open(case))
    if waiting:
        console.print(
            f"未在 {asked.timeout:g} 秒内办完 Not done in time: {waiting}", markup=False, soft_wrap=True
        )
    console.file.flush()
    sys.stdout.write(f"{case_summary(case, seconds=seconds)}\n")
    return not waiting


def _empty(folder: Path) -> None:
    """It begins anew; the lock's file stays, for it is what says that nobody else is here."""
    try:
        with sole_use(folder):
            for path in folder.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name != "lock":
                    path.unlink()
    except FolderInUse as exc:
        raise Failure(f"另一服务正在 {folder} 运行。Another one runs there; name a --folder.") from exc
