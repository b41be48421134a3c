"""The matrix of item by placement type, and what decides each C in it."""

import pytest

from functions.domain.catalogue.rules import Truth
from tests.support.each import each
from tests.support.guide_answers import EDITION, Answers, assessed, verdicts

PLACEMENTS = (
    ("self_employment",),
    ("monthly_pension",),
    ("demobilisation",),
    ("assigned_job",),
    ("transfer",),
    ("retirement",),
    ("state_care",),
)
# Y applies · C depends on something else · - not by this route. Item 12 is its second part: the first is for everybody.
MATRIX = {
    "discharge_report": "Y Y Y Y Y - Y",
    "economic_subsidy": "Y - - - - - -",
    "employment_support": "Y Y Y C C - -",
    "household_registration": "C C C C C C C",
    "identity_card": "C C C C C C C",
    "driving_licence": "C C C C C C C",
    "social_insurance": "C C C C C - -",
    "pension_transfer": "C C C C C - -",
    "social_security_card": "C C C C C C C",
    "medical_insurance": "C C C C C C C",
    "medical_transfer": "C C C C C C C",
    "reserve_registration": "C C C C C C C",
}
MEANS = {"Y": "applies", "C": "depends", "-": "does_not_apply"}
CELLS = [
    (item, placement, cell)
    for item, row in MATRIX.items()
    for placements, cell in zip(PLACEMENTS, row.split(), strict=True)
    for placement in placements
]
# What decides a C: an answer by which it applies, and one by which it does not.
DECIDES: dict[str, tuple[Answers, Answers]] = {
    "employment_support": ({"employment": "unemployed"}, {"employment": "employed"}),
    "household_registration": ({"household_cancelled": True}, {"household_cancelled": False}),
    "identity_card": ({"identity_card": "renew"}, {"identity_card": "none"}),
    "driving_licence": ({"military_licence": "valid"}, {"military_licence": "expired"}),
    "social_insurance": ({"pension_cover": "flexible"}, {"pension_cover": "employee"}),
    "pension_transfer": ({"pension_link": "waiting"}, {"pension_link": "linked"}),
    "social_security_card": ({"social_security_card": "first"}, {"social_security_card": "held"}),
    "medical_insurance": ({"medical_cover": "resident"}, {"medical_cover": "employee"}),
    "medical_transfer": (
        {"medical_history": "military", "medical_cover": "flexible"},
        {"medical_history": "military", "medical_cover": "resident"},
    ),
    "reserve_registration": ({"reserve_designated": True}, {"reserve_designated": False}),
}


def told(item: str, answers: Answers) -> str:
    """The verdict of the item; of 预备役登记, that of its part of this name."""
    if item != "reserve_registration":
        return verdicts(answers)[item]
    (found,) = (one for one in assessed(answers).items if one.item.code == item)
    part = {part.name: reading for part, reading in found.parts}["预备役登记"]
    return {"holds": "applies", "open": "depends", "fails": "does_not_apply"}[part.truth.value]


def test_the_matrix_has_every_item_that_is_not_for_everybody() -> None:
    assert list(MATRIX) == [i.code for i in EDITION.items if i.applies_when or i.code in MATRIX]


def test_the_placement_type_alone_gives_the_cell_of_the_matrix() -> None:
    found = {(item, placement): told(item, {"placement_type": placement}) for item, placement, _ in CELLS}

    assert found == {(item, placement): MEANS[cell] for item, placement, cell in CELLS}


@pytest.mark.slow
def test_each_condition_is_decided_by_one_more_answer() -> None:
    found = {
        (item, placement): [told(item, {"placement_type": placement, **one}) for one in DECIDES[item]]
        for item, placement, cell in CELLS
        if cell == "C"
    }

    assert {at: verdicts for at, verdicts in found.items() if verdicts != ["applies", "does_not_apply"]} == {}
    assert {item for item, _ in found} == set(DECIDES)


@each("placement", [one for group in PLACEMENTS for one in group])
def test_everybody_updates_the_service_record(placement: str) -> None:
    (found,) = (
        one
        for one in assessed({"placement_type": placement}).items
        if one.item.code == "reserve_registration"
    )

    assert found.verdict == "applies"
    assert next((part.name, reading.truth) for part, reading in found.parts) == ("兵役登记信息变更", "holds")


@pytest.mark.parametrize("item", ["social_insurance", "medical_insurance"])
def test_whoever_waits_for_an_assigned_job_registers_at_the_states_cost(item: str) -> None:
    answers = {
        "placement_type": "assigned_job",
        "pension_cover": "awaiting_job",
        "medical_cover": "awaiting_job",
    }

    assert verdicts(answers)[item] == "applies"


@each(
    "licence_class, experience, told_of_exams",
    [
        ("A1", None, "须考试科目一和科目三。"),
        ("A2", None, "须考试科目一和科目三。"),
        ("A3", None, "须考试科目一和科目三。"),
        ("B1", None, "须考试科目一和科目三。"),
        ("B2", True, "部队确认有实际驾驶大型车辆经历的，只考试科目一。"),
        ("B2", False, "没有部队确认的实际驾驶大型车辆经历的，须考试科目一和科目三。"),
        ("C1", None, "免予考试。"),
        ("M", None, "免予考试。"),
    ],
)
def test_the_vehicle_class_decides_the_exams(
    licence_class: str, experience: bool | None, told_of_exams: str
) -> None:
    known = {} if experience is None else {"large_vehicle_experience": experience}
    found = assessed(
        {"military_licence": "valid", "licence_class": licence_class, **known}, ("driving_licence",)
    )

    assert [one.text for one in found.items[0].situations(Truth.HOLDS)] == [told_of_exams]


def test_only_a_heavy_lorry_is_asked_about_experience() -> None:
    def questions(licence_class: str) -> set[str]:
        answers = {"military_licence": "valid", "licence_class": licence_class}
        return {one.question.code for one in assessed(answers, ("driving_licence",)).next_questions}

    assert "large_vehicle_experience" in questions("B2")
    assert "large_vehicle_experience" not in questions("A1") | questions("C1")
