import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application
from schemas.form.dates import untimely
from schemas.form.partial import findings
from schemas.intake.submission import everything_wrong
from schemas.plain_text import STORED
from schemas.problems import problems
from tests.support.each import each
from tests.support.samples import application, changed

TODAY = date(2026, 11, 24)
JOB = {"service__placement_type": "assigned_job"}
SERGEANT = {**JOB, "service__rank_class": "non_commissioned"}


def wrong(**values: Any) -> list[str]:
    """Pointers, by the whole form and by a draft of it alike."""
    document = changed(**values)
    form = {name: section for name, section in document.items() if name != "items"}
    of_draft = [where for where, _ in findings(form, tuple(document["items"]), (), TODAY)]
    assert bool(of_draft) == bool(_of_the_whole(document))
    return of_draft


def _of_the_whole(document: Any) -> list[str]:
    try:
        read = Application.model_validate_json(json.dumps(document))
    except ValidationError as error:
        return [where for where, _ in problems(error)]
    return ["/" + "/".join(where) for where, _ in untimely(read, TODAY)]


CANNOT_BE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"service__discharged_on": "2199-01-01"}, "/service/discharged_on"),
    ({"service__discharged_on": "2027-11-25"}, "/service/discharged_on"),
    (
        {"service__enlisted_on": "2026-11-25", "service__discharged_on": "2027-01-01"},
        "/service/enlisted_on",
    ),
    ({"service__enlisted_on": "2008-09-01"}, "/service/enlisted_on"),
    ({"service__enlisted_on": "2018-12-31"}, "/service/enlisted_on"),
    ({"service__enlisted_on": "2002-09-01"}, "/service/enlisted_on"),
    ({"service__placement_fixed_on": "2024-08-01"}, "/service/placement_fixed_on"),
    ({"service__placement_fixed_on": "2030-08-01"}, "/service/placement_fixed_on"),
    ({"driving__valid_until": "2025-12-31"}, "/driving/valid_until"),
    ({"driving__licence": "expired"}, "/driving/licence"),
    ({"insurance__pension_start": "2026-08"}, "/insurance/pension_start"),
    ({"insurance__pension_start": "1990-01"}, "/insurance/pension_start"),
    ({"insurance__pension_start": "2099-01"}, "/insurance/pension_start"),
    ({"insurance__medical_start": "2024-01"}, "/insurance/medical_start"),
    ({"insurance__medical_start": "2028-01"}, "/insurance/medical_start"),
    (JOB, "/service/placement_type"),
    ({**SERGEANT, "service__enlisted_on": "2021-09-01"}, "/service/placement_type"),
    ({**JOB, "service__merit": "none"}, "/service/placement_type"),
    ({**JOB, "service__disability_grade": 9}, "/service/placement_type"),
    ({"person__ethnicity": "火星族"}, "/person/ethnicity"),
)


def test_what_cannot_be_is_named_where_it_stands() -> None:
    told = [(values, pointer, wrong(**values)) for values, pointer in CANNOT_BE]

    assert [one for one in told if one[1] not in one[2]] == []


REAL: tuple[dict[str, Any], ...] = (
    {
        "service__discharged_on": "2027-11-24",
        "insurance__pension_start": "2027-11",
        "insurance__medical_start": "2027-11",
    },
    {"service__enlisted_on": "2019-01-01"},
    # Taken in young by a school of the army; served for a life, and discharged years ago.
    {"service__enlisted_on": "2015-09-01", "service__rank_class": "non_commissioned"},
    {
        "person__id_number": "440106194001010010",
        "person__birth_date": "1940-01-01",
        "service__enlisted_on": "1958-03-01",
        "service__discharged_on": "1963-03-01",
        **JOB,
    },
    {**JOB, "service__merit": "third_class_combat"},
    {**JOB, "service__merit": "second_class"},
    {**JOB, "service__merit": "commendation"},
    {**JOB, "service__martyr_child": True},
    {**JOB, "service__disability_grade": 5},
    {"driving__valid_until": "2026-11-24"},
    {"insurance__medical_request": "change", "insurance__medical_start": "2024-01"},
    {"insurance__pension_start": "2026-09"},
    {"person__ethnicity": "外国血统中国籍人士"},
    {"person__ethnicity": " 维吾尔 "},
    {"person__ethnicity": None},
)


def test_what_a_real_person_may_have_is_taken() -> None:
    told = [(values, wrong(**values)) for values in REAL]

    assert [one for one in told if one[1]] == []


def test_twelve_years_of_a_sergeant_count_by_the_year() -> None:
    old = {"person__id_number": "440106199001010013", "person__birth_date": "1990-01-01"}

    assert wrong(**SERGEANT, **old, service__enlisted_on="2014-12-10") == []
    assert "/service/placement_type" in wrong(**SERGEANT, **old, service__enlisted_on="2015-03-01")


def test_nobody_registers_with_themselves() -> None:
    host = {"name": "测试甲", "id_number": "440106200301010010", "relation": "本人", "phone": "10000000001"}

    assert wrong(household__landing_type="relative", household__host=host) == ["/household/host/id_number"]


def test_an_ethnicity_without_its_last_letter_is_the_same() -> None:
    assert application(person__ethnicity="汉").person.ethnicity == "汉族"


def test_what_was_stored_before_is_read_as_it_stands() -> None:
    document = changed(person__ethnicity="火星族", service__discharged_on="2199-01-01", **JOB)

    stored = Application.model_validate_json(json.dumps(document), context=STORED)

    assert (stored.person.ethnicity, stored.service.discharged_on.year) == ("火星族", 2199)


ONE_DAY: tuple[tuple[dict[str, Any], str], ...] = (
    ({"service__discharged_on": "2199-01-01"}, "/service/discharged_on"),
    ({"service__discharged_on": "2199-01-01", **JOB, "service__merit": "none"}, "/service/discharged_on"),
    ({"service__discharged_on": "2026-13-01"}, "/service/discharged_on"),
    ({"service__enlisted_on": "2031-01-01"}, "/service/enlisted_on"),
    ({"person__birth_date": "2050-01-01"}, "/person/birth_date"),
    ({"person__birth_date": "1940-01-01"}, "/person/birth_date"),
    ({"service__placement_fixed_on": "2199-01-01"}, "/service/placement_fixed_on"),
    ({"insurance__pension_start": "2199-01"}, "/insurance/pension_start"),
    ({"driving__valid_until": "1990-01-01"}, "/driving/valid_until"),
)


def test_one_wrong_day_is_one_message_at_its_field() -> None:
    for values, pointer in ONE_DAY:
        document = changed(**values)

        told = everything_wrong(json.dumps(document).encode(), load_edition(CURRENT), TODAY)

        assert [where for where, _ in told] == wrong(**values) == [pointer], values


def test_two_wrong_days_are_two_messages() -> None:
    values = {"service__discharged_on": "2199-01-01", "insurance__pension_start": "2199-01"}

    assert wrong(**values) == ["/service/discharged_on", "/insurance/pension_start"]


@pytest.mark.parametrize("month", ["2101-01", "9999-12"])
def test_a_month_that_is_too_late_is_told_as_that_and_not_as_badly_written(month: str) -> None:
    document = changed(insurance__pension_start=month)
    form = {name: section for name, section in document.items() if name != "items"}

    [(_, detail)] = findings(form, tuple(document["items"]), (), TODAY)

    assert "不应晚于" in detail


@each("month", ["1949-10", "1999-12", "2026-08"])
def test_a_month_that_is_too_early_is_told_as_that_and_not_as_badly_written(month: str) -> None:
    document = changed(insurance__pension_start=month)
    form = {name: section for name, section in document.items() if name != "items"}

    [(_, detail)] = findings(form, tuple(document["items"]), (), TODAY)

    assert "早于退出现役" in detail
