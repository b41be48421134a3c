import json
from http.client import HTTPConnection
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.pages.routes import PAGES
from infra.embedded.seen.metrics_http import metrics_served
from infra.embedded.seen.numbers import Numbers
from infra.embedded.seen.requests import counting_requests, route_finder
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.exchange import Exchanged
from tests.support.each import each
from tests.support.serving import serving

FIND = route_finder({*(one.path for one in ROUTES), *(one.path for one in PAGES)}, ("/materials/",))
NUMBER = "440106200301010010"


@each(
    "path, route",
    [
        ("/", "/"),
        ("/v1/cases/c-1", "/v1/cases/{case_id}"),
        ("/v1/cases/c-1/", "/v1/cases/{case_id}"),
        ("/v1/cases/", "/v1/cases"),
        ("/v1/cases/c-1//", "-"),
        ("/v1//c-1", "-"),
        (f"/v1/{NUMBER}/x", "-"),
        (f"/{NUMBER}", "-"),
        ("//", "/"),
        ("*", "-"),
        (f"/materials/{NUMBER}/scan.pdf", "/materials/{key}"),
        ("/v1/cases/\xe4\xb8\xad", "/v1/cases/{case_id}"),
    ],
)
def test_a_request_is_told_by_the_route_that_it_met(path: str, route: str) -> None:
    assert FIND(path) == route


def line(one: Exchanged, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    counting_requests(Numbers(), FIND)(one)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_line_says_what_happened_and_nothing_of_anybody(capsys: pytest.CaptureFixture[str]) -> None:
    told = line(Exchanged("GET", f"/v1/cases/{NUMBER}", 404, 0.01234, 512, "r-1"), capsys)

    assert told == {
        "level": "INFO",
        "message": "request",
        "method": "GET",
        "route": "/v1/cases/{case_id}",
        "status": 404,
        "ms": 12.3,
        "bytes": 512,
        "request_id": "r-1",
    }


@pytest.mark.parametrize(("method", "path"), [("", ""), (f"GET{NUMBER}", "/"), ("BREW", f"/{NUMBER}")])
def test_what_somebody_makes_up_is_no_word_of_ours(
    method: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = line(Exchanged(method, path, 400, 0.0, 0, "r-1"), capsys)

    assert told["method"] == "other"
    assert NUMBER not in json.dumps(told)


def asked(port: int, method: str, target: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, target, headers=headers or {})
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


def test_the_server_tells_of_each_exchange_under_the_name_that_the_app_has_it_by() -> None:
    seen: list[Exchanged] = []
    named: list[str] = []

    def app(environ: Any, start: Any) -> list[bytes]:
        named.append(environ["lianban.request_id"])
        start("200 OK", [])
        return [b"hello"]

    with serving(app, seen=seen.append) as port:
        asked(port, "GET", f"/somewhere?name={NUMBER}", {"authorization": "Bearer secret"})

    [one] = seen
    assert (one.method, one.path, one.status, one.bytes) == ("GET", "/somewhere", 200, 5)
    assert [one.request_id] == named
    assert one.seconds >= 0


def broken(_environ: Any, _start: Any) -> list[bytes]:
    raise ZeroDivisionError


@each(
    "bounds, status",
    [
        (Bounds(body=lambda _path: 4, farewell=1), 413),
        (Bounds(line=0, farewell=1), 503),
        (Bounds(farewell=1), 500),
    ],
)
def test_what_the_server_itself_refuses_is_told_too_with_the_name_in_its_problem(
    bounds: Bounds, status: int
) -> None:
    seen: list[Exchanged] = []

    with serving(broken, seen=seen.append, bounds=bounds) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("POST", "/", body=b"too much")
        problem = json.loads(connection.getresponse().read())
        connection.close()

    assert [(one.method, one.status) for one in seen] == [("POST", status)]
    assert problem["instance"] == f"urn:lianban:request:{seen[0].request_id}"


def test_the_numbers_are_read_on_a_port_of_their_own() -> None:
    numbers = Numbers()
    numbers.request(method="GET", route="/", status=200, seconds=0.1)

    with metrics_served(numbers, host="127.0.0.1", port=0) as port:
        assert port is not None
        status, text = asked(port, "GET", "/metrics")
        other, _ = asked(port, "GET", "/v1/cases")
        written, _ = asked(port, "POST", "/metrics")

    assert (status, other, written) == (200, 404, 404)
    assert b'lianban_requests_total{method="GET",route="/",status="200"} 1.0' in text


def test_nothing_listens_where_nobody_asked_for_it() -> None:
    with metrics_served(Numbers(), host="127.0.0.1", port=None) as port:
        assert port is None
