"""Sends a message to an office over HTTP, signed by Standard Webhooks 1.0. It tries once: the state machine retries."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError

from functions.adapters.secrets import Secrets
from functions.adapters.signatures import WEBHOOK_ID, sign
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.ports import Office
from schemas.dispatches import Message

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ALREADY_THERE = 409
WORTH_REPEATING = frozenset({408, 425, 429})
LONGEST_RETRY_AFTER = 24 * 60 * 60
# The status says it all. One read of the body lets the connection be used again, and a dripping office wins no time.
MOST_BODY = 65_536


class HttpGateway:
    def __init__(
        self,
        secrets: Secrets,
        *,
        clock: Callable[[], datetime],
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        connections: int = 32,
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._http = urllib3.PoolManager(
            maxsize=connections,
            retries=False,
            timeout=urllib3.Timeout(connect=connect_seconds, read=read_seconds),
        )

    def close(self) -> None:
        self._http.clear()

    def send(self, office: Office, message: Message, *, key: str) -> None:
        if not WEBHOOK_ID.fullmatch(key):
            raise ValueError("a message's key is a webhook-id")
        body = message.model_dump_json().encode()
        status, retry_after = self._post(office, body, self._headers(office, key, body))
        if 200 <= status < 300 or status == ALREADY_THERE:
            return
        if 400 <= status < 500 and status not in WORTH_REPEATING:
            raise DepartmentRefusedPayload(f"部门系统拒收（HTTP {status}），需运行管理员处理。")
        # A redirect too: most are a maintenance or sign-in page in the way, and pass.
        seconds = retry_after_seconds(retry_after, now=self._clock())
        raise DepartmentUnavailable(
            f"部门系统暂不可用（HTTP {status}），系统将自动重试。", retry_after_seconds=seconds
        )

    def _headers(self, office: Office, key: str, body: bytes) -> dict[str, str]:
        at = self._clock()
        return {
            "content-type": "application/json",
            "user-agent": "lianban",
            "webhook-id": key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(self._secrets.keys(office.department), key, at, body),
        }

    def _post(self, office: Office, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        try:
            response = self._http.request(
                "POST", _endpoint(office), body=body, headers=headers, redirect=False, preload_content=False
            )
        except HTTPError as error:
            # Not its message, which quotes the address; the kind of error is enough for the history.
            raise DepartmentUnavailable(
                f"部门系统没有应答（{type(error).__name__}），系统将自动重试。"
            ) from None
        # The office has answered: whatever happens to the rest of its answer does not change that.
        with suppress(HTTPError):
            response.read1(MOST_BODY)
        response.close()
        return response.status, response.headers.get("retry-after")


def retry_after_seconds(value: str | None, *, now: datetime) -> int | None:
    """Both forms of RFC 9110 10.2.3: seconds or a date; at most a day. None for what is neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        # A count too long to mean anything means the bound.
        return min(int(text[:9]), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds = int((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
    return max(0, min(seconds, LONGEST_RETRY_AFTER))


def _endpoint(office: Office) -> str:
    """Only HTTP and HTTPS, and only what has a host: anything else is a fault of the routes, for an operator."""
    try:
        parts = urlsplit(office.endpoint)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        urllib3.util.parse_url(office.endpoint)
    except (ValueError, LocationParseError):
        usable = False
    if not usable:
        raise DepartmentRefusedPayload("部门接收端点的地址配置有误，请运行管理员在路由表中更正。")
    return office.endpoint
