"""Sends a message to an office over HTTP, signed by Standard Webhooks 1.0. It tries once: the state machine retries."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from functions.adapters.outward.address import BadAddress, parsed_address
from functions.adapters.outward.calls import Answered, NoAnswer, NotPublic
from functions.adapters.outward.secrets import Secrets
from functions.adapters.outward.signed_post import SignedPost
from functions.domain.case.said import answer_of
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.domain.office.endpoints import leaves_machine
from functions.ports.offices import Office

if TYPE_CHECKING:
    from schemas.office.dispatches import Message

CONNECT_SECONDS = 3.0
SECONDS = 10.0
HAS_IT_ALREADY = 409
WORTH_REPEATING = frozenset({408, 425, 429})
LONGEST_RETRY_AFTER = 24 * 60 * 60


class HttpGateway:
    def __init__(
        self,
        secrets: Secrets,
        *,
        clock: Callable[[], datetime],
        connect_seconds: float = CONNECT_SECONDS,
        seconds: float = SECONDS,
        training: bool = False,
    ) -> None:
        """`training`: nothing leaves this machine, wherever a route leads (演练)."""
        self._training = training
        self._secrets = secrets
        self._clock = clock
        self._http, self._guarded = (
            SignedPost(clock=clock, seconds=seconds, connect_seconds=connect_seconds, public_only=public_only)
            for public_only in (False, True)
        )

    def close(self) -> None:
        self._http.close()
        self._guarded.close()

    def send(self, office: Office, message: "Message", *, key: str) -> int:
        answered = self._post(office, message.model_dump_json().encode(), key)
        status = answered.status
        if 200 <= status < 300 or status == HAS_IT_ALREADY:
            return status
        if 400 <= status < 500 and status not in WORTH_REPEATING:
            raise DepartmentRefusedPayload(
                f"部门系统拒收（HTTP {status}），需运行管理员处理。",
                said=_said(answered, message),
                status=status,
            )
        # A redirect too: most are a maintenance or sign-in page in the way, and pass.
        seconds = retry_after_seconds(answered.headers.get("retry-after"), now=self._clock())
        raise DepartmentUnavailable(
            f"部门系统暂不可用（HTTP {status}），系统将自动重试。",
            retry_after_seconds=seconds,
            said=_said(answered, message),
            status=status,
        )

    def _post(self, office: Office, body: bytes, key: str) -> Answered:
        keys = self._secrets.keys(office.secret or office.department)
        http = self._guarded if office.guarded else self._http
        try:
            return http.send(_endpoint(office, training=self._training), body, key=key, keys=keys)
        except NotPublic:
            where = "部门接收端点的域名指向内网地址，未发送，请运行管理员核对路由。"
            raise DepartmentRefusedPayload(where, said=where) from None
        except NoAnswer as error:
            # The kind of error is enough for the history.
            raise DepartmentUnavailable(
                f"部门系统没有应答（{error}），系统将自动重试。", said=f"没有应答（{error}）"
            ) from None


def _said(answered: Answered, message: "Message") -> str:
    return answer_of(answered.status, answered.body, getattr(message, "fields", None))


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
    except (ValueError, OverflowError):
        return None
    seconds = int((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
    return max(0, min(seconds, LONGEST_RETRY_AFTER))


def _endpoint(office: Office, *, training: bool) -> str:
    """Only HTTP and HTTPS, and only what has a host: anything else is a fault of the routes, for an operator."""
    try:
        usable = parsed_address(office.endpoint).scheme == "https" or not office.guarded
    except BadAddress:
        usable = False
    if usable and training and leaves_machine(office.endpoint):
        kept = "这里是演练，什么都不送出：部门接收端点不在本机，未发送，请运行管理员改派或者更正路由。"
        raise DepartmentRefusedPayload(kept, said=kept)
    if not usable:
        wrong = "部门接收端点的地址配置有误，请运行管理员在路由表中更正。"
        raise DepartmentRefusedPayload(wrong, said=wrong)
    return office.endpoint
