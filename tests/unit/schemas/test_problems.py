import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from schemas import problems as module
from schemas.case.answers import ANSWER
from schemas.catalogue.figures import Figure
from schemas.problems import POINTER_LIMIT, problems
from schemas.wire import Instant, Text, Wire
from tests.support.each import each
from tests.support.samples import changed, parse

MARKER = "ZZMARKERZZ"


class _Colour(StrEnum):
    RED = "red"


class _Everything(Wire):
    text: Text = "x"
    pattern: Annotated[str, Field(pattern=r"^[a-z]$")] = "a"
    number: Annotated[int, Field(ge=1, lt=9)] = 1
    amount: Annotated[float, Field(gt=0, le=9)] = 1.0
    flag: bool = True
    day: date = date(2026, 1, 1)
    at: Instant | None = None
    colour: _Colour = _Colour.RED
    kind: Literal["one"] = "one"
    several: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    listed: list[int] | None = None
    inner: Figure | None = None
    mapping: dict[str, int] | None = None


def found(values: str) -> tuple[tuple[str, str], ...]:
    with pytest.raises(ValidationError) as caught:
        _Everything.model_validate_json(values)
    return problems(caught.value)


@each(
    "body, pointer, detail",
    [
        ('{"text": ""}', "/text", "请填写此项。"),
        ('{"text": 5}', "/text", "此项应为文字，请重新填写。"),
        ('{"pattern": "ZZ"}', "/pattern", "格式不正确，请核对后重新填写。"),
        ('{"number": 0}', "/number", "应为 1 或者更大的数，请核对，例如 1。"),
        ('{"number": 9}', "/number", "应小于 9，请核对。"),
        ('{"number": "5"}', "/number", "此项应为数字（整数），请重新填写。"),
        ('{"amount": 0}', "/amount", "应大于 0.0，请核对。"),
        ('{"flag": 1}', "/flag", "请填写是或者否（true 或者 false）。"),
        ('{"colour": "blue"}', "/colour", "请从给出的选项中选择：red。"),
        ('{"kind": "two"}', "/kind", "请从给出的选项中选择：one。"),
        ('{"several": []}', "/several", "至少 1 项，请补充。"),
        ('{"several": [1, 2, 3]}', "/several", "最多 2 项，请减少。"),
        ('{"several": 1}', "/several", "此项应为列表，请重新填写。"),
        ('{"several": [1, "x"]}', "/several/1", "此项应为数字（整数），请重新填写。"),
        ('{"inner": 5}', "/inner", "此项应为一组字段（对象），请重新填写。"),
        ('{"inner": {}}', "/inner/status", "请填写此项。"),
        ('{"other": 1}', "/other", "没有这个字段，请删去或核对字段名。"),
        ('{"a/b~c": 1}', "/a~1b~0c", "没有这个字段，请删去或核对字段名。"),
        ("{", "", "内容不是合法的 JSON（UTF-8 编码），请检查后重新提交。"),
        ('{"inner": {"status": "confirmed"}}', "/inner", "此项填写有误，请核对后重新填写。"),
    ],
)
def test_each_kind_of_error_says_what_to_do(body: str, pointer: str, detail: str) -> None:
    assert (pointer, detail) in found(body)


@each(
    "body",
    ['{"day": "ZZMARKERZZ"}', '{"day": 5}', '{"at": "ZZMARKERZZ"}', '{"at": "2026-01-01T00:00:00"}'],
)
def test_a_date_error_shows_the_format(body: str) -> None:
    ((_, detail),) = found(body)

    assert "例如" in detail


def test_a_long_field_name_is_cut_without_half_an_escape() -> None:
    for length in range(POINTER_LIMIT - 3, POINTER_LIMIT + 3):
        ((pointer, _),) = found(json.dumps({"x" * length + "~~~~": 1}))

        assert len(pointer) <= POINTER_LIMIT
        assert not pointer.endswith("~")


@each("value", [MARKER, 987654321987, True, [MARKER], {"a": MARKER}, None, 1.5])
def test_no_detail_repeats_any_input(value: Any) -> None:
    document = changed()
    for section in document:
        if isinstance(document[section], dict):
            document[section] = dict.fromkeys(document[section], value)
    document["items"] = [value]

    with pytest.raises(ValidationError) as caught:
        parse(document)

    for _, detail in problems(caught.value):
        assert MARKER not in detail
        assert "987654321987" not in detail


def test_a_union_tag_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as caught:
        ANSWER.validate_json(json.dumps({"type": MARKER}))

    assert all(MARKER not in detail for _, detail in problems(caught.value))


def test_an_error_type_without_a_text_of_its_own_falls_back() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bytes).validate_python(MARKER.encode().hex(), strict=True)

    assert problems(caught.value) == (("", "此项填写有误，请核对后重新填写。"),)


def test_our_own_errors_are_shown_as_they_stand() -> None:
    with pytest.raises(ValidationError) as caught:
        parse(changed(bank__holder="测试乙"))

    assert problems(caught.value) == (("/bank/holder", "收款账户必须是本人账户，户名应与姓名一致。"),)


def test_every_text_is_chinese_and_says_what_to_do() -> None:
    texts = [*module._DETAILS.values(), *module._BOUNDED.values()]

    assert all(text.endswith("。") for text in texts)
