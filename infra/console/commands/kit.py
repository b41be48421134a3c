"""For a department's developers: `listen`, `verify`, `send`, `answer`."""

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from infra.console.client import Client, Document, SystemAnswer, refusal
from infra.console.commands import listening, verifying
from infra.console.commands.cases import ReferenceArgument
from infra.console.commands.declare import command
from infra.console.commands.incidents import ItemArgument
from infra.console.commands.listening import Folder, KeyFile
from infra.console.failure import Misused, of_status
from infra.console.kit.message import KitMessage, clock_of, keys_of, signed
from infra.console.kit.relay import forward_to
from infra.console.kit.samples import REFERENCE, MessageKind, catalogued, message_body, sample_answer
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import http_address, process_environment
from infra.console.session import ConsoleSession, read_document
from infra.console.tables import line
from schemas.catalogue.item import Item as Catalogued
from schemas.codes import AnswerType

_ANSWERS = "/v1/departments/{department}/answers"
WebhookId = Annotated[
    str | None, typer.Option("--webhook-id", help="同一条再发用同一个  The same again under the same id")
]


def register(app: typer.Typer) -> None:
    listening.register(app)
    verifying.register(app)
    _send(app)
    _answer(app)


def _send(app: typer.Typer) -> None:
    @command(
        app,
        "send",
        tried=True,
        zh="签名并发送一条样例：答复发给系统，item.* 消息发给您的程序（--to）",
        en="Sign and send a sample: an answer to the system, an item.* message to your program (--to).",
    )
    def send(
        session: ConsoleSession,
        kind: Annotated[str, typer.Argument(metavar="KIND", help="、".join((*AnswerType, *MessageKind)))],
        item: Annotated[str, typer.Option(help="哪个事项  Of which item")] = "identity_card",
        to: Annotated[
            str | None, typer.Option(metavar="URL", help="发到哪里  Where to, instead of the system")
        ] = None,
        webhook_id: WebhookId = None,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        found, now, id_ = _item(item), _now(folder, key_file), webhook_id or f"sample/{uuid.uuid4()}"
        if kind in set(MessageKind):
            body = message_body(MessageKind(kind), found, now=now)
        else:
            kind_ = _answer_type(kind)
            body = sample_answer(kind_, found, reference=REFERENCE, round_=1, webhook_id=id_, now=now)
        message = _signed(body, found, id_, now, key_file, folder)
        if session.dry_run:
            session.write(message.written())
        elif to:
            _sent_to(session, to, message)
        elif kind in set(MessageKind):
            raise Misused(
                "item.* 是系统发给部门的：请用 --to 给出您程序的地址。Give your program's address: --to."
            )
        else:
            _sent_to_system(session, found, message)


def _sent_to(session: ConsoleSession, url: str, message: KitMessage) -> None:
    http_address(url)
    status, body, _ = forward_to(url)(message)
    told = {"status": status, "body": body.decode("utf-8", "replace")[:1000]}
    session.tell(told, f"{url} 答 answered {status} {told['body']}")
    if status >= 300:
        raise of_status(status, f"没有被接受（{status}）。It was not taken.")


def _sent_to_system(session: ConsoleSession, item: Catalogued, message: KitMessage) -> None:
    """The case is nobody's: what shows that all of it was right is that exactly this is answered."""
    answered = _post(session.client, item, message)
    if answered.status == 404 and answered.json.get("code") == "case-not-found":
        session.tell(
            answered.json,
            "签名和内容都通过；样例的办件并不存在（404 case-not-found），正应如此。Signature and body are right.",
        )
        return
    raise of_status(answered.status, refusal(answered))


def _answer(app: typer.Typer) -> None:
    @command(
        app,
        "answer",
        tried=True,
        zh="以部门身份答复一个办件的一个事项（签名的 webhook）",
        en="Answer an item of a case as its department does, by the signed webhook.",
    )
    def answer(
        session: ConsoleSession,
        reference: ReferenceArgument,
        item: ItemArgument,
        kind: Annotated[str, typer.Argument(metavar="KIND", help="、".join(AnswerType))],
        round_: Annotated[
            int | None,
            typer.Option("--round", min=1, max=99, help="第几轮；不给则查  Looked up if not given"),
        ] = None,
        body: Annotated[
            str | None,
            typer.Option(
                "--body", metavar="FILE", help="自己的内容，补在样例上  Your own fields, over the sample's"
            ),
        ] = None,
        webhook_id: WebhookId = None,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        found, now, id_ = _item(item), _now(folder, key_file), webhook_id or f"answer/{uuid.uuid4()}"
        told = sample_answer(
            _answer_type(kind),
            found,
            reference=reference,
            round_=round_ or _round(session, reference, item),
            webhook_id=id_,
            now=now,
        )
        message = _signed(_over(told, body), found, id_, now, key_file, folder)
        if session.dry_run:
            session.write(message.written())
            return
        answered = _post(session.client, found, message)
        if answered.status >= 300:
            raise of_status(answered.status, refusal(answered))
        session.show(
            answered,
            lambda _: line(session.screen, f"已收下 taken: {reference} {item} {kind}（{answered.status}）"),
        )


def _round(session: ConsoleSession, reference: str, item: str) -> int:
    """The one that its office has; the first, of an item that was not sent yet."""
    case = session.get(f"/v1/operator/cases/{session.case_id(reference)}").json
    items = {one["code"]: one for one in (case["service_check"], *case["items"])}
    if item not in items:
        raise Misused(f"办件 {reference} 没有事项 {item}。It has no such item.")
    return int(items[item]["round"]) or 1


def _over(sample: str, file: str | None) -> str:
    if file is None:
        return sample
    told: Document = {**json.loads(sample), **read_document(file)}
    return json.dumps(told, ensure_ascii=False)


def _item(code: str) -> Catalogued:
    try:
        return catalogued(code)
    except StopIteration:
        raise Misused(f"没有事项 {code}。There is no such item.") from None


def _answer_type(kind: str) -> AnswerType:
    if kind not in set(AnswerType):
        raise Misused(f"没有 {kind} 这种答复，应为：{'、'.join(AnswerType)}。No such kind of answer.")
    return AnswerType(kind)


def _signed(
    body: str, item: Catalogued, webhook_id: str, now: datetime, key_file: Path | None, folder: Path
) -> KitMessage:
    keys = keys_of(folder, item.department, key_file, process_environment().get("LIANBAN_WEBHOOK_KEY"))
    return signed(body, key=keys[0], webhook_id=webhook_id, at=now)


def _now(folder: Path, key_file: Path | None) -> datetime:
    return clock_of(folder, key_file, process_environment().get("LIANBAN_WEBHOOK_KEY"))()


def _post(client: Client, item: Catalogued, message: KitMessage) -> SystemAnswer:
    path = _ANSWERS.format(department=item.department)
    return client.tried("POST", path, headers=message.headers, body=message.body)
