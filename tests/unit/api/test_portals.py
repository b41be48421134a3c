"""A portal's page in a browser uses the interface from another origin (CORS)."""

from dataclasses import replace

import pytest

from functions.api.binder import AnyRoute
from functions.api.routes import ROUTES
from functions.web.cross_origin import SENT
from tests.support.api_deps import house
from tests.support.client import Api

PORTAL = "https://portal.example"
ELSEWHERE = "https://elsewhere.example"
ONE = {"department": "public_security", "case_id": "00000000-0000-4000-8000-000000000001"}


def api() -> Api:
    return Api(replace(house(), origins=frozenset({PORTAL})))


def address(route: AnyRoute) -> str:
    return route.path.format(**{name: ONE.get(name, "1") for name in route.parameters})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_tells_a_portals_browser_that_it_may_be_called(route: AnyRoute) -> None:
    answer = api().send(
        "OPTIONS", address(route), b"", {"origin": PORTAL, "access_control_request_method": route.method}
    )

    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == PORTAL
    assert route.method in answer.headers["access-control-allow-methods"].split(", ")
    assert answer.headers["access-control-allow-headers"] == ", ".join(SENT)


def test_a_portals_page_reads_answers_and_refusals() -> None:
    taken = api().get("/v1/regions", origin=PORTAL)
    refused = api().get("/v1/cases", origin=PORTAL)

    assert (taken.status, refused.status) == (200, 401)
    assert {taken.headers["access-control-allow-origin"], refused.headers["access-control-allow-origin"]} == {
        PORTAL
    }


def test_pages_elsewhere_get_no_permission_and_whoever_is_no_browser_no_word_of_it() -> None:
    elsewhere = api().get("/v1/regions", origin=ELSEWHERE)
    program = api().get("/v1/regions")
    before = api().send(
        "OPTIONS", "/v1/regions", b"", {"origin": ELSEWHERE, "access_control_request_method": "GET"}
    )

    assert "access-control-allow-origin" not in elsewhere.headers
    assert "vary" not in program.headers
    assert "access-control-allow-origin" not in before.headers
    assert (before.status, before.headers["allow"]) == (204, "GET, OPTIONS")
