import re
from typing import Any

import pytest

from functions.api.routes import ROUTES
from functions.domain.case.refusals import CaseNotFound
from functions.domain.refusals import NotFound
from functions.pages.routes import PAGES
from functions.web.path_parameters import PARAMETERS, check_path, ids_in
from schemas.codes import Department
from tests.support.api_case import CASE, get, open_case
from tests.support.api_notes import MARKER
from tests.support.each import each

SERVICE = f"/v1/cases/{CASE}"
ADMITTED = {
    "case_id": CASE,
    "run": "1",
    "department": "mobilization",
    "incident": f"{CASE}.service_check",
    "draft_id": CASE,
    "feedback_id": "440100-20261124010203000001-0a1b2c3d",
    "circular_id": "440100-8204092799999-0a1b2c3d4e5f",
    "question_id": "1795892400000-0a1b2c3d4e5f",
    "batch_id": "0" * 32,
    "export_id": "8204092799999-0a1b2c3d4e5f",
    "report_id": "8204092799999-0a1b2c3d4e5f",
    "reference": "TY261124-TEST0001-0",
    "item": "service_check",
    "letter": "correction-12",
    "letter_code": "ABCDEFGHIJKLMNOPQR23",
    "material_id": CASE,
    "consent": "health",
    "asset": "style.0123456789abcdef.css",
    "kit_file": "item.dispatched.schema.json",
    "todo": "fetch",
    "parked_id": CASE,
    "answer": "accepted",
    "act": "retry",
    "material": "pension_voucher",
    "section": "person",
    "field": "service.enlisted_on",
}


def test_every_parameter_of_a_route_has_one_line_and_no_line_is_idle() -> None:
    routed = {name for route in ROUTES for name in route.parameters}
    paged = {name for page in PAGES for name in re.findall(r"{(\w+)}", page.path)}

    assert set(PARAMETERS) == routed | paged == set(ADMITTED)


@each("name", PARAMETERS)
def test_what_can_exist_is_let_through_and_what_cannot_is_refused(name: str) -> None:
    check_path({name: ADMITTED[name]})

    for wrong in ("", "x" * 500, MARKER + "x", "..", "\x00", f"{ADMITTED[name]}\n"):
        with pytest.raises(PARAMETERS[name].refusal):
            check_path({name: wrong})


@each("name", PARAMETERS)
def test_the_documented_form_is_the_one_that_is_checked(name: str) -> None:
    schema: dict[str, Any] = PARAMETERS[name].schema

    if "pattern" in schema:
        assert schema["pattern"] == f"^{PARAMETERS[name].pattern}$"
    if "enum" in schema:
        assert all(PARAMETERS[name].admits(value) for value in schema["enum"])
        assert set(schema["enum"]) == set(Department)
    if "maximum" in schema:
        assert PARAMETERS[name].admits(str(schema["maximum"]))
        assert not PARAMETERS[name].admits(str(schema["maximum"] + 1))


def test_of_several_wrong_ones_the_first_line_answers() -> None:
    with pytest.raises(CaseNotFound):
        check_path({"item": "", "case_id": ""})
    with pytest.raises(NotFound) as refused:
        check_path({"reference": "", "department": ""})

    assert type(refused.value) is NotFound


def test_a_log_line_names_our_ids_and_nothing_that_somebody_typed() -> None:
    assert ids_in(ADMITTED) == {
        name: ADMITTED[name]
        for name in (
            "case_id", "draft_id", "circular_id", "question_id", "batch_id", "export_id", "report_id", "item"
        )
    }  # fmt: skip
    assert not ids_in(dict.fromkeys(PARAMETERS, MARKER))


@each(
    "path, code",
    [
        (f"{SERVICE}/forms/{MARKER}", "item-not-found"),
        (f"{SERVICE}/items/service_check/letters/{MARKER}", "form-not-found"),
        (f"{SERVICE}/items/{MARKER}/letters/receipt", "item-not-found"),
    ],
)
def test_a_wrong_place_is_answered_as_one_that_does_not_exist(path: str, code: str) -> None:
    api, _, _ = open_case()

    answer = get(api, path)

    assert (answer.status, answer.code) == (404, code)
    assert MARKER not in answer.text


def test_nobody_learns_what_exists_before_the_signature_is_checked() -> None:
    api, _, _ = open_case()
    path = f"/v1/departments/mobilization/materials/{MARKER.lower()}x/service_check"

    unsigned = api.get(path)
    signed = api.get(path, webhook_id="w-1", webhook_signature="mobilization")

    assert (unsigned.code, signed.code) == ("bad-signature", "case-not-found")
