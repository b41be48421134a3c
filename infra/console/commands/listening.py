"""`lianban listen`: a department's developer sees what the system sends, and has it in their own program."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from functions.ports.deps import Clock
from infra.console.client import Document
from infra.console.commands.declare import command
from infra.console.commands.settings import ROUTES
from infra.console.failure import Misused
from infra.console.kit.message import clock_of, keys_of
from infra.console.kit.relay import Passed, forward_to, keep_message, relay
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import http_address, process_environment
from infra.console.session import ConsoleSession
from infra.console.tables import line
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import http_server
from schemas.codes import Department

_PORT = 8460
_THREADS = 4
_NAME = "开发者联调（lianban listen）"
KeyFile = Annotated[Path | None, typer.Option("--key-file", help="密钥文件，一行一个  Keys, one a line")]
Folder = Annotated[Path, typer.Option(help="本机数据文件夹，取沙箱密钥  Data folder with the sandbox's keys")]


def register(app: typer.Typer) -> None:
    @command(
        app,
        "listen",
        zh="接收系统发来的消息，验签、显示、转给您的程序，Ctrl-C 停止",
        en="Take what the system sends, check its signature, show it, pass it on to your program.",
    )
    def listen(
        session: ConsoleSession,
        forward_to: Annotated[
            str, typer.Option("--forward-to", metavar="URL", help="您的程序  Your program")
        ],
        department: Annotated[Department, typer.Option(help="您的部门  Your department")],
        region: Annotated[
            str | None, typer.Option(help="期间把该区划的路由指到这里  Route this region here meanwhile")
        ] = None,
        reason: Annotated[str | None, typer.Option(help="改路由的理由，留痕  Why; with --region")] = None,
        port: Annotated[int, typer.Option(help="监听端口；0 任选  Port to listen on; 0: any")] = _PORT,
        reachable_at: Annotated[
            str | None, typer.Option(metavar="URL", help="系统从哪里到达这里  Where the system reaches this")
        ] = None,
        keep: Annotated[Path | None, typer.Option(help="存下各条消息  Keep each message in a folder")] = None,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        if region and not reason:
            raise Misused("用 --region 改路由须写明 --reason。A route is changed with a reason.")
        http_address(forward_to)
        given = process_environment().get("LIANBAN_WEBHOOK_KEY")
        keys, clock = keys_of(folder, department, key_file, given), clock_of(folder, key_file, given)
        wanted = (department, region, reason or "")
        _listen(session, forward_to, keys, clock, keep, port, reachable_at, wanted)


def _listen(
    session: ConsoleSession,
    url: str,
    keys: tuple[str, ...],
    clock: Clock,
    folder: Path | None,
    port: int,
    reachable_at: str | None,
    wanted: tuple[str, str | None, str],
) -> None:
    numbers = count(1)

    def tell(passed: Passed) -> None:
        number = next(numbers)
        kept = keep_message(folder, passed.message, number) if folder else None
        _show(session, number, passed, kept)

    app = relay(keys, forward_to(url), clock=clock, tell=tell)
    server = http_server(app, host="127.0.0.1", port=port, threads=_THREADS, bounds=Bounds(farewell=1))
    here = reachable_at or f"http://127.0.0.1:{server.port}/"
    session.say(f"接收 listening: {here}　转给 forwarding to: {url}　Ctrl-C 停止")
    with _routed(session, wanted, here):
        server.run()


@contextmanager
def _routed(session: ConsoleSession, wanted: tuple[str, str | None, str], here: str) -> Iterator[None]:
    """The region's items come here meanwhile; what was set before is set again afterwards."""
    department, region, reason = wanted
    if region is None:
        yield
        return
    entries = session.get(ROUTES, department=department, region=region).json["entries"]
    before: Document | None = next(one["set"] for one in entries if one["region"] == region)
    ours = {"name": _NAME, "mode": "api", "endpoint": here, "secret": None}
    office = _put(session, department, region, ours, reason)
    session.say(f"{region} 的新分发会到这里；已有的可改派 what is there already: lianban reroute … {office}")
    try:
        yield
    finally:
        office = _put(session, department, region, before, f"联调结束，恢复原路由：{reason}"[:500])
        session.say(f"{region} 的路由已恢复 the route is as before: {office}")


def _put(session: ConsoleSession, department: str, region: str, route: Document | None, reason: str) -> str:
    """The office that works the region's items now."""
    etag = session.get(ROUTES, department=department, region=region).headers["ETag"]
    body = {"department": department, "region": region, "route": route, "reason": reason}
    raw = json.dumps(body, ensure_ascii=False).encode()
    told = session.send("PUT", ROUTES, headers={"If-Match": etag}, body=raw).json
    return str(told["serving"]["id"])


def _show(session: ConsoleSession, number: int, passed: Passed, kept: Path | None) -> None:
    if session.as_json:
        told = {
            "headers": dict(passed.message.headers),
            "body": passed.message.body.decode("utf-8", "replace"),
        }
        verdict = {**passed.verdict.told(), "status": passed.status, "forwarded": passed.forwarded}
        session.write(json.dumps({**told, **verdict}, ensure_ascii=False))
        return
    about = _about(passed)
    sound = "验签通过 genuine" if passed.verdict.ok else "验签不通过 NOT genuine"
    whose = "您的程序答 your program said" if passed.forwarded else "未转发 not forwarded, we said"
    line(
        session.screen, f"#{number} {about}　{sound}　{whose} {passed.status}" + (f"　{kept}" if kept else "")
    )
    for finding in passed.verdict.findings:
        if not finding.ok:
            line(session.screen, f"   ✗ {finding.part}：{finding.text}")


def _about(passed: Passed) -> str:
    """Which message of which item; never a field of a person."""
    try:
        told = json.loads(passed.message.body)
        return f"{told['type']} {told['reference']} {told['item']} 第 {told['round']} 轮"
    except (ValueError, KeyError, TypeError):
        return f"{len(passed.message.body)} 字节 bytes"
