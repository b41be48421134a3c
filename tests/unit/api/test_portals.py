"""A portal's page in a browser uses the interface from another origin (CORS)."""

from dataclasses import replace

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


def asked_before(portal: Api, route: AnyRoute) -> tuple[int, str | None, str | None, bool]:
    """What a browser is answered before it calls a route: status, for whom, with which headers, whether with its method."""
    answer = portal.send(
        "OPTIONS", address(route), b"", {"origin": PORTAL, "access_control_request_method": route.method}
    )
    told = {name.removeprefix("access-control-allow-"): value for name, value in answer.headers.items()}
    methods = told.get("methods", "").split(", ")
    return answer.status, told.get("origin"), told.get("headers"), route.method in methods


def test_every_route_tells_a_portals_browser_that_it_may_be_called() -> None:
    portal = api()

    told = {f"{route.method} {route.path}": asked_before(portal, route) for route in ROUTES}

    right = (204, PORTAL, ", ".join(SENT), True)
    assert {route: answer for route, answer in told.items() if answer != right} == {}


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
