"""For an office's own staff: the calls to its system, what it has sent again, which keys are valid."""

import json
import uuid
from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.console.client import Document, SystemAnswer, refusal
from infra.console.commands.cases import CursorOf, LimitOption
from infra.console.commands.declare import command
from infra.console.commands.listening import Folder, KeyFile
from infra.console.failure import Misused, of_status
from infra.console.kit.message import keys_of, signed
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import process_environment
from infra.console.session import ConsoleSession
from infra.console.tables import line, moment_text, show_table, unshown
from schemas.codes import Department as Of

_Department = Annotated[Of, typer.Argument(metavar="DEPARTMENT", help="部门代码  The department's code")]
_Office = Annotated[str, typer.Argument(metavar="OFFICE", help="机构编号  The office's id")]
OfCase = Annotated[str | None, typer.Option("--reference", help="只看这个办件  Of this case only")]


def register(app: typer.Typer) -> None:
    _deliveries(app)
    _resend(app)
    _keys(app)


def _deliveries(app: typer.Typer) -> None:
    @command(
        app,
        "deliveries",
        zh="投递记录：系统逐次调用一个机构的情况",
        en="Each call to an office's system, and what came back.",
    )
    def deliveries(
        session: ConsoleSession,
        department: _Department,
        office: _Office,
        reference: OfCase = None,
        limit: LimitOption = 20,
        cursor: CursorOf = None,
        by_key: Annotated[
            bool, typer.Option("--signed", help="不登录，用部门的密钥签名来查  Signed by the key, no sign-in")
        ] = False,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        path = f"/v1/departments/{department}/deliveries"
        asked = {"office": office, "reference": reference, "limit": limit, "cursor": cursor}
        if by_key:
            keys = keys_of(folder, department, key_file, process_environment().get("LIANBAN_WEBHOOK_KEY"))
            answered = _ask_signed(session, f"{path}/lookups", asked, keys[0])
        else:
            answered = session.get(path, **asked)
        session.show(answered, lambda told: _calls(session, told))
        if reference is None and not session.as_json:
            line(session.screen, "已有结果的不在其中，用 --reference 查。What is finished: --reference.")


def _ask_signed(session: ConsoleSession, path: str, asked: Document, key: str) -> SystemAnswer:
    body = json.dumps({name: value for name, value in asked.items() if value is not None})
    message = signed(body, key=key, webhook_id=f"lookup/{uuid.uuid4()}", at=datetime.now(UTC))
    answered = session.client.tried("POST", path, headers=message.headers, body=message.body)
    if answered.status >= 300:
        raise of_status(answered.status, refusal(answered))
    return answered


def _calls(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            one["reference"],
            one["item"],
            call["type"],
            call["attempt"],
            moment_text(call["at"]),
            f"{call['took_ms']} ms",
            call["status"],
            call["said"],
            moment_text(call["next_at"]),
        )
        for one in told["entries"]
        for call in one["deliveries"]
    ]
    columns = ("编号", "事项", "消息", "第几次", "时间", "耗时", "应答", "对方说", "再试")
    show_table(session.screen, "投递记录 deliveries", columns, rows)
    unshown(session.screen, told)


def _resend(app: typer.Typer) -> None:
    @command(
        app,
        "resend",
        zh="再发：把一项，或者某一时刻起没有答复的各项，重新发送给机构",
        en="Send an office one item again, or all since a time that it has not answered.",
        act=True,
    )
    def resend(
        session: ConsoleSession,
        department: _Department,
        office: _Office,
        reference: Annotated[
            str | None, typer.Option("--reference", help="办件编号，与 --item 一起  With --item")
        ] = None,
        item: Annotated[str | None, typer.Option("--item", help="事项代码  The item's code")] = None,
        since: Annotated[
            str | None, typer.Option(metavar="TIME", help="从何时起，ISO 8601，带时区  All since then")
        ] = None,
        look: Annotated[
            bool, typer.Option("--look", help="只列出会再发哪些，不发  Only list what would go out")
        ] = False,
        *,
        reason: str,
    ) -> None:
        if (reference is None) != (item is None) or (reference is None) == (since is None):
            raise Misused(
                "请给 --reference 和 --item，或者 --since。Either an item of a case, or since when."
            )
        what: Document = {"since": since} if since else {"item": {"reference": reference, "item": item}}
        body: Document = {"office": office, "reason": reason, "dry_run": look, **what}
        path = f"/v1/departments/{department}/deliveries/resend"
        session.act("POST", path, body, lambda told: _resent(session, told))


def _resent(session: ConsoleSession, told: Document) -> None:
    rows = [
        (one["reference"], one["item"], moment_text(one["last_at"]), one["text"]) for one in told["entries"]
    ]
    show_table(session.screen, "再发 resend", ("编号", "事项", "上次发送", ""), rows)
    if told["more"]:
        line(session.screen, "还有没有发的，请再来一次。There are more: order it again.")


def _keys(app: typer.Typer) -> None:
    @command(
        app,
        "keys",
        zh="密钥：哪几把有效，只有指纹",
        en="Which webhook keys are valid, by their fingerprints.",
    )
    def keys(session: ConsoleSession, department: _Department) -> None:
        found = session.get(f"/v1/departments/{department}/keys")
        session.show(found, lambda told: _valid(session, told))


def _valid(session: ConsoleSession, told: Document) -> None:
    rows = [
        (
            one["secret"],
            one["fingerprint"],
            "有效 valid" if one["valid"] else "已停用 ended",
            moment_text(one["since"]),
            moment_text(one["until"]),
        )
        for one in told["entries"]
    ]
    columns = ("名称", "指纹", "", "首次见到", "发现停用")
    show_table(session.screen, "密钥 keys", columns, rows)
