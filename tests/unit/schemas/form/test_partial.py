"""An unfinished form: what is there is held to its type and rules, what is missing is told, all of it at once."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.form.partial import findings, parsed
from schemas.problems import problems
from tests.support.each import each
from tests.support.samples import changed, parse

HOST = {"name": "测试乙", "id_number": "440106197001010014", "relation": "父亲", "phone": "10000000002"}


def form(**values: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    document = changed(**values)
    items = tuple(document.pop("items"))
    return document, items


def refused(given: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        parsed(given)
    return dict(problems(caught.value))


def test_a_part_of_the_form_is_kept_as_the_model_reads_it() -> None:
    given: dict[str, Any] = {
        "person": {"name": " 测试甲 ", "education": None},
        "bank": {},
        "household": {"host": {}},
    }

    assert parsed(given) == {"person": {"name": "测试甲"}}


def test_the_whole_form_is_a_part_of_itself() -> None:
    whole, items = form()

    assert parse({"items": list(items), **parsed(whole)}) == parse(changed())


@each(
    "given, pointer",
    [
        ({"person": {"phone": "02012345678"}}, "/person/phone"),
        ({"person": {"id_number": "440106200301010011"}}, "/person/id_number"),
        ({"person": {"birth_date": "2003-02-30"}}, "/person/birth_date"),
        ({"person": {"sex": "unknown"}}, "/person/sex"),
        ({"person": {"surprise": 1}}, "/person/surprise"),
        ({"surprise": {}}, "/surprise"),
        ({"person": "text"}, "/person"),
        ({"items": {}}, "/items"),
        ({"service": {"disability_grade": 11}}, "/service/disability_grade"),
        ({"service": {"disability_grade": 5.0}}, "/service/disability_grade"),
        ({"household": {"host": {"id_number": "440106197001010015"}}}, "/household/host/id_number"),
        ({"insurance": {"pension_start": "2026-13"}}, "/insurance/pension_start"),
    ],
)
def test_a_wrong_value_is_refused_by_its_place(given: dict[str, Any], pointer: str) -> None:
    assert set(refused(given)) == {pointer}


def test_every_wrong_value_is_named_at_once() -> None:
    assert set(refused({"person": {"phone": "1", "sex": "x"}, "bank": {"account": "1"}})) == {
        "/person/phone",
        "/person/sex",
        "/bank/account",
    }


def test_a_whole_form_has_no_findings() -> None:
    assert findings(*form(), ("bank.account", "reserve.designated")) == ()


def test_an_empty_form_lacks_what_its_items_need_and_no_more() -> None:
    found = dict(findings({}, ("discharge_report", "reserve_registration"), ("reserve.designated",)))

    assert "/reserve/designated" in found
    assert "/person/name" in found
    assert not any(pointer.startswith(("/bank", "/driving", "/household")) for pointer in found)
    assert set(found.values()) == {"请填写此项。", "所选事项需要填写此项。"}


def test_types_rules_conditions_and_gaps_are_told_together() -> None:
    whole, items = form(person__birth_date="2003-01-02", bank__holder="测试乙", service__merit="xx")
    del whole["person"]["phone"]
    whole["driving"] = {"licence": "valid"}
    whole["service"]["enlisted_on"] = "2001-09-01"

    found = dict(findings(whole, items, ()))

    assert set(found) == {
        "/service/merit",
        "/person/phone",
        "/person/birth_date",
        "/bank/holder",
        "/service/enlisted_on",
        *(f"/driving/{name}" for name in ("licence_class", "licence_number", "valid_until", "medical_check")),
    }
    assert all(detail.endswith("。") for detail in found.values())


def test_a_wrong_field_inside_a_section_does_not_hide_the_section() -> None:
    host = {**HOST, "id_number": "440106197001010015"}
    whole, items = form(household__landing_type="relative", household__host=host)

    assert {pointer for pointer, _ in findings(whole, items, ())} == {"/household/host/id_number"}


@each("section", ["person", "service", "destination"])
@each("value", [[], "测试甲", 1])
def test_what_is_no_section_at_all_is_told_once_and_lacks_no_fields_beside(section: str, value: Any) -> None:
    whole, items = form()

    assert [pointer for pointer, _ in findings({**whole, section: value}, items, ())] == [f"/{section}"]


@each(
    "values",
    [
        {"household__landing_type": "relative"},
        {"identity_card__reason": "first"},
        {"employment__training_trade": None},
        {"service__placement_type": "transfer"},
        {"service__discharged_on": "2024-09-01"},
        {"person__sex": "female"},
        {"household__landing_type": "relative", "household__host": HOST},
        {"driving": {"licence": "none"}},
        {"bank": None},
    ],
)
def test_findings_and_the_model_agree(values: dict[str, Any]) -> None:
    document = changed(**values)
    whole, items = form(**values)
    told: set[str] = set()
    try:
        parse(document)
    except ValidationError as error:
        told = {pointer for pointer, _ in problems(error)}

    assert {pointer for pointer, _ in findings({k: v for k, v in whole.items() if v}, items, ())} == told


def test_every_required_field_that_is_missing_is_named_at_once_beside_what_is_wrong() -> None:
    whole, items = form(person__phone="1")
    del whole["bank"], whole["reserve"]

    found = dict(findings(whole, items, ("bank.account", "bank.holder", "reserve.designated", "person.name")))

    assert set(found) == {"/person/phone", "/bank/account", "/bank/holder", "/reserve/designated"}
    assert found["/bank/account"] == "所选事项需要填写此项。"
