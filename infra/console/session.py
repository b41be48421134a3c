"""One call of the command: to whom it talks and as whom, and where what is said goes."""

import json
import re
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from rich.console import Console

from infra.console.client import Client, Document, SystemAnswer
from infra.console.failure import Misused, NotAllowed, NothingThere, Unreachable
from infra.console.profiles import Profile
from schemas.json_text import json_of

CASE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Columns of a row in a file or a pipe.
FAR = 400
_SIGN_IN = "尚未登录。请先 lianban sign-in --as operator（本机演示），或把令牌放进环境变量 LIANBAN_TOKEN。Not signed in."


@dataclass(frozen=True)
class Speech:
    """With `as_json`, stdout has JSON and nothing else; words go to stderr."""

    as_json: bool = False
    words: Console = field(default_factory=lambda: Console(stderr=True))

    @property
    def screen(self) -> Console:
        return self.words if self.as_json else _screen()

    def say(self, line: str) -> None:
        self.words.print(line, highlight=False, soft_wrap=True, markup=False)

    def write(self, text: str) -> None:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()

    def tell(self, told: Document, words: str) -> None:
        """What the command itself found out."""
        self.write(json.dumps(told, ensure_ascii=False) if self.as_json else words)


@dataclass(frozen=True, kw_only=True)
class ConsoleSession(Speech):
    """What is shown as JSON is the interface's, to the byte."""

    profile: Profile
    client: Client
    dry_run: bool = False
    key: str | None = None

    def get(self, path: str, **query: object) -> SystemAnswer:
        return self.send("GET", f"{path}{_query(query)}")

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> SystemAnswer:
        if not (self.profile.identity or self.profile.token):
            raise NotAllowed(_SIGN_IN)
        return self.client.ask(method, path, identity=self.profile.identity, headers=headers, body=body)

    def show(self, answered: SystemAnswer, words: Callable[[Document], None]) -> None:
        if self.as_json:
            self.write(answered.text)
        else:
            words(answered.json)

    def act(
        self,
        method: str,
        path: str,
        body: Document,
        words: Callable[[Document], None],
        *,
        etag: str | None = None,
    ) -> None:
        """Sends it, or with --dry-run shows what would be sent."""
        if self.dry_run:
            self._tried(method, path, body)
            return
        key = self.key or str(uuid.uuid4())
        headers = {"If-Match": etag} if etag else {"Idempotency-Key": key}
        raw = json.dumps(body, ensure_ascii=False).encode()
        try:
            answered = self.send(method, path, headers=headers, body=raw)
        except Unreachable as exc:
            if etag:
                raise
            # It may have been done: under the same key it is done once.
            raise Unreachable(f"{exc} 再试请加 --key {key}（同一个键只办一次）。Again: --key {key}") from exc
        self.show(answered, words)

    def _tried(self, method: str, path: str, body: Document) -> None:
        order = {"method": method, "path": path, "body": body}
        if self.as_json:
            self.write(json.dumps(order, ensure_ascii=False))
        else:
            Console().print(f"{method} {path}", highlight=False, soft_wrap=True, markup=False)
            Console().print_json(json.dumps(body, ensure_ascii=False))
        self.say("试运行：没有发出；系统是否接受，发出后才知道。Dry run: nothing was sent.")

    def case_id(self, reference: str) -> str:
        """People know a case by its reference (办件编号); an id stays one. Raises NothingThere, Unreachable."""
        given = reference.strip()
        if CASE_ID.fullmatch(given.lower()):
            return given.lower()
        found = self.get("/v1/operator/cases", reference=given).json
        if damaged := found["unreadable"]:
            raise Unreachable(
                f"办件 {given}（{'、'.join(damaged)}）的数据读不出来：请运维人员看 docs/runbook.md 的 "
                "A case that the sweep cannot look at，单机用 lianban repair。It is there, and cannot be read."
            )
        if not (entries := found["entries"]):
            raise NothingThere(f"没有编号为 {given} 的办件，或不在您的辖区。No case of that reference.")
        return str(entries[0]["case_id"])


def _screen() -> Console:
    """In a file or a pipe a row stays one line."""
    console = Console()
    return console if console.is_terminal else Console(width=FAR)


def _query(query: Mapping[str, object]) -> str:
    asked = {name: str(value) for name, value in query.items() if value is not None}
    return f"?{urlencode(asked, quote_via=quote)}" if asked else ""


def read_document(path: str, stdin: Callable[[], str] = lambda: sys.stdin.read()) -> Document:
    """A JSON object in a file, or `-` for what comes in. Raises Misused."""
    try:
        told = json_of(stdin() if path == "-" else Path(path).read_bytes())
    except (OSError, ValueError) as exc:
        raise Misused(f"读不到 JSON：{path}。No JSON can be read there.") from exc
    if not isinstance(told, dict):
        raise Misused(f"{path} 应为一个 JSON 对象。It has to be one JSON object.")
    return told
