from typing import Any

import pytest

from functions.domain.intake.drafting import needed_fields
from functions.domain.intake.prefilled import Value, saved_over, value_in, with_values
from functions.domain.intake.prefilling import corrected_fields, only, prefill_tally, wanted, without
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.prefill import Consent, PrefillField, SourceCode
from schemas.intake.draft import Draft, SourceAnswered
from tests.support.fakes.clock import START

EDITION = load_edition(CURRENT)
PREFILL = EDITION.prefill
ALL = tuple(item.code for item in EDITION.items)
ETHNICITY = Value("person.ethnicity", SourceCode.POPULATION, "汉族", locked=True)
ADDRESS = Value("person.contact_address", SourceCode.POPULATION, "示例路1号")


def draft(**changes: Any) -> Draft:
    whole = Draft(owner="o", edition=CURRENT, items=ALL, digest="d", created_at=START, saved_at=START)
    return whole.model_copy(update=changes)


def filled(*values: Value, form: dict[str, Any] | None = None) -> Draft:
    return with_values(draft(form=form or {}), values, START)


def test_what_the_authorities_hold_of_a_person_and_a_service_has_a_source() -> None:
    held = {
        *(f"person.{name}" for name in ("sex", "birth_date", "ethnicity")),
        *(f"service.{name}" for name in ("rank_class", "branch", "enlisted_on", "discharged_on")),
        *(f"service.{name}" for name in ("certificate_number", "merit")),
    }

    assert held <= {field.path for field in PREFILL.fields}


def test_every_source_gives_something_and_bank_and_insurance_need_a_consent_of_their_own() -> None:
    by_consent = {field.path: field.consent for field in PREFILL.fields}

    assert {field.source for field in PREFILL.fields} == set(SourceCode) - {
        SourceCode.IDENTITY,
        SourceCode.GUIDE,
    }
    assert all(by_consent[path] == "bank_account" for path in by_consent if path.startswith("bank."))
    assert all(by_consent[path] for path in by_consent if path.startswith("insurance."))


def test_codes_of_a_source_become_values_of_the_form() -> None:
    for field in PREFILL.fields:
        assert all(isinstance(value, bool | str) for value in field.codes.values()), field.path


def test_only_what_is_needed_and_consented_to_is_asked_for() -> None:
    report = needed_fields(("discharge_report",), EDITION)
    everything = needed_fields(ALL, EDITION)
    text = PREFILL.consent("bank_account")
    assert text is not None
    given = Consent(code="bank_account", version=text.version, at=START)
    outdated = given.model_copy(update={"version": "2020-01-1"})

    assert {field.source for field in wanted(PREFILL, draft(), report)} == {
        SourceCode.POPULATION,
        SourceCode.SERVICE_RECORD,
    }
    assert not any(field.consent for field in wanted(PREFILL, draft(), everything))
    assert {f.consent for f in wanted(PREFILL, draft(consents=(given,)), everything)} == {
        None,
        "bank_account",
    }
    assert not any(field.consent for field in wanted(PREFILL, draft(consents=(outdated,)), everything))


def test_what_somebody_typed_stays_unless_the_source_is_locked() -> None:
    typed = {"person": {"ethnicity": "壮族", "contact_address": "我的住址"}}

    result = filled(ETHNICITY, ADDRESS, form=typed)

    assert result.form == {"person": {"ethnicity": "汉族", "contact_address": "我的住址"}}
    assert set(result.sources) == {"person.ethnicity"}


def test_newer_values_of_a_source_replace_its_older_ones() -> None:
    later = with_values(filled(ADDRESS), [Value(ADDRESS.path, ADDRESS.source, "示例路2号")], START)

    assert value_in(later.form, ADDRESS.path) == "示例路2号"


def test_a_locked_value_stays_when_its_section_is_saved_without_it() -> None:
    result, problems = saved_over(filled(ETHNICITY), {"person": {"phone": "10000000001"}}, {}, START)

    assert not problems
    assert result.form == {"person": {"phone": "10000000001", "ethnicity": "汉族"}}


def test_a_locked_value_is_changed_only_with_a_reason_and_keeps_the_sources_word() -> None:
    before, other = filled(ETHNICITY), {"person": {"ethnicity": "壮族"}}

    _, problems = saved_over(before, other, {}, START)
    corrected, none = saved_over(before, other, {"person.ethnicity": "户口簿为壮族"}, START)

    assert [problem.pointer for problem in problems] == ["/sections/person/ethnicity"]
    assert not none
    assert corrected.form == other
    assert corrected_fields(corrected) == ("person.ethnicity",)
    source = corrected.sources["person.ethnicity"]
    assert source.value == "汉族"
    assert source.corrected is not None
    assert source.corrected.reason == "户口簿为壮族"


def test_a_correction_survives_the_next_save_and_the_next_prefill_and_can_be_taken_back() -> None:
    other = {"person": {"ethnicity": "壮族"}}
    corrected, _ = saved_over(filled(ETHNICITY), other, {"person.ethnicity": "户口簿为壮族"}, START)

    again, problems = saved_over(corrected, other, {}, START)
    asked = with_values(again, [ETHNICITY], START)
    back, none = saved_over(asked, {"person": {"ethnicity": "汉族"}}, {}, START)

    assert not problems
    assert not none
    assert asked.form == other
    assert corrected_fields(back) == ()


def test_who_signed_in_cannot_be_corrected() -> None:
    before = filled(Value("person.name", SourceCode.IDENTITY, "测试甲", locked=True))

    _, problems = saved_over(before, {"person": {"name": "测试乙"}}, {"person.name": "改名"}, START)

    assert {problem.pointer for problem in problems} >= {"/corrections/person.name"}


@pytest.mark.parametrize("path", ["person.contact_address", "person.phone"])
def test_what_is_not_locked_needs_no_correction(path: str) -> None:
    _, problems = saved_over(filled(ADDRESS), {"person": {}}, {path: "有误"}, START)

    assert [problem.pointer for problem in problems] == [f"/corrections/{path}"]


def test_an_edited_value_is_the_writers_own() -> None:
    result, problems = saved_over(filled(ADDRESS), {"person": {"contact_address": "我的住址"}}, {}, START)

    assert not problems
    assert result.sources == {}
    assert prefill_tally(result).typed == 1


def test_fields_are_counted_by_who_filled_them() -> None:
    guide = Value("service.rank_class", SourceCode.GUIDE, "conscript")
    typed = {"person": {"phone": "10000000001"}, "household": {"host": {"name": "测试乙"}}}

    counted = prefill_tally(filled(ETHNICITY, ADDRESS, guide, form=typed))

    assert (counted.typed, counted.prefilled, counted.answered) == (2, 2, 1)


def _fields(*paths: str) -> list[PrefillField]:
    found = [load_edition(CURRENT).prefill.field(path) for path in paths]
    return [field for field in found if field is not None]


def test_what_came_by_a_consent_goes_with_it() -> None:
    account = Value("bank.account", SourceCode.SOCIAL_INSURANCE, "6200000000000000001")
    fields = _fields("bank.account", "bank.bank")
    insurance = SourceAnswered(
        source=SourceCode.SOCIAL_INSURANCE,
        at=START,
        asked=(*(field.attribute for field in fields), "pension_status"),
        values={**{field.attribute: "6200000000000000001" for field in fields}, "pension_status": "insured"},
    )
    told = filled(account, ETHNICITY).model_copy(update={"answered": (insurance,)})

    result = without(told, fields)

    assert value_in(result.form, "bank.account") is None
    assert set(result.sources) == {"person.ethnicity"}
    (left,) = result.answered
    assert (left.asked, left.values) == (("pension_status",), {"pension_status": "insured"})


def test_what_the_guide_was_told_did_not_come_by_a_consent_and_stays() -> None:
    told = Value("insurance.pension_link", SourceCode.GUIDE, "waiting")

    result = without(filled(told), _fields("insurance.pension_link"))

    assert value_in(result.form, "insurance.pension_link") == "waiting"
    assert set(result.sources) == {"insurance.pension_link"}


def test_sources_of_what_is_gone_are_forgotten() -> None:
    gone = filled(ETHNICITY).model_copy(update={"form": {}})

    assert only(gone).sources == {}


def test_what_signing_in_told_is_never_said_to_be_free_to_change() -> None:
    name = Value("person.name", SourceCode.IDENTITY, "测试甲", locked=True)

    _, problems = saved_over(filled(name), {"person": {"name": "测试乙"}}, {"person.name": "写错了"}, START)

    assert {one.pointer for one in problems} == {"/corrections/person.name"}
    assert all("来自您的实名登录，不能修改" in one.detail for one in problems)


def test_with_another_city_its_county_and_town_are_asked_again() -> None:
    answered = filled(
        Value("destination.city", SourceCode.GUIDE, "440200"),
        Value("destination.county", SourceCode.GUIDE, "440203"),
        form={"destination": {"address": "示例路1号", "town": "示例镇"}},
    )

    city = Value("destination.city", SourceCode.SERVICE_RECORD, "441900")
    elsewhere = with_values(answered, (city,), START)
    same = with_values(answered, (Value("destination.city", SourceCode.SERVICE_RECORD, "440200"),), START)

    assert elsewhere.form["destination"] == {"address": "示例路1号", "city": "441900"}
    assert set(elsewhere.sources) == {"destination.city"}
    assert same.form["destination"]["county"] == "440203"


def test_a_county_that_comes_with_its_city_stays() -> None:
    answered = filled(Value("destination.city", SourceCode.GUIDE, "440200"))
    place = (
        Value("destination.city", SourceCode.SERVICE_RECORD, "440100"),
        Value("destination.county", SourceCode.SERVICE_RECORD, "440106"),
    )

    assert with_values(answered, place, START).form["destination"] == {"city": "440100", "county": "440106"}


def test_a_county_of_the_sources_city_is_not_put_into_the_one_that_somebody_typed() -> None:
    place = (
        Value("destination.city", SourceCode.SERVICE_RECORD, "440100"),
        Value("destination.county", SourceCode.SERVICE_RECORD, "440106"),
    )

    typed = filled(*place, form={"destination": {"city": "441900"}})
    same = filled(*place, form={"destination": {"city": "440100"}})

    assert (typed.form["destination"], typed.sources) == ({"city": "441900"}, {})
    assert same.form["destination"] == {"city": "440100", "county": "440106"}
