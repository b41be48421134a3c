"""What lies beside the interface, asked by a page of another origin."""

from collections.abc import Iterable, Mapping

import pytest

from infra.embedded.web.cross_origin import cross_origin
from infra.embedded.web.types import Environ, StartResponse

PORTAL = "https://portal.example"
METHODS = {"/materials/": ("PUT",), "/issuer/token": ("POST",)}


def inner(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"inside"]


def asked(method: str, path: str, origin: str | None, **more: str) -> tuple[str, Mapping[str, str], bytes]:
    told: list[tuple[str, Mapping[str, str]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_more: object) -> None:
        told.append((status, dict(headers)))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, **more}
    if origin:
        environ["HTTP_ORIGIN"] = origin
    body = b"".join(cross_origin(inner, METHODS, frozenset({PORTAL}))(environ, start_response))
    ((status, headers),) = told
    return status, headers, body


@pytest.mark.parametrize(("path", "method"), [("/materials/abc", "PUT"), ("/issuer/token", "POST")])
def test_a_portals_browser_may_send_a_file_and_ask_for_a_token(path: str, method: str) -> None:
    before = asked("OPTIONS", path, PORTAL, HTTP_ACCESS_CONTROL_REQUEST_METHOD=method)
    answer = asked(method, path, PORTAL)

    assert (before[0], before[2]) == ("204 No Content", b"")
    assert before[1]["Access-Control-Allow-Methods"] == method
    assert (answer[1]["Access-Control-Allow-Origin"], answer[2]) == (PORTAL, b"inside")


def test_pages_elsewhere_and_other_paths_get_no_permission() -> None:
    elsewhere = asked("PUT", "/materials/abc", "https://elsewhere.example")
    page = asked("GET", "/", PORTAL)
    same = asked("PUT", "/materials/abc", None)

    assert [answer[2] for answer in (elsewhere, page, same)] == [b"inside"] * 3
    assert not any("Access-Control-Allow-Origin" in answer[1] for answer in (elsewhere, page, same))
