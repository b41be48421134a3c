import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.applicant.acts import Corrections, Sections, WithdrawalOrder, merged
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application
from schemas.plain_text import STORED
from schemas.problems import problems
from tests.support.each import each
from tests.support.samples import application, changed, sample

TODAY = date(2026, 11, 24)
ITEM = {"item": "household_registration", "round": 1, "note": "已补首页"}


def pointers(model: type[Any], document: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate_json(json.dumps(document))
    return [pointer for pointer, _ in problems(refused.value)]


def sections(**given: Any) -> Sections:
    return Sections.model_validate_json(json.dumps(given))


@each(
    "document, pointer",
    [
        ({"items": []}, "/items"),
        ({}, "/items"),
        ({"items": [ITEM, ITEM]}, "/items"),
        ({"items": [{**ITEM, "round": 0}]}, "/items/0/round"),
        ({"items": [{**ITEM, "round": "1"}]}, "/items/0/round"),
        ({"items": [{**ITEM, "note": ""}]}, "/items/0/note"),
        ({"items": [{**ITEM, "note": "长" * 2001}]}, "/items/0/note"),
        ({"items": [{**ITEM, "note": None}]}, "/items/0/note"),
        ({"items": [{**ITEM, "note": None}], "sections": {"bank": None}}, "/items/0/note"),
        ({"items": [{**ITEM, "item": "../etc"}]}, "/items/0/item"),
        ({"items": [ITEM], "sections": {"destination": sample()["destination"]}}, "/sections/destination"),
        ({"items": [ITEM], "sections": {"items": ["discharge_report"]}}, "/sections/items"),
        ({"items": [ITEM], "sections": {"bank": {"bank": "示例银行"}}}, "/sections/bank/account"),
        ({"items": [ITEM], "more": 1}, "/more"),
    ],
)
def test_a_wrong_answer_to_corrections_names_the_field(document: Any, pointer: str) -> None:
    assert pointer in pointers(Corrections, document)


def test_a_changed_section_says_enough_without_a_note() -> None:
    given = {"items": [{"item": "social_insurance", "round": 1}], "sections": {"bank": sample()["bank"]}}

    assert Corrections.model_validate_json(json.dumps(given)).items[0].note is None


@each(
    "document, pointer",
    [
        ({}, "/reason"),
        ({"reason": "一"}, "/reason"),
        ({"reason": "长" * 501}, "/reason"),
        ({"reason": "另有安排", "items": []}, "/items"),
        ({"reason": "另有安排", "items": ["identity_card", "identity_card"]}, "/items"),
        ({"reason": "另有安排", "dry_run": "yes"}, "/dry_run"),
        ({"reason": "另有安排", "outcome": "granted"}, "/outcome"),
    ],
)
def test_a_wrong_withdrawal_names_the_field(document: Any, pointer: str) -> None:
    assert pointer in pointers(WithdrawalOrder, document)


def test_a_section_replaces_its_own_and_no_other() -> None:
    bank = {"account": "6200000000000000002", "bank": "另一银行", "holder": "测试甲"}

    assert merged(application(), sections(bank=bank), (), TODAY) == application(bank=bank)


def test_a_field_left_out_of_a_replaced_section_is_gone() -> None:
    kept = {"designated": True}

    after = merged(application(), sections(reserve=kept), (), TODAY).reserve

    assert after is not None
    assert after.speciality is None


@each(
    "given, pointer",
    [
        ({"person": {**sample()["person"], "name": "测试乙"}}, "/person/name"),
        ({"person": {**sample()["person"], "id_number": "440106200301010037"}}, "/person/id_number"),
        ({"bank": {**sample()["bank"], "holder": "测试乙"}}, "/bank/holder"),
        ({"insurance": {"pension_type": "flexible"}}, "/insurance/pension_voucher"),
        ({"service": {**sample()["service"], "enlisted_on": "1999-01-01"}}, "/service/enlisted_on"),
    ],
)
def test_the_whole_form_keeps_its_rules_and_its_person(given: Any, pointer: str) -> None:
    with pytest.raises(ValidationError) as refused:
        merged(application(), sections(**given), ("insurance.pension_voucher",), TODAY)

    assert pointer in [found for found, _ in problems(refused.value)]
    assert "测试乙" not in str(refused.value)


def test_what_is_not_touched_stays_taken_whatever_rules_came_since() -> None:
    document = changed(
        person__ethnicity="火星族", insurance__pension_base=None, driving__valid_until="2025-01-01"
    )
    old = Application.model_validate_json(json.dumps(document), context=STORED)
    required = load_edition(CURRENT).required(old.items)

    after = merged(old, sections(reserve={"designated": True}), required, TODAY)

    assert (after.person.ethnicity, after.insurance and after.insurance.pension_base) == ("火星族", None)


def test_a_section_that_is_written_again_keeps_the_rules_of_today() -> None:
    old = Application.model_validate_json(json.dumps(changed(insurance__pension_base=None)), context=STORED)
    required = load_edition(CURRENT).required(old.items)
    again = {**sample()["insurance"], "pension_base": None}

    with pytest.raises(ValidationError) as refused:
        merged(old, sections(insurance=again), required, TODAY)

    assert [where for where, _ in problems(refused.value)] == ["/insurance/pension_base"]


def test_every_section_can_be_corrected_but_what_decided_where_the_case_went() -> None:
    replaceable = {name: field.title for name, field in Sections.model_fields.items()}

    assert replaceable == {
        name: field.title
        for name, field in Application.model_fields.items()
        if name not in ("items", "destination")
    }
