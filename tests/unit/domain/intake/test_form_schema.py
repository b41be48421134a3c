"""The generated schema accepts and refuses what the models accept and refuse, for any choice of items."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from functions.domain.intake.drafting import filled_paths, needed_fields, pruned
from functions.domain.intake.form_schema import DIALECT, form_schema
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes_form import LABELS
from schemas.form.application import Application
from schemas.form.partial import findings
from schemas.form.paths import field_at, leaf_paths
from tests.support.each import each
from tests.support.samples import sample

EDITION = load_edition(CURRENT)
ALL = tuple(item.code for item in EDITION.items)
HOST = {"name": "测试乙", "id_number": "440106197001010014", "relation": "父亲", "phone": "10000000002"}
WRONG: tuple[object, ...] = (0, 7, True, "", " ", "x", "２", [], {"a": 1}, "2026-02-30", "长" * 201)
# What only the models know: the check digit, dates in order, the names that must agree.
BEYOND = (
    "person.id_number",
    "person.birth_date",
    "person.sex",
    "person.name",
    "bank.holder",
    "service.enlisted_on",
    "service.discharged_on",
    "household.host.id_number",
    # Who may be placed in a job.
    "service.martyr_child",
)


@cache
def schema_of(items: tuple[str, ...]) -> dict[str, Any]:
    return form_schema(items, needed_fields(items, EDITION), EDITION)


@cache
def validator(items: tuple[str, ...]) -> Draft202012Validator:
    return Draft202012Validator(schema_of(items), format_checker=FormatChecker())


def form(items: tuple[str, ...] = ALL) -> dict[str, Any]:
    return copy.deepcopy(_form(items))


@cache
def _form(items: tuple[str, ...]) -> dict[str, Any]:
    """The sample as far as the items need it, with a host, and with what may be held."""
    whole = {name: section for name, section in sample().items() if name != "items"}
    whole["household"]["host"] = HOST
    whole["service"].pop("disability_grade")
    whole["service"]["martyr_child"] = True
    whole["held"] = {}
    for item in ("discharge_report", "household_registration", "medical_insurance"):
        whole["held"] |= {item: True, f"{item}_paper": {"number": "示例字1号", "issued_on": "2026-11-01"}}
    return pruned(whole, needed_fields(items, EDITION))


def replaced(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """`...` takes it away."""
    changed = level = dict(document)
    *sections, name = path.split(".")
    for section in sections:
        level[section] = level = dict(level[section])
    level.pop(name, None)
    return changed if value is ... else (level.update({name: value}) or changed)


def leaves(schema: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, found in schema["properties"].items():
        if found.get("type") == "object":
            yield from leaves(found, f"{prefix}{name}.")
        else:
            yield prefix + name, found


def agree(document: dict[str, Any], items: tuple[str, ...]) -> bool:
    return bool(validator(items).is_valid(document)) == (
        findings(document, items, EDITION.required(items)) == ()
    )


@pytest.mark.slow
@pytest.mark.parametrize("items", [ALL, *((code,) for code in ALL), ("driving_licence", "medical_transfer")])
def test_it_is_a_schema_of_the_dialect_and_takes_what_its_items_need(items: tuple[str, ...]) -> None:
    schema = schema_of(items)

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert {path for path, _ in leaves(schema)} == needed_fields(items, EDITION)
    assert validator(items).is_valid(form(items))
    assert findings(form(items), items, EDITION.required(items)) == ()


def test_a_field_that_five_departments_need_is_asked_once() -> None:
    asked = [path for path, _ in leaves(schema_of(ALL))]
    once = dict(leaves(schema_of(ALL)))

    assert asked.count("person.phone") == 1
    assert len(once["person.phone"]["x-items"]) == len(ALL)


def test_every_field_has_a_chinese_title_and_every_code_its_label() -> None:
    for path, leaf in leaves(schema_of(ALL)):
        titles = [leaf["title"], *(option["title"] for option in leaf.get("oneOf", ()))]
        assert all(any("一" <= letter <= "鿿" for letter in title) for title in titles), path
    assert LABELS


def test_sections_come_in_order_with_their_titles() -> None:
    sections = schema_of(ALL)["properties"]

    assert [section["x-section"]["order"] for section in sections.values()] == [*range(1, len(sections) + 1)]
    assert sections["person"]["title"] == "基本信息"


def test_a_hint_that_stands_at_a_field_is_shown_there() -> None:
    described = {path for path, leaf in leaves(schema_of(ALL)) if "description" in leaf}

    assert {path for path in leaf_paths(Application) if field_at(Application, path).description} == described
    assert {"person.name", "bank.holder", "household.host.relation"} <= described


@pytest.mark.slow
def test_a_field_taken_away_is_missed_by_both_or_by_neither() -> None:
    whole = form()

    assert [path for path in sorted(filled_paths(whole)) if not agree(replaced(whole, path, ...), ALL)] == []


@pytest.mark.slow
@each("path", sorted(filled_paths(form())))
def test_a_wrong_value_is_refused_by_both_or_by_neither(path: str) -> None:
    whole = form()
    for value in WRONG:
        document = replaced(whole, path, value)

        schema_says, model_says = (
            validator(ALL).is_valid(document),
            not findings(document, ALL, EDITION.required(ALL)),
        )

        assert not schema_says or model_says or path in BEYOND, value
        assert not model_says or schema_says, value


def cases() -> Iterator[tuple[str, object]]:
    for path, leaf in leaves(schema_of(ALL)):
        for option in leaf.get("oneOf", ()):
            yield path, option["const"]
        if leaf.get("type") == "boolean":
            yield from ((path, True), (path, False))


@pytest.mark.slow
@each("path, value", [case for case in cases() if case[0] not in BEYOND])
def test_every_code_leads_both_to_the_same_conditions(path: str, value: object) -> None:
    whole = replaced(form(), path, value)

    assert agree(whole, ALL)
    for optional in ("household.host", "driving.licence_class", "employment.training_trade"):
        assert agree(replaced(whole, optional, ...), ALL)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(ALL), min_size=1, unique=True),
    st.lists(st.sampled_from(sorted(cases(), key=str)), max_size=6),
    st.lists(st.sampled_from(sorted(filled_paths(form()))), max_size=4),
)
def test_the_schema_and_the_models_agree_on_generated_forms(
    chosen: list[str], changes: list[tuple[str, Any]], gaps: list[str]
) -> None:
    items = tuple(chosen)
    document = form()
    for path, value in changes:
        if path not in BEYOND:
            document = replaced(document, path, value)
    for path in set(gaps) - set(BEYOND):
        *sections, name = path.split(".")
        level = document
        for section in sections:
            level = level.get(section, {})
        level.pop(name, None)
    document = pruned(document, needed_fields(items, EDITION))

    assert agree(document, items), json.dumps(document, ensure_ascii=False)


def test_what_no_item_needs_has_no_place() -> None:
    assert not validator(("discharge_report",)).is_valid(form())
    assert "bank" not in schema_of(("discharge_report",))["properties"]
