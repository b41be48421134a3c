"""One request and one answer as HTTP/1.1 writes them (h11), and as WSGI has them."""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import h11

from functions.domain.errors import LianbanError
from functions.domain.refusals import BodyTooLarge, Malformed
from functions.web.problems import CodingUnknown, HeadTooLarge
from infra.embedded.web.types import Environ, Wsgi

# One request's name in every line about it, and in what refuses it.
REQUEST_ID = "lianban.request_id"
NOT_HEADERS = ("CONTENT_TYPE", "CONTENT_LENGTH")
_OF_A_PART = re.compile(rb"%(2f)", re.IGNORECASE)
_OTHER_FAULTS: Mapping[int, type[LianbanError]] = {431: HeadTooLarge, 501: CodingUnknown}


class Unreadable(Exception):
    """What came is no request that could be answered otherwise."""

    def __init__(self, error: LianbanError | None = None) -> None:
        super().__init__()
        self._error = error or Malformed()

    def told(self, request_id: str, asked: "RequestHead | None") -> "ResponseHead":
        return told_of(self._error, asked, request_id=request_id)


@dataclass(frozen=True, slots=True)
class RequestHead:
    """`length`: as announced, None for chunks."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    length: int | None


@dataclass(frozen=True, slots=True)
class ResponseHead:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What may be told of one exchange. `method` and `path` are "" for what was no request; `seconds`: from having all of it
    to having the answer; `bytes`: of the answer's body.
    """

    method: str
    path: str
    status: int
    seconds: float
    bytes: int
    request_id: str


def asked_by(event: h11.Request, *, most: int) -> RequestHead:
    """`most`: bytes of the head. Raises Unreadable."""
    if len(event.target) + sum(len(name) + len(value) for name, value in event.headers) > most:
        raise unreadable_request(431)
    headers = _headers(event)
    chunked = "HTTP_TRANSFER_ENCODING" in headers
    # Two readers could disagree where such a request ends.
    if chunked and "CONTENT_LENGTH" in headers:
        raise Unreadable
    path, _, query = _origin_form(event.target).partition(b"?")
    length = None if chunked else int(headers.get("CONTENT_LENGTH", "0"))
    return RequestHead(
        event.method.decode("ascii"), _unquoted(path), query.decode("latin-1"), headers, length
    )


def _unquoted(path: bytes) -> str:
    """A slash that is written %2F stays so: it is of a part's own text and divides none, as on AWS."""
    return unquote_to_bytes(_OF_A_PART.sub(rb"%25\1", path)).decode("latin-1")


def _headers(event: h11.Request) -> dict[str, str]:
    """By their WSGI names. A name with an underscore would pass for another: it is dropped."""
    found: dict[str, str] = {}
    for name, value in event.headers:
        if b"_" not in name:
            key = name.decode("ascii").upper().replace("-", "_")
            key = key if key in NOT_HEADERS else f"HTTP_{key}"
            text = value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _origin_form(target: bytes) -> bytes:
    if target.startswith(b"/") or target == b"*":
        return target
    scheme, found, rest = target.partition(b"://")
    if not found or scheme.lower() not in (b"http", b"https"):
        raise Unreadable
    return b"/" + rest.partition(b"/")[2]


def environ_of(
    asked: RequestHead, body: bytes, *, address: str, server: tuple[str, int], request_id: str
) -> dict[str, object]:
    return {
        **asked.headers,
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path,
        "QUERY_STRING": asked.query,
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": address,
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        REQUEST_ID: request_id,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }


def client_of(asked: RequestHead, peer: str, trusted: frozenset[str]) -> str:
    """Who asks: the peer, or, of a trusted proxy, the last one that it did not add itself."""
    named = [name.strip() for name in asked.headers.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    while peer in trusted and named and named[-1]:
        peer = named.pop()
    return peer


def told_by(app: Wsgi, environ: Environ) -> ResponseHead:
    """In a worker's thread: the whole answer at once."""
    said: list[tuple[str, list[tuple[str, str]]]] = []
    body = app(environ, lambda status, headers: said.append((status, headers)))
    whole = b"".join(_closed(body))
    status, headers = said[-1]
    return ResponseHead(int(status.split()[0]), tuple(headers), whole)


def _closed(body: Iterable[bytes]) -> list[bytes]:
    close: Callable[[], None] | None = getattr(body, "close", None)
    try:
        return list(body)
    finally:
        if close:
            close()


def unreadable_request(status: int) -> Unreadable:
    """`status`: what h11 would answer."""
    return Unreadable(_OTHER_FAULTS.get(status, Malformed)())


def too_large_request(most: int) -> Unreadable:
    return Unreadable(BodyTooLarge.above(most))


def told_of(
    error: LianbanError, asked: RequestHead | None = None, *, request_id: str | None = None
) -> ResponseHead:
    # Read when it is needed: it is the interface's, which whoever serves something else does without.
    from infra.embedded.web.wsgi import as_asked, problem

    answer = as_asked(problem(error, request_id=request_id), asked.headers if asked else {})
    return ResponseHead(answer["statusCode"], tuple(answer["headers"].items()), answer["body"].encode())


def head_of(told: ResponseHead, asked: RequestHead | None, *, closing: bool) -> h11.Response:
    """RFC 9110, 8.6: no Content-Length with 204 and 304."""
    kept = [
        (name, value) for name, value in told.headers if name.lower() not in ("content-length", "connection")
    ]
    if told.status not in (204, 304):
        stated = next((value for name, value in told.headers if name.lower() == "content-length"), None)
        length = stated if asked is not None and asked.method == "HEAD" and stated else str(len(told.body))
        kept.append(("Content-Length", length))
    if closing:
        kept.append(("Connection", "close"))
    reason = HTTPStatus(told.status).phrase if told.status in set(HTTPStatus) else ""
    return h11.Response(status_code=told.status, headers=kept, reason=reason.encode())
