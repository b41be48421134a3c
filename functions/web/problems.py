"""Errors as RFC 9457 problems: the one table from an error's class to its HTTP status. No route builds an error body."""

from collections.abc import Mapping

from functions.domain.conflicts import Conflict, KeyReused, VersionChanged
from functions.domain.errors import (
    CaseStillOpen,
    DepartmentUnavailable,
    DispatchError,
    DuplicateEvent,
    ExecutionError,
    LianbanError,
    MaterialsUnavailable,
    NotReady,
    RecordUnreadable,
    SealKeysMissing,
    StaleWrite,
    StoreBusy,
    TaskGone,
)
from functions.domain.intake.file_refusals import MaterialTooLarge, MaterialWrongType
from functions.domain.refusals import (
    BadSignature,
    BodyTooLarge,
    ClockSkew,
    Forbidden,
    IdentityUnavailable,
    InvalidBody,
    Malformed,
    NotFound,
    TooOften,
    Unacceptable,
    Unauthenticated,
    UnsupportedMediaType,
    VersionMissing,
)
from schemas.views import FieldProblemView, ProblemView

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "5"
ALWAYS = (LianbanError, StoreBusy, RecordUnreadable, SealKeysMissing)
TOKEN_ERRORS_ARE_NOT = (BadSignature, ClockSkew)


class RouteNotFound(NotFound):
    code = "route-not-found"
    title = "没有这个地址"
    detail = "没有这个地址，请核对接口文档（/docs）。"


class MethodNotAllowed(Malformed):
    code = "method-not-allowed"
    title = "该地址不支持这种请求方法"
    detail = "该地址不支持这种请求方法，请核对接口文档（/docs）。"


class HeadTooLarge(Malformed):
    """Of a server of our own alone; elsewhere it is API Gateway's to refuse."""

    code = "head-too-large"
    title = "请求头过大"
    detail = "地址和请求头合计过长，请缩短后重新发送。"


class CodingUnknown(Malformed):
    """RFC 9112, 6.1, would have 501: but nobody outside makes a fault of ours, and what counts as one wakes people."""

    code = "coding-unknown"
    title = "传输编码不支持"
    detail = "请求体的传输编码（Transfer-Encoding）只支持 chunked，或者不用传输编码并给出 Content-Length。"


# The nearest class of an error's MRO decides.
HTTP_STATUS: Mapping[type[LianbanError], int] = {
    LianbanError: 500,
    NotFound: 404,
    Conflict: 409,
    # Another body under a used key is a wrong request, not a race (faults.md, row 17).
    KeyReused: 422,
    # RFC 9110, 15.5.13; RFC 6585, 3.
    VersionChanged: 412,
    VersionMissing: 428,
    # RFC 6585, 4.
    TooOften: 429,
    Unacceptable: 422,
    Malformed: 400,
    InvalidBody: 422,
    BodyTooLarge: 413,
    UnsupportedMediaType: 415,
    MethodNotAllowed: 405,
    # RFC 6585, 5.
    HeadTooLarge: 431,
    Unauthenticated: 401,
    Forbidden: 403,
    IdentityUnavailable: 503,
    StaleWrite: 409,
    DuplicateEvent: 409,
    StoreBusy: 503,
    MaterialsUnavailable: 503,
    SealKeysMissing: 503,
    NotReady: 503,
    MaterialTooLarge: 413,
    MaterialWrongType: 415,
    ExecutionError: 503,
    TaskGone: 409,
    CaseStillOpen: 409,
    DispatchError: 502,
    DepartmentUnavailable: 503,
}

_PLAIN: Mapping[int, type[LianbanError]] = {
    404: RouteNotFound,
    405: MethodNotAllowed,
    415: UnsupportedMediaType,
}


def status_of(error: type[LianbanError]) -> int:
    return next(HTTP_STATUS[kind] for kind in error.__mro__ if kind in HTTP_STATUS)


def headers_of(error: LianbanError) -> dict[str, str]:
    status = status_of(type(error))
    headers = {"Content-Type": MEDIA_TYPE}
    if status == 401 and not isinstance(error, TOKEN_ERRORS_ARE_NOT):
        headers["WWW-Authenticate"] = 'Bearer realm="lianban"'
    if status == 503:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    if isinstance(error, TooOften):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return headers


def view_of(error: LianbanError, *, request_id: str) -> ProblemView:
    """`instance` is the request's id, which the log has too; a path would repeat what somebody typed."""
    return ProblemView(
        type=f"urn:lianban:problem:{error.code}",
        title=error.title,
        status=status_of(type(error)),
        detail=error.detail,
        code=error.code,
        instance=f"urn:lianban:request:{request_id}",
        errors=tuple(FieldProblemView(pointer=p.pointer, detail=p.detail) for p in error.problems) or None,
    )


def plain(status: int) -> LianbanError:
    """The problem for an answer that the framework gave before any route of ours ran."""
    return _PLAIN.get(status, LianbanError)()
