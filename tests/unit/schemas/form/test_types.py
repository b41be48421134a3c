import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.form.application import Application
from schemas.form.paths import leaf_paths, value_at
from schemas.intake.draft import Evidence
from schemas.intake.window import Code
from schemas.plain_text import STORED
from schemas.problems import problems
from tests.support.each import each
from tests.support.samples import application, changed, parse


def told(**values: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        parse(changed(**values))
    ((_, detail),) = problems(caught.value)
    return detail


def test_a_form_is_read_in_one_spelling() -> None:
    read = application(
        person__name="阿卜来提•如则托合提",
        bank__holder="阿卜来提 ． 如则托合提",
        person__id_number=" 440106200301010010",
        person__phone="+86 100-0000-0001",
        bank__account="6200 0000 0000 0000 001",
    )

    assert read.bank
    assert (read.person.name, read.bank.holder) == ("阿卜来提·如则托合提",) * 2
    assert (read.person.id_number, read.person.phone) == ("440106200301010010", "10000000001")
    assert read.bank.account == "6200000000000000001"


def test_a_name_may_have_a_zero_and_the_newest_ideographs() -> None:
    name = "测〇\U000323b0\U0002ebf0"

    assert application(person__name=name, bank__holder=name).person.name == name


@each("name", ["·测试", "测试·", "测··试", "甲", "测试\uac00", "测试\ua000"])
def test_what_is_no_name_is_told_what_is_wanted(name: str) -> None:
    assert "例如" in told(person__name=name, bank=None, items=["discharge_report"])


def test_a_character_of_private_use_is_refused_with_a_hint() -> None:
    assert "标准字形" in told(person__name="测试\ue863", bank=None, items=["discharge_report"])


@each(
    "values, wanted",
    [
        ({"person__phone": "100000000012345"}, "十一位"),
        ({"person__id_number": "440106200301010010123"}, "十八位"),
        ({"bank__account": "6" * 25}, "12 至 19 位"),
    ],
)
def test_form_answers_before_length(values: dict[str, Any], wanted: str) -> None:
    assert wanted in told(**values)


@each("written", ["壮 族", "壮\u3000", " 壮族 "])
def test_a_people_is_read_without_blanks(written: str) -> None:
    assert parse(changed(person__ethnicity=written)).person.ethnicity == "壮族"


def test_what_is_stored_is_read_as_it_stands() -> None:
    old = application().model_dump(mode="json")
    old["person"]["name"] = old["bank"]["holder"] = "测试\ue863"

    read = type(application()).model_validate(old, strict=False, context=STORED)

    assert read.person.name == "测试\ue863"


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
ANY_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$"


def _asked(whole: dict[str, Any], path: list[str], level: Any = None) -> Any:
    """What the schema of the form says of a field, which stands in a section."""
    field = (level or whole)["properties"][path[0]]
    if len(path) == 1:
        return field
    [section] = re.findall(r"#/\$defs/(\w+)", str(field))
    return _asked(whole, path[1:], whole["$defs"][section])


def _numbered() -> Iterator[str]:
    """Fields of the form that are written by a pattern: numbers, codes, months and days."""
    form, schema = application(), Application.model_json_schema()
    for path in (one for one in leaf_paths(Application) if "." in one):
        asked = str(_asked(schema, path.split(".")))
        text = value_at(form, path)
        if text is not None and ("pattern" in asked or "date" in asked) and repr(ANY_LINE)[1:-1] not in asked:
            yield path


NUMBERED = tuple(_numbered())


def test_the_fields_that_are_written_by_a_pattern_are_found() -> None:
    assert {"service.certificate_number", "driving.licence_number", "service.unit_code"} <= set(NUMBERED)
    assert {"person.id_number", "person.phone", "bank.account", "destination.county"} <= set(NUMBERED)
    assert {"insurance.pension_start", "service.discharged_on", "driving.valid_until"} <= set(NUMBERED)


@each("path", NUMBERED)
def test_whatever_is_written_by_a_pattern_is_read_in_full_width_and_with_blanks(path: str) -> None:
    plain = str(application().model_dump(mode="json")[path.split(".")[0]][path.split(".")[1]])
    written = f"\u3000{plain.translate(FULL_WIDTH)} "

    read = value_at(application(**{path.replace(".", "__"): written}), path)

    assert str(read) == plain


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        (Evidence, "粤委［２０２６］\u3000０００１号", "粤委〔2026〕0001号"),
        (Code, "ａｂｃｄ ２３４５", "ABCD2345"),
    ],
)
def test_so_is_what_a_clerk_types_from_a_paper(kind: Any, written: str, read: str) -> None:
    assert TypeAdapter(kind).validate_python(written) == read


def test_a_number_of_a_paper_that_is_none_is_told_what_it_may_hold() -> None:
    detail = told(service__certificate_number="粤退字①号")

    assert re.search("4 至 40 位.*例如", detail)
