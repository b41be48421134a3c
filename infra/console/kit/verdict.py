"""Judges a message's signature as the system does (Standard Webhooks 1.0), and says which part is wrong."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.adapters.outward.secrets import SecretUnusable
from functions.adapters.outward.signatures import (
    MOST_SIGNATURES,
    SIGNATURES,
    TIMESTAMP,
    TOLERANCE_SECONDS,
    WEBHOOK_ID,
    sign,
)
from functions.domain.refusals import BadSignature
from infra.console.failure import Misused
from infra.console.kit.message import KitMessage
from schemas.json_text import json_of

_HEADERS = {
    "webhook-id": (
        WEBHOOK_ID,
        "字母、数字和 _ / : @ = + -，至多 200 个，没有句点  no full stop, 200 at most",
    ),
    "webhook-timestamp": (TIMESTAMP, "1970 年以来的秒数，不带小数  whole seconds since 1970"),
    "webhook-signature": (SIGNATURES, "v1,base64，几个之间用一个空格  v1,base64, one space between several"),
}


@dataclass(frozen=True, slots=True)
class _Finding:
    """`part`: a header's name, `key`, `time` or `body`. `ok`: whether that part holds."""

    part: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    findings: tuple[_Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)

    @property
    def word(self) -> str:
        return "accept" if self.ok else "reject"

    @property
    def wrong(self) -> tuple[str, ...]:
        return tuple(finding.part for finding in self.findings if not finding.ok)

    def told(self) -> dict[str, object]:
        findings = [{"part": one.part, "ok": one.ok, "text": one.text} for one in self.findings]
        return {"valid": self.ok, "findings": findings}


def judge(message: KitMessage, keys: Sequence[str], *, at: datetime) -> SignatureVerdict:
    """`at`: the moment as of which the timestamp is judged. Raises Misused for a key that is none."""
    given = {name.lower(): value for name, value in message.headers.items()}
    headers = tuple(_header(given, name) for name in _HEADERS)
    if not all(finding.ok for finding in headers):
        return SignatureVerdict(headers)
    return SignatureVerdict(
        (*headers, *_key(given, message.body, keys), _time(int(given["webhook-timestamp"]), at))
    )


def _header(given: Mapping[str, str], name: str) -> _Finding:
    pattern, form = _HEADERS[name]
    value = given.get(name)
    if value is None:
        return _Finding(name, False, "没有这个标头  The header is missing")
    if not pattern.fullmatch(value):
        return _Finding(name, False, f"形式不对，应为：{form}")
    return _Finding(
        name, True, value if name != "webhook-signature" else f"{len(value.split())} 个签名  signatures"
    )


def _key(given: Mapping[str, str], body: bytes, keys: Sequence[str]) -> Iterator[_Finding]:
    signatures = given["webhook-signature"].split(" ")[:MOST_SIGNATURES]
    if not any(one.startswith("v1,") for one in signatures):
        yield _Finding("webhook-signature", False, "没有 v1 签名（v1a 是另一种）  None of them is v1")
        return
    about = given["webhook-id"], int(given["webhook-timestamp"])
    for place, key in enumerate(keys, start=1):
        if _signature(key, *about, body) in signatures:
            yield _Finding(
                "key",
                True,
                f"第 {place} 个密钥（共 {len(keys)} 个）与正文相符  Key {place} of {len(keys)} fits",
            )
            return
    if how := _rewritten(about, body, keys, signatures):
        yield _Finding("body", False, f"正文被改写过：{how}；请核对收到的原始字节  The body was written anew")
        return
    yield _Finding(
        "key", False, f"{len(keys)} 个密钥都不符：密钥不对，或正文、webhook-id、时间被改过  No key fits"
    )


def _signature(key: str, webhook_id: str, timestamp: int, body: bytes) -> str:
    try:
        return sign((key,), webhook_id, datetime.fromtimestamp(timestamp, UTC), body)
    except BadSignature:
        # No UTF-8, which nobody signs.
        return ""
    except SecretUnusable as exc:
        raise Misused("密钥应为 whsec_ 加 base64。A key is whsec_ and base64.") from exc


def _rewritten(
    about: tuple[str, int], body: bytes, keys: Sequence[str], signatures: Sequence[str]
) -> str | None:
    """What is mostly done to a body on its way: the name of the change without which it fits."""
    for how, candidate in _candidates(body):
        if candidate != body and any(_signature(key, *about, candidate) in signatures for key in keys):
            return how
    return None


def _candidates(body: bytes) -> Iterator[tuple[str, bytes]]:
    yield "末尾多了换行或空格  space at the end", body.rstrip()
    yield "换行符由 LF 变成了 CRLF  CRLF for LF", body.replace(b"\r\n", b"\n")
    yield "前面有 BOM  a byte order mark", body.removeprefix(b"\xef\xbb\xbf")
    try:
        told = json_of(body)
    except ValueError:
        return
    for ascii_only in (False, True):
        for separators in ((",", ":"), (", ", ": ")):
            anew = json.dumps(told, ensure_ascii=ascii_only, separators=separators)
            yield "JSON 解析后重新写出  JSON parsed and written again", anew.encode()


def _time(timestamp: int, at: datetime) -> _Finding:
    apart = int(at.timestamp()) - timestamp
    if abs(apart) <= TOLERANCE_SECONDS:
        return _Finding("time", True, f"相差 {abs(apart)} 秒  {abs(apart)} s apart")
    side = "早" if apart > 0 else "晚"
    return _Finding(
        "time",
        False,
        f"比对照的时间{side} {abs(apart)} 秒，超过 {TOLERANCE_SECONDS} 秒；查旧消息请加 --at  {abs(apart)} s apart",
    )
