"""Every field of the form is filled with a value that occurs nowhere else; none leaves but where an edition names it."""

import warnings
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from functions.departments.projection import department_payload, item_fields
from schemas.catalogue.edition import Edition, load_edition, shipped
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from tests.support.each import each
from tests.support.samples import application

EDITIONS = tuple(load_edition(name) for name in shipped())
PATHS = tuple(leaf_paths(Application))
HELD = [(edition.name, item) for edition in EDITIONS for item in (*edition.items, edition.service_check)]
each_item = each("item", [item for _, item in HELD], ids=[f"{name}-{item.code}" for name, item in HELD])
each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=[edition.name for edition in EDITIONS])


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


def payload_of_markers(item: Item) -> dict[str, Any]:
    # Markers are no dates and no choices: whether one of them is serialized with a warning is the item's fields' affair.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
        return department_payload(item.department, filled(Application), item)


@each_item
def test_exactly_the_named_fields_leave_and_no_other(item: Item) -> None:
    payload = payload_of_markers(item)

    assert dict(leaves(payload)) == {path: marker(path) for path in item.fields}
    said = repr(payload)
    assert [path for path in set(PATHS) - set(item.fields) if marker(path) in said] == []


@each_item
def test_the_named_fields_are_the_forms_each_once(item: Item) -> None:
    assert sorted(item.fields) == sorted(set(item.fields) & set(PATHS))


@each_item
def test_a_department_gets_nothing_of_anothers_item(item: Item) -> None:
    form = application()
    for other in set(Department) - {item.department}:
        with pytest.raises(KeyError):
            department_payload(other, form, item)
        with pytest.raises(KeyError):
            item_fields(other, item)


def readers(edition: Edition, path_start: str) -> set[tuple[Department, str]]:
    return {
        (item.department, item.code)
        for item in (*edition.items, edition.service_check)
        if any(path.startswith(path_start) for path in item.fields)
    }


VETERANS, POLICE = Department.VETERANS_AFFAIRS, Department.PUBLIC_SECURITY
INSURANCE, MEDICAL, MILITARY = (
    Department.HUMAN_RESOURCES,
    Department.HEALTHCARE_SECURITY,
    Department.MOBILIZATION,
)


READERS: list[tuple[str, set[tuple[Department, str]]]] = [
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
]


@each_edition
def test_a_sensitive_section_has_only_these_readers(edition: Edition) -> None:
    assert [(path, readers(edition, path)) for path, _ in READERS] == READERS


@each_edition
def test_the_service_check_sees_identity_and_service_only(edition: Edition) -> None:
    sections = {path.split(".")[0] for path in edition.service_check.fields}

    assert sections == {"person", "service"}


@each_edition
def test_every_field_of_the_form_has_a_reader(edition: Edition) -> None:
    """But what chooses the items: offices judge a result that is held by its paper, which is a material, not by its word."""
    named = {path for item in (*edition.items, edition.service_check) for path in item.fields}
    held = {path for item in edition.items for path in item.asked_fields if path not in item.fields}

    assert set(PATHS) - named == {"items", *held}
    assert {path.partition(".")[0] for path in held} == {"held"}


def item_of(code: str) -> Item:
    return EDITIONS[-1].item(code)


def test_an_absent_section_is_left_out() -> None:
    form = application(household={"cancelled_at_enlistment": False})

    payload = department_payload(POLICE, form, item_of("household_registration"))

    assert payload["household"] == {"cancelled_at_enlistment": False}
    assert "insurance" not in payload


def test_a_payload_is_plain_json() -> None:
    payload = department_payload(POLICE, application(), item_of("driving_licence"))

    assert payload["driving"]["valid_until"] == "2030-12-31"
    assert type(payload["driving"]["licence"]) is str
