import io
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import urllib3
from chalice.app import Chalice, Response

from functions import bootstrap
from infra.embedded.web.types import Wsgi
from infra.embedded.web.wsgi import BODY_LIMIT, wsgi
from tests.support.api_deps import house
from tests.support.over_http import over_http
from tests.support.serving import serving

CLIENTS = 50


def _app(*, wait: threading.Event | None = None) -> Chalice:
    app = Chalice("tests", configure_logs=False)

    @app.route("/echo/{name}", methods=["GET", "POST"])
    def echo(name: str) -> dict[str, Any]:
        first: Any = app.current_request
        if wait is not None:
            wait.wait(0.02)
        request: Any = app.current_request
        return {
            "name": name,
            "same": first is request,
            "query": {key: request.query_params.getlist(key) for key in request.query_params or {}},
            "header": request.headers.get("X-Client"),
            "body": request.raw_body.decode("utf-8", "replace"),
        }

    @app.route("/echo/plain")
    def plain() -> Response:
        return Response("好", headers={"Content-Type": "text/plain; charset=utf-8"})

    @app.route("/broken")
    def broken() -> None:
        raise RuntimeError("440100199001010000")

    return app


def _call(
    serve: Wsgi, method: str, path: str, *, body: bytes = b"", **more: str
) -> tuple[str, dict[str, str], bytes]:
    said: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        said.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **more,
    }
    answer = b"".join(serve(environ, start_response))
    return said["status"], said["headers"], answer


def test_a_plain_route_goes_before_one_with_parameters() -> None:
    status, headers, body = _call(wsgi(_app()), "GET", "/echo/plain/")

    assert (status, body.decode()) == ("200 OK", "好")
    assert headers["Content-Length"] == str(len(body))


def test_repeated_query_parameters_all_arrive() -> None:
    _, _, body = _call(wsgi(_app()), "GET", "/echo/a", QUERY_STRING="city=440100&city=440300&empty=")

    assert json.loads(body)["query"] == {"city": ["440100", "440300"], "empty": [""]}


def test_a_header_is_found_whatever_its_case() -> None:
    _, _, body = _call(wsgi(_app()), "GET", "/echo/a", HTTP_X_CLIENT="7")

    assert json.loads(body)["header"] == "7"


def test_head_is_get_without_a_body() -> None:
    status, headers, body = _call(wsgi(_app()), "HEAD", "/echo/a")

    assert (status, body) == ("200 OK", b"")
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", "404 Not Found", "route-not-found"),
        ("GET", "/echo/a/b", "404 Not Found", "route-not-found"),
        ("GET", "/echo//", "404 Not Found", "route-not-found"),
        ("DELETE", "/echo/a", "405 Method Not Allowed", "method-not-allowed"),
    ],
)
def test_what_has_no_route_is_a_problem_in_our_words(method: str, path: str, status: str, code: str) -> None:
    said, headers, body = _call(wsgi(_app()), method, path)

    assert said == status
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["code"] == code


def test_a_page_of_what_has_no_route_says_that_it_is_for_training() -> None:
    bootstrap.use(replace(house(), training=True))
    try:
        _, _, body = _call(wsgi(_app()), "GET", "/nothing", HTTP_ACCEPT="text/html")
    finally:
        bootstrap.use(None)

    assert "演练" in body.decode()


def test_a_method_that_is_not_allowed_is_told_which_are() -> None:
    _, headers, _ = _call(wsgi(_app()), "PUT", "/echo/a")

    assert headers["Allow"] == "GET, POST"


def test_what_breaks_unforeseen_is_a_problem_that_repeats_nothing() -> None:
    status, headers, body = _call(wsgi(_app()), "GET", "/broken")

    assert status == "500 Internal Server Error"
    assert headers["Content-Type"] == "application/problem+json"
    assert b"440100199001010000" not in body


def test_a_query_of_a_thousand_fields_is_refused() -> None:
    status, _, _ = _call(wsgi(_app()), "GET", "/echo/a", QUERY_STRING="&".join("a=1" for _ in range(1000)))

    assert status == "400 Bad Request"


def test_a_content_type_that_chalice_refuses_is_a_problem() -> None:
    status, _, body = _call(wsgi(_app()), "POST", "/echo/a", body=b"x", CONTENT_TYPE="text/html")

    assert status == "415 Unsupported Media Type"
    assert json.loads(body)["code"] == "unsupported-media-type"


@pytest.fixture
def port() -> Iterator[int]:
    with serving(wsgi(_app(wait=threading.Event())), threads=16) as port:
        yield port


def _raw(port: int, request: bytes) -> bytes:
    """All that comes back; a server that refuses before it read everything resets the connection afterwards."""
    answer = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=60) as connection,
        suppress(ConnectionResetError),
    ):
        connection.sendall(request)
        # Refused and closed already: what came back is still there to be read.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.slow
def test_fifty_clients_at_once_each_get_their_own_answer(port: int) -> None:
    http = urllib3.PoolManager(maxsize=CLIENTS)

    def ask(number: int) -> bool:
        url = f"http://127.0.0.1:{port}/echo/{number}"
        said = http.request("POST", url, json={"n": number}, headers={"X-Client": str(number)}).json()
        return bool(
            said["name"] == said["header"] == str(number) and said["same"] and str(number) in said["body"]
        )

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(ask, range(CLIENTS * 4)))
    http.clear()

    assert all(answers)


def test_a_body_over_a_megabyte_is_413_in_our_words(port: int) -> None:
    body, url = b"x" * (BODY_LIMIT + 1), f"http://127.0.0.1:{port}/echo/a"
    answer = over_http("POST", url, body=body, headers={"Connection": "close"})

    assert answer.status == 413
    assert answer.json()["code"] == "body-too-large"


def test_a_body_that_says_it_is_a_gigabyte_is_refused_unread(port: int) -> None:
    answer = _raw(port, b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer


def test_a_browser_that_sends_too_much_reads_what_to_do_and_no_problem_of_the_interface(port: int) -> None:
    head = b"POST /echo/a HTTP/1.1\r\nHost: x\r\nAccept: text/html,*/*\r\nContent-Length: 31457280\r\n\r\n"
    answer = _raw(port, head)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"text/html" in answer
    assert "上传的文件每个不超过 10 MB".encode() in answer
    assert "请求体".encode() not in answer


def test_a_chunked_body_arrives_whole(port: int) -> None:
    request = b"POST /echo/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
    answer = _raw(port, request + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"body":"abcde"' in answer


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /echo/a HTTP/1.1\r\nBroken Header\r\n\r\n",
        b"POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /echo/a HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40_000 + b"\r\n\r\n",
    ],
)
def test_what_cannot_be_read_as_http_is_refused_as_a_problem(port: int, request_: bytes) -> None:
    answer = _raw(port, request_)

    assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert b"application/problem+json" in answer
