"""Around every request: the request at hand, headers of protection, words for the refusals of the framework."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from chalice.app import Chalice, Request, Response

from functions.domain.errors import LianbanError
from functions.web import problems

PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
HTML = "text/html; charset=utf-8"
# Chalice refuses with plain JSON; whatever else says that something is wrong are our own words.
_OURS = (problems.MEDIA_TYPE, HTML)

# `app.current_request` belongs to the whole app: under a threaded server another request's would be read.
_REQUEST: ContextVar[Request] = ContextVar("request")


def guard(app: Chalice) -> None:
    """Once for an app, before or after its routes are bound."""
    app.register_middleware(_edge, "http")


def at_hand() -> Request:
    return _REQUEST.get()


def request_id(request: Request | None) -> str:
    context = getattr(request, "lambda_context", None)
    return str(getattr(context, "aws_request_id", "unknown"))


def problem_response(error: LianbanError, *, request_id: str) -> Response:
    view = problems.view_of(error, request_id=request_id)
    body = view.model_dump_json(exclude_none=True)
    return Response(body=body, headers={**problems.headers_of(error)}, status_code=view.status)


def _edge(request: Request, get_response: Callable[[Request], Response]) -> Response:
    with _held(request):
        response = get_response(request)
    if response.status_code >= 400 and response.headers.get("Content-Type") not in _OURS:
        response = _framework_refusal(request, response)
    response.headers = {**PROTECTION, **response.headers}
    return response


@contextmanager
def _held(request: Request) -> Iterator[None]:
    token = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(token)


def _framework_refusal(request: Request, response: Response) -> Response:
    ours = problem_response(problems.plain(response.status_code), request_id=request_id(request))
    if "Allow" in response.headers:
        ours.headers["Allow"] = response.headers["Allow"]
    return ours
