"""What the catalogue tells people: nothing without a source, and nothing that the statutes say otherwise."""

import re
from importlib import resources

import pytest
from pydantic import ValidationError

from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import FigureStatus, Material, MaterialSource
from schemas.catalogue.item import Item, Repeat
from tests.support.each import each

EDITION = load_edition(CURRENT)
FOLDER = resources.files("schemas") / "catalogue" / "editions" / CURRENT
TEXTS = {
    item.code: (FOLDER / f"{item.code}.toml").read_text("utf-8")
    for item in (*EDITION.items, EDITION.service_check)
}
# Told of the whole province once, without anybody's having published it.
NOBODY_SAYS = (
    *("电子传送", "同步核发", "同步关联", "同步生成", "通常不收费", "到账前不计时"),
    *("未见收费依据", "前置事项产生", "建档立卡信息取得", "取得不到的，由窗口收取"),
)


@each("code", TEXTS)
def test_nothing_is_claimed_that_nobody_published(code: str) -> None:
    assert [claim for claim in NOBODY_SAYS if claim in TEXTS[code]] == []


def test_a_material_that_is_not_asked_says_by_what() -> None:
    with pytest.raises(ValidationError, match="basis"):
        Material(code="identity_proof", name="居民身份证", source=MaterialSource.SHARED_DATA, required=True)


@pytest.mark.parametrize("item", [*EDITION.items, EDITION.service_check], ids=lambda item: item.code)
def test_every_source_of_a_material_or_a_result_is_listed(item: Item) -> None:
    named = {material.basis for material in item.materials} | {item.result.basis}

    assert named - {None} <= set(EDITION.sources)


def test_a_damaged_card_is_renewed_and_only_a_lost_one_replaced() -> None:
    (question,) = (one for one in EDITION.questions if one.code == "identity_card")
    texts = {option.value: option.text for option in question.options}

    assert "坏" in texts["renew"]
    assert texts["replace"] == "丢了，需要补领"
    assert "交回旧证" in EDITION.item("identity_card").next_steps


def test_photo_and_fingerprints_are_taken_at_the_office() -> None:
    (found,) = (one for one in EDITION.item("identity_card").materials if one.code == "photo_fingerprint")

    assert found.source is MaterialSource.ON_SITE


def test_priority_is_told_of_the_transfers_that_the_law_gives_it_to() -> None:
    told = {code for code, text in TEXTS.items() if re.search("优先", text)}

    assert told == {"pension_transfer", "medical_transfer"}


def test_the_limit_of_a_civil_transfer_is_not_told_of_the_armys() -> None:
    limits = EDITION.item("medical_transfer").time_limits

    confirmed = [limit for limit in limits if limit.status is FigureStatus.CONFIRMED]

    assert [condition.one_of for limit in confirmed for condition in limit.when] == [("local",)]


def test_what_is_meant_for_officials_is_not_told_to_citizens() -> None:
    item = EDITION.item("economic_subsidy")

    assert "需要公示的，请对姓名作脱敏处理。" in item.office_notes
    assert not [note for note in item.notes if "脱敏" in note]


def test_an_expired_military_licence_and_none_are_two_answers() -> None:
    told = [rule.otherwise or "" for rule in EDITION.item("driving_licence").applies_when]

    assert len(told) == 2
    assert any("直接申请考试" in text for text in told)


def test_the_newest_rule_of_licences_is_named_as_to_be_confirmed() -> None:
    notes = [basis.note or "" for basis in EDITION.item("driving_licence").legal_basis]

    assert any("2025年1月1日" in note and "待核定" in note for note in notes)


def test_an_officers_days_for_the_service_record_run_from_the_day_the_place_was_fixed() -> None:
    terms = EDITION.item("reserve_registration").deadlines

    assert [term.counted_from for term in terms] == ["service.discharged_on", "service.placement_fixed_on"]


def test_what_is_given_once_says_whom_to_ask_after_a_second_service_and_claims_nothing() -> None:
    for item in EDITION.items:
        assert (item.again is None) == (item.repeat is not Repeat.ONCE)
        if item.again:
            assert item.again.status is FigureStatus.TO_BE_CONFIRMED
            assert "待核定" in item.again.text
            assert "窗口询问" in item.again.text


def test_who_is_given_a_job_may_bring_the_notice_of_placement_and_only_who_lost_a_household_reads_of_its_letter() -> (
    None
):
    report = EDITION.item("discharge_report")
    (notice,) = (one for one in report.materials if one.name == "接收安置通知书")

    assert (notice.source, notice.required) == (MaterialSource.UPLOAD, False)
    assert [condition.one_of for condition in notice.when] == [("assigned_job",)]
    assert report.next_steps.startswith("入伍时户口已经注销的，")
    assert "需要办理户口登记的" in report.result.document
