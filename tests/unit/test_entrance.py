"""The interface's Lambda binds what it is asked for, and that as app.py does."""

import pytest
from chalice.app import Chalice

import app
from functions.api.routes import ROUTES
from functions.entrance import bind_asked, page_at
from functions.pages.routes import PAGES
from functions.web.edge import guard
from infra.package.where import where

WHERE = where()


def bound(*asked: tuple[str, str]) -> Chalice:
    made = Chalice(app_name="lianban", configure_logs=False)
    guard(made)
    for method, address in asked:
        bind_asked(made, method, address, WHERE)
    return made


def entries(of: Chalice) -> dict[tuple[str, str], str]:
    return {
        (method, address): entry.view_name
        for address, methods in of.routes.items()
        for method, entry in methods.items()
    }


def test_asked_for_everything_it_is_what_the_app_is() -> None:
    every = [*((one.method, one.path) for one in ROUTES), *((one.method, one.path) for one in PAGES)]

    assert entries(bound(*every)) == entries(app.app)


def test_of_the_interface_all_methods_of_an_address_are_bound_and_no_other_address() -> None:
    assert entries(bound(("GET", "/v1/cases"))).keys() == {
        ("GET", "/v1/cases"),
        ("POST", "/v1/cases"),
        ("OPTIONS", "/v1/cases"),
    }


def test_a_page_is_bound_alone_and_once() -> None:
    assert entries(bound(("POST", "/display"), ("POST", "/display"))).keys() == {("POST", "/display")}


def test_a_page_that_another_one_shows_is_found_by_its_address_and_brings_no_other() -> None:
    found = page_at("/drafts/a/sections/person", WHERE["PAGES"])

    assert found in PAGES
    assert (found.method, found.path) == ("GET", "/drafts/{draft_id}/sections/{section}")
    assert page_at("/no/such/page", WHERE["PAGES"]) is None


@pytest.mark.parametrize("asked", [("GET", "/no/such"), ("DELETE", "/display")])
def test_what_nobody_declares_is_left_to_chalice(asked: tuple[str, str]) -> None:
    assert entries(bound(asked)) == {}


def test_each_address_comes_from_the_module_that_declares_it() -> None:
    assert WHERE["ROUTES"]["/v1/cases"] == [
        "functions.api.intake.routes_submission",
        "functions.api.intake.routes_case",
    ]
    assert WHERE["PAGES"]["GET /cases/{case_id}"] == ["functions.pages.case.pages"]


def test_only_what_tells_of_all_of_them_needs_them_all() -> None:
    whole = {
        address
        for kind in WHERE.values()
        for address, modules in kind.items()
        if {"functions.api.routes", "functions.pages.routes"} & set(modules)
    }
    assert {one for one in whole if not one.startswith("GET /")} == {"/openapi.json", "/docs"}
