"""What is asked is asked as its own reader asks it, and of routes that are there."""

from dataclasses import fields
from typing import Any

from functions.api.routes import ROUTES
from functions.pages.routes import PAGES
from functions.web.matching import RouteTable
from infra.growth.probes import PickedCases, Probe, ProbeRequest, probes

WORDS: dict[str, Any] = {field.name: f"x-{field.name}" for field in fields(PickedCases)}
PICKED = PickedCases(**{**WORDS, "number": 1, "own": 1})
KEY = "whsec_" + "Zm9yZ2Vk" * 4


def request(operation: Probe) -> ProbeRequest:
    return operation.request(PICKED)


def test_every_operation_has_its_own_name() -> None:
    names = [one.name for one in probes(KEY)]

    assert len(names) == len(set(names))


def test_every_address_is_one_of_the_interfaces_or_a_page() -> None:
    routes = {(one.method, one.path) for one in ROUTES}
    there = routes | {(one.method, one.path) for one in PAGES}

    for one in probes(KEY):
        asked = request(one)
        paths = {path for method, path in there if method == asked.method}
        assert RouteTable(paths).match(asked.path.partition("?")[0])[0], one.name


def test_every_list_of_the_interface_is_measured() -> None:
    lists = {
        route.path
        for route in ROUTES
        if route.method == "GET" and "cursor" in str(getattr(route.query, "model_fields", {}))
    }
    asked = {request(one).path.partition("?")[0] for one in probes(KEY)}

    measured = {path for path in lists if any(RouteTable((path,)).match(one)[0] for one in asked)}
    assert lists - measured == {
        # What happened in one run is the engine's, which knows nothing of how large the ledger is.
        "/v1/operator/cases/{case_id}/executions/{run}",
        # What one office has published, and what came back on one circular: no case is in them.
        "/v1/cases/{case_id}/slots",
        "/v1/cases/{case_id}/slots/same-day",
        "/v1/circulars/{circular_id}/questions",
        "/v1/operator/circulars/{circular_id}/acknowledgements",
    }
