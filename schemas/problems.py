"""pydantic's errors as (JSON pointer, what to do), in Chinese; a detail never repeats the value."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from schemas import wanted
from schemas.plain_text import EMPTY
from schemas.refusing import OWN_ERROR

POINTER_LIMIT = 200
# The two shapes of a submission: a place in the request never names which of them it was read as.
UNION_TAGS = ("#form", "#draft")
# pydantic's word for a name of a map itself: the name before it is where it stands.
_NAME_ITSELF = "[key]"
NO_JSON = "内容不是合法的 JSON（UTF-8 编码），请检查后重新提交。"
NAMED_TWICE = "此项写了不止一次，请只保留一个。"
_FALLBACK = "此项填写有误，请核对后重新填写。"
_DATE = "请填写真实存在的日期，格式为 年-月-日，例如 2026-09-01。"
_INSTANT = "请填写带时区的时间，例如 2026-09-01T09:00:00+08:00。"
_TEXT = "此项应为文字，请重新填写。"
_NUMBER = "此项应为数字，请重新填写。"
_WHOLE = "此项应为数字（整数），请重新填写。"

_DETAILS: Mapping[str, str] = {
    "missing": EMPTY,
    "extra_forbidden": "没有这个字段，请删去或核对字段名。",
    "string_type": _TEXT,
    "string_unicode": "此项含有无法识别的字符，请重新填写。",
    "bool_type": "请填写是或者否（true 或者 false）。",
    "bool_parsing": "请填写是或者否（true 或者 false）。",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
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

# What a detail says of one value, from what our models ask of it.
_ASKED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_pattern_mismatch": wanted.of_pattern,
    "enum": wanted.of_choice,
    "literal_error": wanted.of_choice,
    "union_tag_invalid": lambda context: wanted.of_choice(context, "expected_tags"),
    "union_tag_not_found": wanted.of_shape,
    "greater_than_equal": lambda context: wanted.of_bound("ge", context),
    "less_than_equal": lambda context: wanted.of_bound("le", context),
    "greater_than": lambda context: wanted.of_bound("gt", context),
    "less_than": lambda context: wanted.of_bound("lt", context),
}
_NO_SHAPE = frozenset({"union_tag_invalid", "union_tag_not_found"})

# Details that name a bound: bounds come from our models, never from the input.
_BOUNDED: Mapping[str, str] = {
    "string_too_long": "最多 {max_length} 个字，请缩短。",
    "string_too_short": "至少 {min_length} 个字，请补充。",
    "too_long": "最多 {max_length} 项，请减少。",
    "too_short": "至少 {min_length} 项，请补充。",
}
# Whoever left a text empty is not told a count.
_LEFT_EMPTY = ("string_too_short", 1)


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
    if kind in _ASKED:
        return _ASKED[kind](context)
    if kind in _BOUNDED:
        counted = _counted(kind, context)
        return (
            EMPTY
            if (counted, context.get("min_length")) == _LEFT_EMPTY
            else _BOUNDED[counted].format_map(context)
        )
    return _DETAILS.get(kind, _FALLBACK)


def _counted(kind: str, context: Mapping[str, Any]) -> str:
    """pydantic counts the items of a text whose bound comes after another rule of it."""
    return f"string_{kind}" if context.get("field_type") == "Value" else kind


def is_no_json(error: ValidationError) -> bool:
    """The text could not be read at all; whoever has several findings could be."""
    return (
        error.error_count() == 1
        and error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid"
    )


def problems(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """Every finding as (pointer, detail), in the order of the model's fields."""
    found = error.errors(include_url=False, include_input=False)
    spoilt = set(_parents(found))
    return tuple(
        (
            pointer(_place(entry)),
            _detail(entry["type"], (entry["loc"] or ("",))[-1], entry["msg"], entry.get("ctx", {})),
        )
        for entry in found
        # A list counts only its sound entries: one with a bad entry, however deep, is not short as well.
        if not (entry["type"] == "too_short" and entry["loc"] in spoilt)
    )


def _parents(found: list[ErrorDetails]) -> Iterator[tuple[str | int, ...]]:
    """Empty where nothing asks: a body may have any number of errors."""
    if any(entry["type"] == "too_short" for entry in found):
        for entry in found:
            yield from (entry["loc"][:depth] for depth in range(len(entry["loc"])))


def _without_name_itself(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return location[:-1] if len(location) > 1 and location[-1] == _NAME_ITSELF else location


def _place(entry: ErrorDetails) -> tuple[str | int, ...]:
    """Where it stands in what was sent: pydantic names, too, which of several shapes it was read as."""
    *above, last = _without_name_itself(entry["loc"]) or ("",)
    is_field = entry["type"] == "extra_forbidden"
    kept = [part for part in above if part not in wanted.SHAPE_NAMES]
    if entry["loc"] and (is_field or last not in wanted.SHAPE_NAMES):
        kept.append(last)
    if entry["type"] in _NO_SHAPE and (named := wanted.discriminator(entry.get("ctx", {}))):
        kept.append(named)
    return tuple(kept)
