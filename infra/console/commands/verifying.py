"""`verify`: is a stored message genuine; and of a file of test vectors, does each come out as it should."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from functions.ports.deps import Clock
from infra.console.commands.declare import local_command
from infra.console.commands.listening import Folder, KeyFile
from infra.console.failure import Misused, NotGenuine
from infra.console.kit.message import KitMessage, clock_of, keys_of, read_message
from infra.console.kit.vectors import Vector, vectors_in
from infra.console.kit.verdict import SignatureVerdict, judge
from infra.console.machine import RUN_FOLDER
from infra.console.profiles import process_environment
from infra.console.session import Speech
from infra.console.tables import line
from schemas.codes import Department


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "verify",
        zh="核对一条存下的消息的签名：哪个标头、时间或密钥不对；也核对测试向量的文件",
        en="Check a stored message's signature: which header, time or key is wrong. Or a file of test vectors.",
    )
    def verify(
        speech: Speech,
        file: Annotated[
            Path,
            typer.Argument(
                metavar="FILE",
                help="JSON（headers、body）或标头、空行、正文；或测试向量  Stored message, or test vectors",
            ),
        ],
        department: Annotated[
            Department | None, typer.Option(help="只用该部门的密钥  This department's key only")
        ] = None,
        at: Annotated[
            str | None,
            typer.Option(metavar="TIME", help="按哪一时刻核对：ISO 8601，或 sent 即其自述时间  As of when"),
        ] = None,
        key_file: KeyFile = None,
        folder: Folder = RUN_FOLDER,
    ) -> None:
        if (found := vectors_in(file)) is not None:
            _every(found, speech)
            return
        message = read_message(file)
        own = process_environment().get("LIANBAN_WEBHOOK_KEY")
        keys, clock = keys_of(folder, department, key_file, own), clock_of(folder, key_file, own)
        _one(judge(message, keys, at=_moment(at, message, clock)), speech)


def _one(verdict: SignatureVerdict, speech: Speech) -> None:
    """Raises NotGenuine."""
    if speech.as_json:
        speech.write(json.dumps(verdict.told(), ensure_ascii=False))
    else:
        for finding in verdict.findings:
            line(speech.screen, f"{'✓' if finding.ok else '✗'} {finding.part:18} {finding.text}")
    if not verdict.ok:
        raise NotGenuine(f"验签不通过，不对的是：{'、'.join(verdict.wrong)}。The signature does not hold.")
    speech.say("验签通过。The signature holds.")


def _every(vectors: Sequence[Vector], speech: Speech) -> None:
    """With their own keys and clock. Raises NotGenuine where one comes out otherwise than its file says."""
    judged = [(one, judge(one.message, one.keys, at=one.now)) for one in vectors]
    right = [one.verdict == got.word and one.wrong in ("", *got.wrong) for one, got in judged]
    told = [
        {
            "name": one.name,
            "expected": one.verdict,
            "got": got.word,
            "wrong": list(got.wrong),
            "right": is_right,
        }
        for (one, got), is_right in zip(judged, right, strict=True)
    ]
    if speech.as_json:
        speech.write(json.dumps({"vectors": told}, ensure_ascii=False))
    else:
        for (one, got), is_right in zip(judged, right, strict=True):
            line(speech.screen, f"{'✓' if is_right else '✗'} {one.name:28} {got.word}  {one.why}")
    if not all(right):
        raise NotGenuine(f"{right.count(False)} 条与预期不符。Not as expected.")
    speech.say(f"{len(right)} 条都如预期。All as expected.")


def _moment(given: str | None, message: KitMessage, clock: Clock) -> datetime:
    """Raises Misused."""
    if given is None:
        return clock()
    if given == "sent":
        sent = message.headers.get("webhook-timestamp", "")
        return datetime.fromtimestamp(int(sent) if sent.isdecimal() and len(sent) <= 10 else 0, UTC)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as exc:
        raise Misused(f"--at 应如 2026-12-01T10:00:00+08:00，或 sent。Not a time: {given}") from exc
    return moment if moment.tzinfo else moment.astimezone()
