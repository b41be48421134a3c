"""Every field of the form is filled with a value that occurs nowhere else; none leaves but where it is named."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from functions.departments.registry import FIELDS, department_payload, item_fields
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import Department
from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from tests.support.samples import application

EDITION = load_edition(CURRENT)
ITEMS = (*EDITION.items, EDITION.service_check)
PATHS = tuple(leaf_paths(Application))
HELD = [(department, code) for department, fields in FIELDS.items() for code in fields]
each_held = pytest.mark.parametrize(("department", "code"), HELD)


def marker(path: str) -> str:
    return f"<{path}>"


def _section(annotation: Any) -> type[BaseModel] | None:
    candidates = (annotation, *get_args(annotation))
    return next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)


def filled(model: type[BaseModel], prefix: str = "") -> Any:
    """An instance with every field set to its own marker; built without validation, for markers are no real values."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = _section(field.annotation)
        values[name] = filled(inner, f"{prefix}{name}.") if inner else marker(prefix + name)
    return model.model_construct(**values)


def leaves(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{prefix}{name}.")
    else:
        yield prefix.removesuffix("."), value


def payload_of_markers(department: Department, code: str) -> dict[str, Any]:
    with pytest.warns(UserWarning, match="Pydantic serializer warnings"):
        return department_payload(department, filled(Application), code)


@each_held
def test_exactly_the_named_fields_leave_and_no_other(department: Department, code: str) -> None:
    payload = payload_of_markers(department, code)

    assert dict(leaves(payload)) == {path: marker(path) for path in item_fields(department, code)}
    unnamed = set(PATHS) - set(item_fields(department, code))
    assert not [path for path in unnamed if marker(path) in repr(payload)]


@each_held
def test_the_modules_fields_are_those_of_the_catalogue(department: Department, code: str) -> None:
    assert item_fields(department, code) == EDITION.item(code).fields
    assert set(item_fields(department, code)) <= set(PATHS)
    assert len(set(item_fields(department, code))) == len(item_fields(department, code))


def test_each_department_has_fields_for_its_own_items_and_no_others() -> None:
    for department in Department:
        own = {item.code for item in ITEMS if item.department is department}
        assert set(FIELDS[department]) == own


@pytest.mark.parametrize(
    ("department", "code"),
    [
        (department, item.code)
        for department in Department
        for item in ITEMS
        if item.department is not department
    ],
)
def test_a_department_gets_nothing_of_anothers_item(department: Department, code: str) -> None:
    with pytest.raises(KeyError):
        department_payload(department, application(), code)


def readers(path_start: str) -> set[tuple[Department, str]]:
    return {
        (department, code)
        for department, fields in FIELDS.items()
        for code, paths in fields.items()
        if any(path.startswith(path_start) for path in paths)
    }


VETERANS, POLICE = Department.VETERANS_AFFAIRS, Department.PUBLIC_SECURITY
INSURANCE, MEDICAL, MILITARY = (
    Department.HUMAN_RESOURCES,
    Department.HEALTHCARE_SECURITY,
    Department.MOBILIZATION,
)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("items", set()),
        ("bank.", {(VETERANS, "economic_subsidy")}),
        ("employment.", {(VETERANS, "employment_support")}),
        ("household.", {(POLICE, "household_registration")}),
        ("identity_card.", {(POLICE, "identity_card")}),
        ("driving.", {(POLICE, "driving_licence")}),
        ("insurance.pension", {(INSURANCE, "social_insurance"), (INSURANCE, "pension_transfer")}),
        ("insurance.medical", {(MEDICAL, "medical_insurance"), (MEDICAL, "medical_transfer")}),
        ("insurance.social_card", {(INSURANCE, "social_security_card")}),
        ("insurance.card_bank", {(INSURANCE, "social_security_card")}),
        ("insurance.photo", {(INSURANCE, "social_security_card")}),
        ("reserve.", {(MILITARY, "reserve_registration")}),
        (
            "service.unit_code",
            {(VETERANS, "discharge_report"), (MILITARY, "service_check"), (MILITARY, "reserve_registration")},
        ),
        ("service.disability", {(VETERANS, "discharge_report")}),
    ],
)
def test_a_sensitive_section_has_only_these_readers(path: str, allowed: set[tuple[Department, str]]) -> None:
    assert readers(path) == allowed


def test_the_service_check_sees_identity_and_service_only() -> None:
    sections = {path.split(".")[0] for path in item_fields(MILITARY, "service_check")}

    assert sections == {"person", "service"}


def test_every_field_of_the_form_has_a_reader() -> None:
    named = {path for fields in FIELDS.values() for paths in fields.values() for path in paths}

    assert set(PATHS) - named == {"items"}


def test_an_absent_section_is_left_out() -> None:
    form = application(household={"cancelled_at_enlistment": False})

    payload = department_payload(POLICE, form, "household_registration")

    assert payload["household"] == {"cancelled_at_enlistment": False}
    assert "insurance" not in payload


def test_a_payload_is_plain_json() -> None:
    payload = department_payload(POLICE, application(), "driving_licence")

    assert payload["driving"]["valid_until"] == "2030-12-31"
    assert type(payload["driving"]["licence"]) is str
