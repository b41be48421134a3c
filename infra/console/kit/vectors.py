"""Test vectors of signatures: messages with their keys and clock, and what is to become of each (docs/kit/vectors.json).

Whoever verifies messages runs all of them through their own program: it is right where it says of each what stands here.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from functions.adapters.outward.signatures import sign
from infra.console.failure import Misused
from infra.console.kit.message import KitMessage, signed
from infra.console.kit.samples import MessageKind, catalogued, message_body
from schemas.json_text import json_of

# Made for this file and never used for anything else.
_KEY, OLD, _OTHER = (
    "whsec_" + b64encode(text).decode()
    for text in (b"lianban test vectors: new", b"lianban test vectors: old", b"lianban test vectors: not")
)
AT = datetime(2026, 12, 1, 2, tzinfo=UTC)
VECTORS_ITEM = "identity_card"
_ABOUT = (
    "联办的验签测试向量（Standard Webhooks 1.0）。对每一条，以 keys 为密钥、now 为当前时间，核对 headers 和 body"
    "（UTF-8 的原始字节，body_base64 是同样的字节）：verdict 为 accept 的应当通过，为 reject 的应当拒绝（答 401）；"
    "wrong 是不对的那一部分。密钥只用于测试。 "
    "Of each: keys, the clock (now), headers and the raw bytes of the body; what is accepted, what refused, and why."
)


@dataclass(frozen=True, slots=True)
class Vector:
    """`wrong`: the part that does not hold, as `lianban verify` names it; "" where all of it does."""

    name: str
    why: str
    message: KitMessage
    keys: tuple[str, ...]
    now: datetime
    wrong: str = ""

    @property
    def verdict(self) -> str:
        return "reject" if self.wrong else "accept"

    def told(self) -> dict[str, object]:
        return {
            "name": self.name,
            "verdict": self.verdict,
            "wrong": self.wrong or None,
            "why": self.why,
            "keys": list(self.keys),
            "now": int(self.now.timestamp()),
            "headers": dict(self.message.headers),
            "body": self.message.body.decode(),
            "body_base64": b64encode(self.message.body).decode(),
        }


def written(at: datetime = AT) -> str:
    told = {"about": _ABOUT, "vectors": [one.told() for one in vectors(at)]}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def vectors_in(path: Path) -> tuple[Vector, ...] | None:
    """None: the file is no file of vectors. Raises Misused for one that is not whole."""
    try:
        told = json_of(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(told, dict) or "vectors" not in told:
        return None
    try:
        return tuple(_vector(one) for one in told["vectors"])
    except (KeyError, TypeError, AttributeError) as exc:
        raise Misused(f"测试向量的文件不完整：{exc}。Not a whole file of vectors.") from exc


def _vector(told: Mapping[str, Any]) -> Vector:
    return Vector(
        name=told["name"],
        why=told["why"],
        message=KitMessage(told["headers"], told["body"].encode()),
        keys=tuple(told["keys"]),
        now=datetime.fromtimestamp(told["now"], UTC),
        wrong=told["wrong"] or "",
    )


def vectors(at: datetime) -> tuple[Vector, ...]:
    """`at`: when they were sent; most are judged at the same moment."""
    return (*_held(at), *_rotated(at), *_of_key_and_body(at), *_of_time(at), *_of_headers(at))


def _body(at: datetime) -> str:
    """With Chinese, as it stands and not as escapes: what is signed are bytes."""
    return message_body(MessageKind.REMINDED, catalogued(VECTORS_ITEM), now=at)


def _plain(at: datetime, *, key: str = _KEY) -> KitMessage:
    return signed(_body(at), key=key, webhook_id="kit/identity_card/1/reminder/1", at=at)


def _with(message: KitMessage, **headers: str | None) -> KitMessage:
    given = {**message.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return KitMessage({name: value for name, value in given.items() if value is not None}, message.body)


def _signature(message: KitMessage, at: datetime, *keys: str) -> str:
    return sign(keys, message.headers["webhook-id"], at, message.body)


def _held(at: datetime) -> Iterator[Vector]:
    plain, late = _plain(at), timedelta(seconds=290)
    spelled = {name.title(): value for name, value in plain.headers.items()}
    about = message_body(MessageKind.WITHDRAWAL_REQUESTED, catalogued(VECTORS_ITEM), now=at)
    pretty = json.dumps(json.loads(about), ensure_ascii=False, indent=2) + "\n"
    spaced = signed(pretty, key=_KEY, webhook_id="kit/identity_card/1/withdrawal", at=at)
    yield Vector("valid", "签名、密钥和时间都对。", plain, (_KEY,), at)
    yield Vector("valid-header-names", "标头名称不分大小写。", KitMessage(spelled, plain.body), (_KEY,), at)
    yield Vector(
        "valid-spaces-in-body",
        "正文里的空格、换行是签名的一部分，照收到的字节核对就相符。",
        spaced,
        (_KEY,),
        at,
    )
    yield Vector("valid-almost-expired", "早了 290 秒，在五分钟之内。", plain, (_KEY,), at + late)
    yield Vector("valid-clock-behind", "收方的钟慢 290 秒，在五分钟之内。", plain, (_KEY,), at - late)


def _rotated(at: datetime) -> Iterator[Vector]:
    plain, old = _plain(at), _plain(at, key=OLD)
    both = _with(plain, webhook_signature=_signature(plain, at, OLD, _KEY))
    mixed = f"v1a,bm90IG91cnM= v2,bm90IG91cnM= {_signature(plain, at, _OTHER, _KEY)}"
    others = f"{_signature(plain, at, _OTHER)} {_signature(plain, at, OLD)}"
    yield Vector("rotated-new-key", "发方用新旧两把密钥各签一次，收方只有新的。", both, (_KEY,), at)
    yield Vector("rotated-old-key", "发方用新旧两把密钥各签一次，收方只有旧的。", both, (OLD,), at)
    yield Vector("rotated-receiver-first", "发方还用旧密钥签，收方新旧都认。", old, (_KEY, OLD), at)
    yield Vector(
        "list-with-other-schemes",
        "签名有几个，其他方案（v1a、v2）的略过，相符的排在最后。",
        _with(plain, webhook_signature=mixed),
        (_KEY,),
        at,
    )
    yield Vector(
        "list-without-ours",
        "签名有几个，没有一个相符。",
        _with(plain, webhook_signature=others),
        (_KEY,),
        at,
        "key",
    )


def _of_key_and_body(at: datetime) -> Iterator[Vector]:
    plain = _plain(at)
    anew = json.dumps(json.loads(plain.body)).encode()
    other = plain.body.replace(b'"round":1', b'"round":2')
    yield Vector("wrong-key", "用另一把密钥签的。", _plain(at, key=_OTHER), (_KEY,), at, "key")
    yield Vector("old-key-retired", "用旧密钥签的，收方已经停用它。", _plain(at, key=OLD), (_KEY,), at, "key")
    yield Vector(
        "body-written-anew",
        "JSON 解析后又写了一遍：内容一样，字节不一样。请对收到的原始字节验签。",
        KitMessage(plain.headers, anew),
        (_KEY,),
        at,
        "body",
    )
    yield Vector(
        "body-line-break",
        "末尾多了一个换行。",
        KitMessage(plain.headers, plain.body + b"\n"),
        (_KEY,),
        at,
        "body",
    )
    yield Vector("body-changed", "正文改了一个数字。", KitMessage(plain.headers, other), (_KEY,), at, "key")
    yield Vector("body-empty", "正文丢了。", KitMessage(plain.headers, b""), (_KEY,), at, "key")
    yield Vector(
        "another-id",
        "webhook-id 也在签名之内：换一个就不相符。",
        _with(plain, webhook_id="kit/identity_card/1/reminder/2"),
        (_KEY,),
        at,
        "key",
    )
    yield Vector(
        "another-time",
        "webhook-timestamp 也在签名之内：改成现在，不能让旧消息变新。",
        _with(plain, webhook_timestamp=str(int(at.timestamp()) + 1)),
        (_KEY,),
        at,
        "key",
    )


def _of_time(at: datetime) -> Iterator[Vector]:
    plain, long = _plain(at), timedelta(seconds=310)
    yield Vector(
        "expired", "310 秒以前的，超过五分钟：可能是别人录下来重放的。", plain, (_KEY,), at + long, "time"
    )
    yield Vector("from-the-future", "比收方的钟晚 310 秒，超过五分钟。", plain, (_KEY,), at - long, "time")


def _of_headers(at: datetime) -> Iterator[Vector]:
    plain = _plain(at)
    bare = plain.headers["webhook-signature"].removeprefix("v1,")
    changed: tuple[tuple[str, str, str, str | None], ...] = (
        ("no-id", "没有 webhook-id。", "webhook-id", None),
        ("no-timestamp", "没有 webhook-timestamp。", "webhook-timestamp", None),
        ("no-signature", "没有 webhook-signature。", "webhook-signature", None),
        ("empty-signature", "webhook-signature 是空的。", "webhook-signature", ""),
        ("signature-without-scheme", "签名前面没有 v1。", "webhook-signature", bare),
        ("signature-of-another-scheme", "只有 v1a 的签名，没有 v1 的。", "webhook-signature", f"v1a,{bare}"),
        ("timestamp-no-number", "webhook-timestamp 不是数字。", "webhook-timestamp", at.isoformat()),
        (
            "timestamp-in-milliseconds",
            "webhook-timestamp 是毫秒，应为秒。",
            "webhook-timestamp",
            f"{int(at.timestamp())}000",
        ),
    )
    for name, why, header, value in changed:
        message = _with(plain, **{header.replace("-", "_"): value})
        yield Vector(name, why, message, (_KEY,), at, header)
