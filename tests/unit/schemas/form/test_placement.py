"""The ground of a place of settlement: for whom, on what proof, as placement.toml says and the law behind it."""

from collections.abc import Mapping

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes_form import PlacementGround
from schemas.form.placement import ground_rules, groundless
from tests.support.each import each

CONSCRIPT = {"service.rank_class": "conscript", "service.placement_type": "self_employment"}
SERGEANT = {"service.rank_class": "non_commissioned", "service.placement_type": "assigned_job"}
OFFICER = {"service.rank_class": "officer", "service.placement_type": "demobilisation"}


def told(values: Mapping[str, str], ground: str) -> str | None:
    found = groundless({**values, "destination.ground": ground}.get)
    return found[1] if found else None


def test_every_ground_has_its_rule_and_cites_its_article() -> None:
    assert set(ground_rules()) == set(PlacementGround)
    assert all(rule.article.startswith("《退役军人安置条例》第四十") for rule in ground_rules().values())


def test_a_ground_that_needs_a_paper_asks_for_the_proof_and_no_other_does() -> None:
    report = load_edition(CURRENT).item("discharge_report")
    (proof,) = (one for one in report.materials if one.code == "placement_proof")

    asked = set(proof.when[0].one_of)

    assert asked == {code for code, rule in ground_rules().items() if rule.proof}


@each(
    "who, ground",
    [
        (CONSCRIPT, "enlistment_household"),
        (CONSCRIPT, "parents_household"),
        (SERGEANT, "spouse_household"),
        (OFFICER, "official_notice"),
        (OFFICER, "enlistment_household"),
        ({**CONSCRIPT, "service.merit": "first_class"}, "merit_choice"),
        ({}, "spouse_household"),
    ],
)
def test_a_ground_that_fits_is_taken(who: Mapping[str, str], ground: str) -> None:
    assert told(who, ground) is None


@each(
    "who, ground, article",
    [
        (CONSCRIPT, "spouse_household", "第四十五条第二款第二项"),
        (CONSCRIPT, "official_notice", "第四十四条"),
        (OFFICER, "parents_household", "第四十五条第二款第一项"),
        (
            {**SERGEANT, "service.placement_type": "monthly_pension"},
            "spouse_service",
            "第四十五条第二款第三项",
        ),
        ({**CONSCRIPT, "service.merit": "none"}, "merit_choice", "第四十九条"),
    ],
)
def test_a_ground_that_is_none_for_this_person_is_told_with_its_article(
    who: Mapping[str, str], ground: str, article: str
) -> None:
    assert article in (told(who, ground) or "")


def test_without_a_ground_nothing_is_judged() -> None:
    assert groundless(CONSCRIPT.get) is None
