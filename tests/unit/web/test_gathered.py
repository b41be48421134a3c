"""Which page is meant by what came through one door."""

from typing import Any

from functions.entrance import addresses_of
from functions.pages.routes import PAGES
from functions.web.gathered import SHARED_DOORS, THE_REST, GatheredPages, door_of

EVERY = [(one.method, one.path) for one in PAGES]
GATHERED = GatheredPages(addresses_of(f"{method} {path}" for method, path in EVERY))


def asked(method: str, door: str, rest: str) -> dict[str, Any]:
    """As API Gateway calls."""
    address = f"{door}/{THE_REST}"
    return {
        "resource": address,
        "path": f"{door}/{rest}",
        "pathParameters": {"proxy": rest},
        "requestContext": {"httpMethod": method, "resourcePath": address, "stage": "api"},
        "body": "a=1",
    }


def test_every_page_below_a_door_is_found_as_if_it_had_its_own() -> None:
    below = [one for one in EVERY if door_of(one[1])]
    lost = []
    for method, address in below:
        [door] = (door for door in SHARED_DOORS if address.startswith(f"{door}/"))
        found = GATHERED.as_declared(asked(method, door, address.removeprefix(f"{door}/")))
        if (
            found is None
            or found["requestContext"]["resourcePath"] != address
            or found["resource"] != address
        ):
            lost.append((method, address))

    assert len(below) > 100
    assert lost == []


def test_what_stands_in_an_address_is_named_and_all_else_stays() -> None:
    given = asked("POST", "/console", "cases/7/items/identity_card/acts/retry")

    found = GATHERED.as_declared(given)

    assert found == {
        **given,
        "resource": "/console/cases/{case_id}/items/{item}/acts/{act}",
        "pathParameters": {"case_id": "7", "item": "identity_card", "act": "retry"},
        "requestContext": {
            **given["requestContext"],
            "resourcePath": "/console/cases/{case_id}/items/{item}/acts/{act}",
        },
    }


def test_what_no_page_is_at_and_a_method_that_none_has_are_nothing() -> None:
    assert GATHERED.as_declared(asked("GET", "/console", "nowhere/at/all")) is None
    assert GATHERED.as_declared(asked("POST", "/console", "cases/7")) is None
    assert GATHERED.as_declared(asked("DELETE", "/console", "cases/7")) is None
