from dataclasses import replace

import pytest

from functions.api.routes import ROUTES
from functions.domain.catalogue.refusals import InvalidApplication
from functions.domain.errors import StoreBusy
from functions.domain.intake.refusals import MaterialsMissing
from tests.support.api_notes import DEPS, api
from tests.support.api_notes import ROUTES as NOTES
from tests.support.client import Api, Undeclared


def test_no_route_answers_an_error_that_it_does_not_declare() -> None:
    """Every test of a route asks through this client: that is how the declarations are kept true."""
    silent = tuple(replace(route, errors=()) for route in NOTES)

    with pytest.raises(Undeclared, match="GET /fail does not declare invalid-application"):
        Api(DEPS, silent).get("/fail", fault="refused")


def test_a_declared_error_and_one_of_every_route_are_answers_like_any_other() -> None:
    assert api().get("/fail", fault="refused").code == InvalidApplication.code
    assert api().get("/fail", fault="busy").code == StoreBusy.code


def test_what_the_framework_answers_itself_is_no_routes_to_declare() -> None:
    assert api().send("DELETE", "/notes", b"", {}).status == 405


def test_a_submission_tells_that_materials_can_be_missing() -> None:
    submission = next(route for route in ROUTES if (route.method, route.path) == ("POST", "/v1/cases"))

    assert MaterialsMissing in submission.refusals
