"""pydantic's errors as (JSON pointer, what to do), in Chinese; a detail never repeats the value."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from schemas.refusing import OWN_ERROR

POINTER_LIMIT = 200
# The two shapes of a submission: a place in the request never names which of them it was read as.
UNION_TAGS = ("#form", "#draft")
NO_JSON = "内容不是合法的 JSON（UTF-8 编码），请检查后重新提交。"
NAMED_TWICE = "此项写了不止一次，请只保留一个。"
_FALLBACK = "此项填写有误，请核对后重新填写。"
_DATE = "请填写真实存在的日期，格式为 年-月-日，例如 2026-09-01。"
_INSTANT = "请填写带时区的时间，例如 2026-09-01T09:00:00+08:00。"
_CHOICE = "请从给出的选项中选择。"
_TEXT = "此项应为文字，请重新填写。"
_NUMBER = "此项应为数字，请重新填写。"

_DETAILS: Mapping[str, str] = {
    "missing": "请填写此项。",
    "extra_forbidden": "没有这个字段，请删去或核对字段名。",
    "string_type": _TEXT,
    "string_unicode": "此项含有无法识别的字符，请重新填写。",
    "string_pattern_mismatch": "格式不正确，请核对后重新填写。",
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "union_tag_invalid": "类型不在允许的范围内，请核对。",
    "union_tag_not_found": "请写明类型。",
    "bool_type": "请填写是或否（true 或 false）。",
    "bool_parsing": "请填写是或否（true 或 false）。",
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": "数字过大，请重新填写。",
    "int_from_float": "请填写整数。",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "tuple_type": "此项应为列表，请重新填写。",
    "list_type": "此项应为列表，请重新填写。",
    "model_type": "此项应为一组字段（对象），请重新填写。",
    "model_attributes_type": "此项应为一组字段（对象），请重新填写。",
    "dict_type": "此项应为一组字段（对象），请重新填写。",
    "json_invalid": NO_JSON,
    "json_type": NO_JSON,
    "recursion_loop": "内容嵌套过深，请检查后重新提交。",
}

# What is wanted of a field that is not there, or is no such thing at all, where "fill this in" tells too little.
WANTED: Mapping[str, str] = {
    "legal_basis": (
        "请写明决定所依据的规定：名称加书名号，并写条款，例如“《机动车驾驶证申领和使用规定》第二十七条”。"
    ),
    "remedy": (
        "请逐条写明救济途径，每条含途径（way：reconsideration 行政复议，litigation 行政诉讼，review 复核）、"
        "受理机关全称（body）和期限（term），例如 "
        '[{"way": "reconsideration", "body": "广州市天河区人民政府", '
        '"term": {"value": 60, "unit": "natural_day"}}]。'
    ),
}
_NOT_THERE = frozenset({"missing", "string_type", "tuple_type", "too_short", "string_too_short"})

# Details that name a bound: bounds come from our models, never from the input.
_BOUNDED: Mapping[str, str] = {
    "string_too_long": "最多 {max_length} 个字，请缩短。",
    "string_too_short": "至少 {min_length} 个字，请补充。",
    "too_long": "最多 {max_length} 项，请减少。",
    "too_short": "至少 {min_length} 项，请补充。",
    "greater_than_equal": "不得小于 {ge}，请核对。",
    "less_than_equal": "不得大于 {le}，请核对。",
    "greater_than": "应大于 {gt}，请核对。",
    "less_than": "应小于 {lt}，请核对。",
}


def pointer(location: tuple[str | int, ...]) -> str:
    """RFC 6901; cut to `POINTER_LIMIT`, for a hostile field name may be of any length."""
    parts = location[1:] if location and location[0] in UNION_TAGS else location
    tokens = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    whole = "".join(f"/{token}" for token in tokens)
    # A cut must not leave half of an escape.
    return whole if len(whole) <= POINTER_LIMIT else whole[:POINTER_LIMIT].rstrip("~")


def _detail(kind: str, field: object, message: str, context: Mapping[str, Any]) -> str:
    if kind == OWN_ERROR:
        return message
    if kind in _NOT_THERE and field in WANTED:
        return WANTED[str(field)]
    if kind in _BOUNDED:
        return _BOUNDED[kind].format_map(context)
    return _DETAILS.get(kind, _FALLBACK)


def is_no_json(error: ValidationError) -> bool:
    """The text could not be read at all; whoever has several findings could be."""
    return (
        error.error_count() == 1
        and error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid"
    )


def problems(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Every finding as (pointer, detail), in the order of the model's fields."""
    found = error.errors(include_url=False, include_input=False)
    spoilt = {entry["loc"][:-1] for entry in found}
    return tuple(
        (
            pointer(entry["loc"]),
            _detail(entry["type"], (entry["loc"] or ("",))[-1], entry["msg"], entry.get("ctx", {})),
        )
        for entry in found
        # A list counts only its sound entries: one with a bad entry is not short as well.
        if not (entry["type"] == "too_short" and entry["loc"] in spoilt)
    )
