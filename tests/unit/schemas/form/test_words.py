from schemas.form.application import Application
from schemas.form.paths import leaf_paths
from schemas.form.words import field_title, section_title, value_text
from schemas.regions import load_regions

REGIONS = load_regions()


def test_every_field_and_its_section_have_a_title() -> None:
    for path in leaf_paths(Application):
        if "." in path:
            assert field_title(path) != path
            assert section_title(path) != path


def test_values_are_told_in_words() -> None:
    assert value_text("person.sex", "male", REGIONS) == "男"
    assert value_text("service.merit", "none", REGIONS) == "无"
    assert value_text("household.cancelled_at_enlistment", False, REGIONS) == "否"
    assert value_text("person.birth_date", "2003-01-09", REGIONS) == "2003年1月9日"
    assert value_text("insurance.medical_start", "2026-12", REGIONS) == "2026年12月"
    assert value_text("insurance.pension_start", "2027-01", REGIONS) == "2027年1月"
    assert value_text("destination.county", "440106", REGIONS) == "天河区"
    assert value_text("household.host.name", "亲属乙", REGIONS) == "亲属乙"
    assert value_text("service.disability_grade", 6, REGIONS) == "6"
    assert value_text("bank.account", None, REGIONS) == ""
