import json
from enum import StrEnum
from typing import Any

import pytest
from pydantic import ValidationError
from stdnum.cn import ric

from schemas.codes_form import LABELS, Merit, MilitaryLicence, PlacementType
from schemas.form.application import Application
from schemas.form.paths import leaf_paths, value_at
from schemas.form.person import OPEN_TO, is_id_number
from schemas.problems import problems
from tests.support.each import each
from tests.support.samples import application, changed, parse, sample


def pointers(document: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        parse(document)
    return {pointer for pointer, _ in problems(caught.value)}


def test_the_sample_application_parses() -> None:
    parsed = parse(sample())

    assert len(parsed.items) == 12
    assert parsed.person.phone.startswith("100")


def test_an_application_survives_its_own_json() -> None:
    parsed = parse(sample())

    assert Application.model_validate_json(parsed.model_dump_json()) == parsed


# Each is wrong in one value, and where that is told.
WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"person__id_number": "440106200301010011"}, "/person/id_number"),
    ({"person__id_number": "000000200301010010"}, "/person/id_number"),
    ({"person__id_number": "440106200301010010A"}, "/person/id_number"),
    ({"person__id_number": "44010620030101001٠"}, "/person/id_number"),
    ({"person__birth_date": "2003-01-02"}, "/person/birth_date"),
    ({"insurance__pension_type": "awaiting_job"}, "/insurance/pension_type"),
    ({"insurance__medical_type": "awaiting_job"}, "/insurance/medical_type"),
    ({"person__birth_date": "2003-02-30"}, "/person/birth_date"),
    ({"person__birth_date": "2003-01-01T00:00:00"}, "/person/birth_date"),
    ({"person__birth_date": 1041379200}, "/person/birth_date"),
    ({"person__birth_date": "1041379200"}, "/person/birth_date"),
    ({"person__sex": "female"}, "/person/sex"),
    ({"person__sex": "unknown"}, "/person/sex"),
    ({"person__name": " "}, "/person/name"),
    ({"person__name": "<script>"}, "/person/name"),
    ({"person__phone": "02012345678"}, "/person/phone"),
    ({"person__phone": "1000000001"}, "/person/phone"),
    ({"person__contact_address": "a\u0000b"}, "/person/contact_address"),
    ({"person__contact_address": "长" * 201}, "/person/contact_address"),
    ({"service__discharged_on": "2024-09-01"}, "/service/discharged_on"),
    ({"service__discharged_on": "9999-12-31"}, "/service/discharged_on"),
    ({"service__enlisted_on": "2002-09-01"}, "/service/enlisted_on"),
    ({"service__placement_type": "transfer"}, "/service/placement_type"),
    ({"service__unit_code": "某某集团军某旅"}, "/service/unit_code"),
    ({"service__disability_grade": 11}, "/service/disability_grade"),
    ({"service__disability_grade": 10**40}, "/service/disability_grade"),
    ({"service__disability_grade": 5.0}, "/service/disability_grade"),
    ({"destination__city": "44"}, "/destination/city"),
    ({"bank__holder": "测试乙"}, "/bank/holder"),
    ({"bank__account": "12"}, "/bank/account"),
    ({"identity_card__holds_valid_card": "yes"}, "/identity_card/holds_valid_card"),
    ({"driving__licence_class": None}, "/driving/licence_class"),
    ({"household__police_station": None}, "/household/police_station"),
    ({"household__landing_type": "relative"}, "/household/host"),
    ({"employment__training_trade": None}, "/employment/training_trade"),
    ({"items": []}, "/items"),
    ({"items": ["discharge_report", "discharge_report"]}, "/items"),
    ({"items": ["Robert'); DROP"]}, "/items/0"),
    ({"items": "discharge_report"}, "/items"),
    ({"surprise": 1}, "/surprise"),
    ({"person__surprise": 1}, "/person/surprise"),
    ({"person": None}, "/person"),
)


@each("values, pointer", WRONG)
def test_a_wrong_field_is_named_by_its_pointer(values: dict[str, Any], pointer: str) -> None:
    assert pointers(changed(**values)) == {pointer}


@each("name", ["测试𠮷", "测试·阿不都", "Ceshi Jia"])
def test_a_rare_or_compound_name_is_accepted(name: str) -> None:
    assert application(person__name=name, bank__holder=name).person.name == name


def test_a_small_x_at_the_end_of_an_id_number_is_read_as_a_large_one() -> None:
    body = next(
        f"44010620030101{n:03}"
        for n in range(1, 99, 2)
        if ric.calc_check_digit(f"44010620030101{n:03}0") == "X"
    )

    assert application(person__id_number=f"{body}x").person.id_number == f"{body}X"


def test_an_id_number_of_no_place_is_refused() -> None:
    number = "99010120030101001"

    assert not is_id_number(number + ric.calc_check_digit(number + "0"))


def test_a_card_reason_must_fit_the_card_held() -> None:
    assert pointers(changed(identity_card__reason="first", identity_card__holds_valid_card=True)) == {
        "/identity_card/reason"
    }
    none_held = changed(identity_card__reason="none", identity_card__holds_valid_card=False)
    assert pointers(none_held) == {"/identity_card/reason"}


def test_a_host_must_have_a_valid_id_number() -> None:
    host = {
        "name": "测试乙",
        "id_number": "440106197001010015",
        "relation": "父亲",
        "phone": "10000000002",
    }

    assert pointers(changed(household__landing_type="relative", household__host=host)) == {
        "/household/host/id_number"
    }
    assert application(
        household__landing_type="relative", household__host={**host, "id_number": "440106197001010014"}
    )


def test_an_item_that_needs_no_extra_section_needs_none() -> None:
    document = {name: sample()[name] for name in ("person", "service", "destination")}

    assert parse({"items": ["discharge_report"], **document}).insurance is None


@pytest.mark.parametrize(
    "number",
    # The county was founded after the year of birth; the number was assigned later still.
    ["440106198001010010", "440306199001010011"],
)
def test_an_id_number_of_a_county_younger_than_its_holder_is_accepted(number: str) -> None:
    whole = number[:17] + ric.calc_check_digit(number)

    assert is_id_number(whole)


HOSTILE = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b"{",
    b"\xff\xfe",
    b'{"items": NaN}',
    b'{"items": [Infinity]}',
    b'{"items": [1' + b"0" * 5000 + b"]}",
    b'{"items": 1e999}',
    b'{"person": {"name": "\\ud800"}}',
    b'{"\\ud800": 1}',
    b'{"items": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    b'{"x": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
    b'{"items": ["\x00"]}',
    b'{"items": ["discharge_report"], "items": [null]}',
)


@each("body", HOSTILE)
def test_a_hostile_body_is_always_a_validation_error(body: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        Application.model_validate_json(body)

    for pointer, detail in problems(caught.value):
        assert pointer.encode("utf-8") is not None
        assert detail


def test_a_repeated_key_takes_its_last_value() -> None:
    text = json.dumps(sample()).replace('"items":', '"items": ["other_item"], "items":', 1)

    assert len(Application.model_validate_json(text).items) == 12


def test_the_error_text_holds_no_value() -> None:
    with pytest.raises(ValidationError) as caught:
        parse(changed(person__id_number="440106200301010011", person__phone="13900000000x"))

    assert "13900000000x" not in str(caught.value)
    assert "440106200301010011" not in str(caught.value)


def test_every_code_of_the_form_has_its_chinese_term() -> None:
    codes = [(type(member), member) for enum in {type(member) for member in LABELS} for member in enum]

    assert sorted(codes, key=repr) == sorted(((type(member), member) for member in LABELS), key=repr)
    form = parse(sample())
    used = {value for path in leaf_paths(Application) for value in enum_of(form, path)}
    assert all(LABELS[value] for value in used)


def test_equal_codes_of_two_sets_keep_their_own_terms() -> None:
    assert LABELS[Merit.NONE] == "无"
    assert LABELS[MilitaryLicence.NONE] == "没有"


def enum_of(form: Application, path: str) -> tuple[StrEnum, ...]:
    value = value_at(form, path)
    return tuple(type(value)) if isinstance(value, StrEnum) else ()


def test_every_placement_type_is_open_to_somebody() -> None:
    assert frozenset().union(*OPEN_TO.values()) == frozenset(PlacementType)


def test_every_field_has_a_chinese_title() -> None:
    schema = json.dumps(Application.model_json_schema(), ensure_ascii=False)
    whole = json.loads(schema)
    models = [whole, *whole["$defs"].values()]
    titles = [entry.get("title", "") for model in models for entry in model.get("properties", {}).values()]

    assert "\\u" not in schema
    assert all(any("一" <= letter <= "鿿" for letter in title) for title in titles)
