"""Checks inbound webhooks and signs files: Standard Webhooks 1.0, with the clock as an argument.

Every hostile header is a refusal.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from functions.adapters.outward.secrets import Secrets, SecretUnusable
from functions.domain.errors import RecordUnreadable
from functions.domain.refusals import BadSignature, ClockSkew
from functions.ports.signatures import KeyMark
from schemas.codes import Department

if TYPE_CHECKING:
    from standardwebhooks import Webhook

TOLERANCE_SECONDS = 300
MOST_SIGNATURES = 20

# No full stop: what is signed is `id.timestamp.body`, and a stop in the id would let one signature stand for two messages.
WEBHOOK_ID = re.compile(r"[A-Za-z0-9_/:@=+-]{1,200}")
TIMESTAMP = re.compile(r"[1-9][0-9]{0,9}")
# `v1a` is another scheme and is passed over; anything that no key of ours could have made never matches.
SIGNATURES = re.compile(r"[\x21-\x7e]{1,200}(?: [\x21-\x7e]{1,200})*")
# What no key is needed to know: whoever sends it would else look for the fault in their key.
_FORMS = {
    "webhook-id": "应为字母、数字和 _ / : @ = + -，至多 200 个，不能有句点",
    "webhook-timestamp": "应为 1970 年以来的秒数，不是毫秒，不带小数",
    "webhook-signature": "应为 v1, 加 base64 的签名，几个签名之间用一个空格隔开",
}
_NOT_UTF_8 = (
    "请求体不是 UTF-8 编码（例如是 GBK，或者经过压缩），签名没有核对。"
    "请用 UTF-8 编码、不压缩地发送，并对发送的这些字节签名。"
)
_IN_DOUBT = (
    "没有密钥与签名相符；本部门有一条机构路由读不出来，其密钥因此没有核对。请稍后原样重发；"
    "请运维人员放回这条记录（lianban repair，运维手册 record-unreadable）。"
)


class StandardSignatures:
    def __init__(
        self,
        secrets: Secrets,
        *,
        named: Callable[[Department], Iterable[str]] = lambda _department: (),
        is_in_doubt: Callable[[Department], bool] = lambda _department: False,
    ) -> None:
        """`named`: the secrets that a department's routes name beside its own; its offices may sign with any of them.
        `is_in_doubt`: there may be more of those, which cannot be read.
        """
        self._secrets = secrets
        self._named = named
        self._is_in_doubt = is_in_doubt

    def verify(
        self, department: Department, headers: Mapping[str, str], body: bytes, *, now: datetime
    ) -> str:
        """The clock comes last: only somebody who holds a key is told that their clock is wrong."""
        given = {name.lower(): value for name, value in headers.items()}
        webhook_id = _header(given, "webhook-id", WEBHOOK_ID)
        timestamp = int(_header(given, "webhook-timestamp", TIMESTAMP))
        signatures = _header(given, "webhook-signature", SIGNATURES).split(" ")
        expected = _sign(self._keys(department), webhook_id, timestamp, body)
        if not _any_equal(expected, signatures[:MOST_SIGNATURES]):
            # Told that its key is wrong, an office would not send it again.
            raise RecordUnreadable(_IN_DOUBT) if self._is_in_doubt(department) else BadSignature
        if abs(now.timestamp() - timestamp) > TOLERANCE_SECONDS:
            raise ClockSkew
        return webhook_id

    def _keys(self, department: Department) -> tuple[str, ...]:
        found = list(self._secrets.keys(department))
        for name in self._named(department):
            # One office's missing secret silences that office only.
            with suppress(SecretUnusable):
                found += self._secrets.keys(name)
        return tuple(dict.fromkeys(found))

    def sign(self, department: Department, webhook_id: str, *, at: datetime, body: bytes) -> str:
        return sign(self._secrets.keys(department), webhook_id, at, body)

    def marks(self, secrets: Iterable[str]) -> tuple[KeyMark, ...]:
        found: list[KeyMark] = []
        for name in secrets:
            with suppress(SecretUnusable):
                found += [
                    KeyMark(name, webhook_fingerprint(key)) for key in dict.fromkeys(self._secrets.keys(name))
                ]
        return tuple(found)


def webhook_fingerprint(key: str) -> str:
    """Tells two keys apart and nothing else of them."""
    return sha256(f"webhook/{key}".encode()).hexdigest()[:16]


def sign(keys: tuple[str, ...], webhook_id: str, at: datetime, body: bytes) -> str:
    """The value of `webhook-signature`: one signature a key, so that either side may rotate first. Raises SecretUnusable."""
    return " ".join(_sign(tuple(dict.fromkeys(keys)), webhook_id, int(at.timestamp()), body))


def _header(given: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = given.get(name, "")
    if not pattern.fullmatch(value):
        fault = "写法不对" if value else "缺少"
        raise BadSignature(f"请求头 {name} {fault}，签名没有核对：{_FORMS[name]}。")
    return value


def _sign(keys: tuple[str, ...], webhook_id: str, timestamp: int, body: bytes) -> list[str]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature(_NOT_UTF_8) from None
    # The library puts UTC in place of whatever zone the time has.
    at = datetime.fromtimestamp(timestamp, UTC)
    return [webhook.sign(webhook_id, at, text) for webhook in _webhooks(keys)]


def _webhooks(keys: tuple[str, ...]) -> "list[Webhook]":
    """A slip of the pen in one key silences nobody who signs with another. Raises SecretUnusable if none is left."""
    # Imported at first use: the library costs 50 ms, and most Lambdas sign nothing.
    from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

    found = []
    for key in keys:
        with suppress(ValueError, EmptyWebhookSecretError):
            found.append(Webhook(key))
    if not found:
        raise SecretUnusable("no key that signs: whsec_ and base64")
    return found


def _any_equal(expected: list[str], given: list[str]) -> bool:
    """Every pair is compared, in constant time: the time taken tells nothing of which key or signature came close."""
    pairs = [hmac.compare_digest(ours.encode(), theirs.encode()) for ours in expected for theirs in given]
    return any(pairs)
