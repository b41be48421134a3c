"""The Chalice app as WSGI: what API Gateway does to a request, without Chalice's command line.

chalice.local's own gateway is for one developer: it answers an unknown path with 403 in AWS's words, and the app
keeps the request where the next thread overwrites it.
"""

import base64
import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from chalice.app import Chalice
from chalice.local import LambdaContext

from functions import bootstrap
from functions.domain.errors import LianbanError
from functions.domain.refusals import BodyTooLarge, Malformed
from functions.pages.answering import problem_page
from functions.pages.jar import has_large
from functions.web.edge import HTML, PROTECTION
from functions.web.matching import RouteTable
from functions.web.problems import (
    MEDIA_TYPE,
    MethodNotAllowed,
    RouteNotFound,
    headers_of,
    plain,
    status_of,
    view_of,
)
from infra.embedded.web.exchange import REQUEST_ID
from infra.embedded.web.types import Environ, StartResponse, Wsgi

_Event = dict[str, Any]
_Answer = dict[str, Any]

BODY_LIMIT = 1024 * 1024
QUERY_FIELDS_LIMIT = 100
# API Gateway ends a request after 29 seconds; the context tells a handler how long it has.
TIMEOUT_MS = 29_000


class ThreadedChalice(Chalice):
    """Chalice keeps the request it works on as an attribute of the app; here every thread has its own."""

    _of_thread = threading.local()

    @property
    def current_request(self) -> Any:
        return getattr(self._of_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Any) -> None:
        self._of_thread.request = request

    @property
    def lambda_context(self) -> Any:
        return getattr(self._of_thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._of_thread.context = context


def at_most(path: str) -> int:
    return BODY_LIMIT


def wsgi(app: Chalice, *, most: Callable[[str], int] = at_most) -> Wsgi:
    """`most`: bytes of a body, by path."""
    app.__class__ = type("ThreadedApp", (ThreadedChalice, type(app)), {})
    routes = RouteTable(app.routes)

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer = as_problem(_answer(app, routes, environ, most), request_id=environ.get(REQUEST_ID))
        answer = as_asked(answer, environ)
        body = _body_of(answer)
        status = HTTPStatus(answer["statusCode"])
        start_response(f"{status.value} {status.phrase}", _headers_of(answer, body))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return serve


def _answer(app: Chalice, routes: RouteTable, environ: Environ, most: Callable[[str], int]) -> _Answer:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    named: str | None = environ.get(REQUEST_ID)
    route, parameters = routes.match(path)
    if route is None:
        return problem(RouteNotFound(), request_id=named)
    methods = app.routes[route]
    method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
    if method not in methods:
        return problem(MethodNotAllowed(), {"Allow": ", ".join(methods)}, request_id=named)
    if int(environ.get("CONTENT_LENGTH") or 0) > most(path):
        return problem(BodyTooLarge(), request_id=named)
    try:
        query = parse_qs(
            environ.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=QUERY_FIELDS_LIMIT
        )
    except ValueError:
        return problem(Malformed(), request_id=named)
    event = _event(environ, method=method, path=path, route=route, parameters=parameters, query=query)
    context = LambdaContext("api_handler", 512, max_runtime_ms=TIMEOUT_MS)
    context.aws_request_id = named or context.aws_request_id
    answer: _Answer = app(event, context)
    return answer


def _event(
    environ: Environ,
    *,
    method: str,
    path: str,
    route: str,
    parameters: Mapping[str, str],
    query: dict[str, list[str]],
) -> _Event:
    """API Gateway's Lambda proxy event; the body stays bytes, for signatures are made over bytes."""
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "requestContext": {
            "httpMethod": method,
            "resourcePath": route,
            "path": path,
            "identity": {"sourceIp": environ.get("REMOTE_ADDR", "")},
        },
        "headers": _headers(environ),
        "pathParameters": dict(parameters),
        "multiValueQueryStringParameters": query or None,
        "stageVariables": {},
        "body": environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or None,
        "isBase64Encoded": False,
    }


def _headers(environ: Environ) -> dict[str, str]:
    plain = {name: environ[name] for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(name)}
    given = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")} | plain
    return {name.replace("_", "-").lower(): value for name, value in given.items()}


def as_problem(answer: _Answer, *, request_id: str | None = None) -> _Answer:
    """What Chalice itself refuses comes in Chalice's words: say it in ours."""
    types = [value for name, value in answer["headers"].items() if name.lower() == "content-type"]
    if answer["statusCode"] < 400 or types in ([MEDIA_TYPE], [HTML]):
        return answer
    return problem(
        Malformed() if answer["statusCode"] == 400 else plain(answer["statusCode"]), request_id=request_id
    )


def as_asked(answer: _Answer, asked: Mapping[str, Any]) -> _Answer:
    """A browser that asked for a page gets one, whatever refused it: the interface's problem says the same to programs."""
    if "text/html" not in asked.get("HTTP_ACCEPT", ""):
        return answer
    return _in_words(answer, large=has_large(asked.get("HTTP_COOKIE", "")))


def _in_words(answer: _Answer, *, large: bool) -> _Answer:
    types = [value for name, value in answer["headers"].items() if name.lower() == "content-type"]
    if types != [MEDIA_TYPE]:
        return answer
    told = json.loads(answer["body"])
    page = problem_page(told, bootstrap.now(), large=large, training=bootstrap.is_training())
    return {**answer, "headers": {**answer["headers"], **page.headers}, "body": page.body}


def problem(
    error: LianbanError, headers: Mapping[str, str] | None = None, *, request_id: str | None = None
) -> _Answer:
    view = view_of(error, request_id=request_id or str(uuid.uuid4()))
    return {
        "statusCode": status_of(type(error)),
        "headers": {**PROTECTION, **headers_of(error), **(headers or {})},
        "body": view.model_dump_json(exclude_none=True),
    }


def _body_of(answer: _Answer) -> bytes:
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body.encode() if isinstance(body, str) else bytes(body)


def _headers_of(answer: _Answer, body: bytes) -> list[tuple[str, str]]:
    single = [
        (name, str(value)) for name, value in answer["headers"].items() if name.lower() != "content-length"
    ]
    several = [(name, str(v)) for name, values in answer.get("multiValueHeaders", {}).items() for v in values]
    return [*single, *several, ("Content-Length", str(len(body)))]
