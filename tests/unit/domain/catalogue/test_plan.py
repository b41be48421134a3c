from typing import Any

import pytest

from functions.domain.catalogue.critical_path import CriticalPath, critical_path
from functions.domain.catalogue.plan import Plan, PlannedItem, plan_items, working_days
from functions.domain.catalogue.refusals import InvalidApplication, UnknownItem, UnknownRegion
from functions.domain.catalogue.rules import facts_of
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.form.application import Application
from tests.support.each import each
from tests.support.editions import changed
from tests.support.samples import application

EDITION = load_edition(CURRENT)
ALL = [item.code for item in EDITION.items]
EXCEPT_SUBSIDY = {*ALL} - {"economic_subsidy"}
# 退休、供养: the army hands them over; what is left depends on the form only.
HANDED_OVER = EXCEPT_SUBSIDY - {
    "discharge_report",
    "employment_support",
    "social_insurance",
    "pension_transfer",
}


def plan(**values: Any) -> Plan:
    return plan_items(application(**{"items": ALL, **values}), EDITION)


def planned(code: str, **values: Any) -> PlannedItem:
    return next(item for item in plan(**values).items if item.code == code)


def applying(**values: Any) -> set[str]:
    return {item.code for item in plan(**values).applying}


@each(
    "rank, placement, expected",
    [
        ("conscript", "self_employment", {*ALL}),
        ("non_commissioned", "self_employment", {*ALL}),
        ("non_commissioned", "monthly_pension", EXCEPT_SUBSIDY),
        ("officer", "monthly_pension", EXCEPT_SUBSIDY),
        ("officer", "demobilisation", EXCEPT_SUBSIDY),
        ("conscript", "assigned_job", EXCEPT_SUBSIDY),
        ("non_commissioned", "assigned_job", EXCEPT_SUBSIDY),
        ("officer", "transfer", EXCEPT_SUBSIDY),
        ("officer", "retirement", HANDED_OVER),
        ("non_commissioned", "retirement", HANDED_OVER),
        ("conscript", "state_care", HANDED_OVER | {"discharge_report"}),
    ],
)
def test_the_placement_type_decides_which_items_apply(rank: str, placement: str, expected: set[str]) -> None:
    assert (
        applying(service__rank_class=rank, service__placement_type=placement, service__merit="second_class")
        == expected
    )


@each(
    "values, dropped",
    [
        ({"household": {"cancelled_at_enlistment": False}}, "household_registration"),
        ({"identity_card": {"reason": "none", "holds_valid_card": True}}, "identity_card"),
        ({"driving": {"licence": "none"}}, "driving_licence"),
        ({"driving": {"licence": "expired"}}, "driving_licence"),
        ({"insurance__social_card": "held"}, "social_security_card"),
        ({"insurance__medical_history": "none"}, "medical_transfer"),
        ({"insurance__medical_type": "resident"}, "medical_transfer"),
        ({"insurance__medical_type": "employee"}, "medical_insurance"),
        ({"insurance__pension_type": "employee"}, "social_insurance"),
        ({"insurance__pension_link": "linked"}, "pension_transfer"),
    ],
)
def test_an_answer_of_the_form_makes_its_item_unnecessary(values: dict[str, Any], dropped: str) -> None:
    assert applying(**values) == {*ALL} - {dropped}


@each(
    "values",
    [
        {"reserve__designated": False},
        {"insurance__pension_voucher": "none"},
        {"insurance__medical_history": "local"},
        {"insurance__medical_history": "both"},
        {"insurance__pension_link": "arrived"},
        {"insurance__social_card": "replace"},
        {"identity_card": {"reason": "first", "holds_valid_card": False}},
        {"identity_card": {"reason": "replace", "holds_valid_card": False}},
    ],
)
def test_an_answer_that_only_changes_the_procedure_drops_nothing(values: dict[str, Any]) -> None:
    assert applying(**values) == {*ALL}


def test_an_item_that_does_not_apply_is_kept_with_its_reason() -> None:
    planned = plan(household={"cancelled_at_enlistment": False})

    dropped = [item for item in planned.items if not item.applies]

    assert [item.code for item in dropped] == ["household_registration"]
    assert dropped[0].reason == "您入伍时户口没有注销，户籍一直保留，无需恢复户口。"
    assert all(item.reason is None for item in planned.applying)


def test_every_reason_can_be_given() -> None:
    handed_over = plan(service__rank_class="officer", service__placement_type="retirement")
    reasons = [item.reason for item in handed_over.items if not item.applies]

    assert len(reasons) == 5
    assert all(reason and reason.endswith("。") for reason in reasons)


def test_items_come_by_the_catalogues_number_whatever_the_order_of_choice() -> None:
    assert [item.code for item in plan(items=ALL[::-1]).items] == ALL


def test_prerequisites_count_only_among_the_items_that_the_case_has() -> None:
    chosen = {item.code: item.after for item in plan(items=["driving_licence", "identity_card"]).items}

    assert chosen == {"identity_card": (), "driving_licence": ("identity_card",)}


def test_nothing_waits_for_an_item_that_does_not_apply() -> None:
    kept = {item.code: item.after for item in plan(household={"cancelled_at_enlistment": False}).items}

    assert kept["identity_card"] == ()
    assert kept["driving_licence"] == ("identity_card",)


def test_whoever_holds_a_valid_card_has_a_licence_without_waiting_for_the_next_card() -> None:
    held = {"identity_card": {"reason": "renew", "holds_valid_card": True}}

    assert planned("driving_licence", **held).after == ()
    assert planned("driving_licence").after == ("identity_card",)


def test_a_full_case_has_the_prerequisites_of_the_catalogue() -> None:
    assert {item.code: item.after for item in plan().items} == {i.code: i.after for i in EDITION.items}


def test_an_item_makes_the_fields_it_requires_required() -> None:
    required = [(item.code, path) for item in EDITION.items for path in item.requires]
    told = {(code, path): refused_without(code, path) for code, path in required}

    assert told == dict.fromkeys(required, "所选事项需要填写此项。")


def refused_without(code: str, path: str) -> str | None:
    section, _, name = path.partition(".")
    lacking = {f"{section}__{name}": None} if section == "person" else {section: None}
    with pytest.raises(InvalidApplication) as refused:
        plan(items=[code], **lacking)
    told = {problem.pointer: problem.detail for problem in refused.value.problems}
    return told.get(f"/{section}/{name}")


def test_every_missing_field_is_named_at_once() -> None:
    with pytest.raises(InvalidApplication) as refused:
        plan(bank=None, reserve=None)

    assert {problem.pointer for problem in refused.value.problems} == {
        *("/bank/account", "/bank/bank", "/bank/holder"),
        "/reserve/designated",
    }


def test_an_edition_that_requires_less_takes_what_another_refuses() -> None:
    lenient = changed("reserve_registration", requires=())

    assert plan_items(application(reserve=None), lenient).items


def path_of(form: Application) -> CriticalPath:
    waits = {item.code: item.after for item in plan_items(form, EDITION).applying}
    return critical_path(waits, lambda code: working_days(EDITION.item(code), facts_of(form)))


def test_the_critical_path_counts_known_working_days_and_names_what_it_cannot_count() -> None:
    form = application()

    path = path_of(form)

    assert path.items == ("social_insurance", "pension_transfer")
    assert path.working_days == 10
    assert path.uncounted == ("pension_transfer",)


def test_a_case_of_which_nothing_applies_has_an_empty_critical_path() -> None:
    form = application(items=["driving_licence"], driving={"licence": "none"})

    path = path_of(form)

    assert (path.items, path.working_days, path.uncounted) == ((), 0, ())


@each("licence_class, days", [("C1", 1), ("E", 1), ("A1", None), ("B2", None)])
def test_the_one_day_limit_is_only_for_classes_without_an_exam(licence_class: str, days: int | None) -> None:
    limit = planned("driving_licence", driving__licence_class=licence_class).limit

    assert (limit.value if limit else None) == days


def test_a_limit_to_be_confirmed_is_no_limit() -> None:
    assert planned("pension_transfer").limit is None


def uploads(form: Application) -> set[tuple[str, str]]:
    required = plan_items(form, EDITION).required_uploads()
    return {(item.code, material.code) for item, material in required}


def test_nothing_must_be_uploaded_that_departments_get_from_each_other() -> None:
    assert uploads(application()) == set()


@each(
    "values, expected",
    [
        ({"driving__medical_check": "paper"}, {("driving_licence", "medical_certificate")}),
        ({"insurance__medical_voucher": "paper"}, {("medical_transfer", "medical_voucher")}),
        (
            {"insurance__pension_voucher": "paper"},
            {("pension_transfer", "pension_voucher"), ("pension_transfer", "transfer_form")},
        ),
        ({"household__landing_type": "employer"}, {("household_registration", "employer_consent")}),
        (
            {"insurance__medical_voucher": "paper", "insurance__medical_history": "none"},
            set(),
        ),
    ],
)
def test_what_is_held_on_paper_must_be_uploaded(
    values: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert uploads(application(**values)) == expected


def test_an_unknown_item_is_refused_by_its_place() -> None:
    with pytest.raises(UnknownItem) as caught:
        plan(items=["discharge_report", "no_such_item", "service_check"])

    assert [problem.pointer for problem in caught.value.problems] == ["/items/1", "/items/2"]


@each(
    "city, county, pointer",
    [
        ("110000", None, "/destination/city"),
        ("440199", "440106", "/destination/city"),
        ("440100", "440303", "/destination/county"),
        ("440100", None, "/destination/county"),
        ("441900", "441901", "/destination/county"),
    ],
)
def test_an_unknown_region_is_refused_by_its_field(city: str, county: str | None, pointer: str) -> None:
    with pytest.raises(UnknownRegion) as caught:
        plan(destination__city=city, destination__county=county)

    (problem,) = caught.value.problems
    assert problem.pointer == pointer
    assert not any(character.isdigit() for character in problem.detail)


@pytest.mark.parametrize(("city", "town"), [("441900", "虎门镇"), ("442000", "三乡镇")])
def test_a_city_without_counties_takes_none(city: str, town: str) -> None:
    place = {"destination__city": city, "destination__county": None, "destination__town": town}

    assert len(plan(**place).applying) == len(ALL)
