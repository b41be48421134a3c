"""Refusals (拒绝): somebody asked for what cannot be. Here is what every room may say, and what a request is refused for
before any room looks at it; the rest stands in the rooms' `refusals.py`. The whole tree is drawn in errors.py.
"""

from typing import ClassVar, TypeVar

from functions.domain.errors import LianbanError

_Refused = TypeVar("_Refused", bound="Refusal")


class Refusal(LianbanError):
    """Somebody asked for what cannot be.

    `told`: of what is kept as evidence when it is refused, the detail before and after the words that say so.
    """

    told: ClassVar[tuple[str, ...]] = ()


class NotFound(Refusal):
    code = "not-found"
    title = "未找到"
    detail = "没有找到您要的内容，请核对编号。"


class NothingParked(NotFound):
    code = "nothing-parked"
    title = "没有保留的内容"
    detail = "没有为您保留的内容：保留一小时，只有填写的本人能看到。请从首页重新进入，重新填写。"


class TooOften(Refusal):
    """A limit per caller is reached; it is free again after `retry_after_seconds`."""

    code = "too-often"
    title = "操作过于频繁"
    detail = "您在短时间内操作次数过多，请按提示的时间稍后再试。"

    def __init__(self, detail: str | None = None, *, retry_after_seconds: int = 60) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class Unacceptable(Refusal):
    code = "unacceptable"
    title = "内容不符合要求"
    detail = "提交的内容不符合要求，请按提示修改后重新提交。"


class UnknownFilter(Unacceptable):
    code = "unknown-filter"
    title = "查询条件有误"
    detail = "查询条件的名称或取值有误，请核对后重试。"


class BadCursor(Unacceptable):
    code = "bad-cursor"
    title = "翻页标记无效"
    detail = "翻页标记无效或已过期，请从第一页重新查询。"


class Malformed(Refusal):
    code = "malformed-request"
    title = "请求格式有误"
    detail = "请求格式有误，请按接口文档修改。"


class MalformedBody(Malformed):
    code = "malformed-body"
    title = "请求体格式有误"
    detail = "请求体不是合法的 JSON（UTF-8 编码），请检查后重新发送。"


class InvalidBody(Malformed):
    code = "invalid-body"
    title = "请求内容有误"
    detail = "请求内容的字段有误，请按下列提示修改后重新发送。"


class BodyTooLarge(Malformed):
    code = "body-too-large"
    title = "请求体过大"
    detail = "请求体超过 1 MB。附件请使用材料上传地址，不要放在请求体中。"

    @classmethod
    def above(cls, most: int) -> "BodyTooLarge":
        """`most` in bytes."""
        return cls(f"请求体超过 {most // 1024} KB。附件请使用材料上传地址，不要放在请求体中。")


class BodyTooComplex(Malformed):
    code = "body-too-complex"
    title = "请求体过于复杂"
    detail = "请求体的条目过多、嵌套过深，或者一个对象的字段过多。请按接口文档核对；条目多的请分次发送。"


class FieldNamedTwice(Malformed):
    code = "field-named-twice"
    title = "字段重复"
    detail = "请求体的同一个对象中，同一字段写了不止一次，无法判断以哪一个为准。请只保留一个后重新发送。"


class UnsupportedMediaType(Malformed):
    code = "unsupported-media-type"
    title = "请求体类型不支持"
    detail = "请求体的类型必须是 JSON（application/json，UTF-8 编码）。"


class KeyMissing(Malformed):
    code = "idempotency-key-missing"
    title = "缺少幂等键"
    detail = "请在请求头中给出幂等键（Idempotency-Key）：8 至 80 位的字母、数字、下划线或连字符。"


class VersionMissing(Malformed):
    code = "if-match-missing"
    title = "缺少版本标记"
    detail = "请在请求头中给出最近一次读取时返回的版本标记（If-Match），以免覆盖他人的修改。"


class Unauthenticated(Refusal):
    code = "unauthenticated"
    title = "身份未核实"
    detail = "请先登录后再操作。"


class MissingToken(Unauthenticated):
    code = "missing-token"
    detail = "请先登录：请求头中缺少登录令牌（Authorization: Bearer）。"


# Of a token whose key the issuer does not publish, or did not when it was asked last.
KEY_UNKNOWN = "key-unknown"


class BadToken(Unauthenticated):
    code = "bad-token"
    detail = "登录已失效或令牌无效，请重新登录。"

    def __init__(self, *, reason: str = "unreadable", claim: str | None = None) -> None:
        """`reason` and the `claim`'s name are for the log; whoever asked is told neither."""
        super().__init__()
        self.reason = reason
        self.claim = claim


class BadSignature(Unauthenticated):
    code = "bad-signature"
    title = "签名未通过"
    detail = "签名未通过，请核对密钥，并对收到的原始请求体（不要重新序列化）计算签名。"


class SignedForAnother(BadSignature):
    """A signature covers id, time and body, never an address: somebody may have sent another request's words here."""

    code = "signed-for-another"
    title = "签名不是为这个地址作的"
    detail = (
        "消息编号（webhook-id）开头的办件编号和事项，与地址中的不一致，没有受理。消息编号以办件编号开头的，"
        "请写成“办件编号/事项/…”，与地址中的相同，重新签名发送。"
    )


class ClockSkew(Unauthenticated):
    code = "clock-skew"
    title = "签名时间超出范围"
    detail = "签名时间与本系统时钟（clock）相差超过 5 分钟，请校准时钟后重新签名发送。"


class SignInRefused(Unauthenticated):
    """The issuer gives nothing for a code: it was used, is too old, or is somebody else's."""

    code = "sign-in-refused"
    title = "没有登录成功"
    detail = "统一身份认证没有确认这次登录。请重新登录。"


class Forbidden(Refusal):
    code = "forbidden"
    title = "无权操作"
    detail = "您的身份不能进行该操作，请使用相应身份登录。"


class IdentityUnavailable(LianbanError):
    """The issuer's keys could not be had: the token may be good, so the answer is not 401."""

    code = "identity-unavailable"
    title = "身份认证服务暂不可用"
    detail = "身份认证服务暂不可用，请稍后重试。"


def only_looked_at(refusal: _Refused) -> _Refused:
    """As it is told where an answer is judged and none was recorded, so that nothing of it was kept."""
    if not refusal.told:
        return refusal
    return type(refusal)("".join(refusal.told), problems=refusal.problems)
