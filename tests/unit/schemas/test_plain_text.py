import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from functions.api.routes import ROUTES
from schemas.case.answers import ANSWER
from schemas.form.types import Line, Name
from schemas.plain_text import STORED, normal
from schemas.problems import problems
from schemas.wire import LongText, ReasonText, Text
from tests.support.each import each

LINES: dict[str, TypeAdapter[str]] = {"line": TypeAdapter(Line), "text": TypeAdapter(Text)}
PARAGRAPHS: dict[str, TypeAdapter[str]] = {"long": TypeAdapter(LongText), "reason": TypeAdapter(ReasonText)}
TEXTS = LINES | PARAGRAPHS

HIDDEN = {
    "NUL": "\x00", "escape": "\x1b", "delete": "\x7f", "next line": "\x85", "a C1": "\x9b", "override": "\u202e",
    "embedding": "\u202a", "isolate": "\u2066", "end of isolate": "\u2069", "a mark": "\u200f", "Arabic mark": "\u061c",
    "line separator": "\u2028", "paragraph separator": "\u2029", "noncharacter": "\ufdd0", "the last": "\U0010ffff",
}  # fmt: skip


UNSEEN = ("\u200b\u200d", "\ufeff\ufeff", "\u2060\u00ad", "\u3164\u3164", "\u0301\u0301", "\u2800\u2800")


def told(kind: str, text: str) -> tuple[str, ...]:
    """What is said of a text that is refused; nothing of one that is taken."""
    try:
        TEXTS[kind].validate_json(json.dumps(text))
    except ValidationError as error:
        return tuple(detail for _, detail in problems(error))
    return ()


def test_what_cannot_be_seen_or_turns_the_line_is_refused() -> None:
    said = {
        (kind, hidden): told(kind, f"天河区{HIDDEN[hidden]}测试路") for kind, hidden in product(TEXTS, HIDDEN)
    }

    assert {where: one for where, one in said.items() if len(one) != 1 or "请" not in one[0]} == {}


def test_words_that_were_lost_on_the_way_are_refused_and_said_to_be_lost() -> None:
    """GBK that was read as UTF-8: taken, it would be acknowledged without the words."""
    garbled = "天河区测试路".encode("gbk").decode("utf-8", "replace")

    said = {kind: told(kind, garbled) for kind in TEXTS}

    assert {kind for kind, one in said.items() if len(one) != 1 or "UTF-8" not in one[0]} == set()


def test_a_text_of_which_nothing_is_seen_is_refused() -> None:
    assert [(kind, text) for kind, text in product(TEXTS, UNSEEN) if not told(kind, text)] == []


def test_a_field_left_empty_is_asked_for_and_not_said_to_be_unseen() -> None:
    said = {told(kind, empty) for kind, empty in product(TEXTS, ("", "   ", "\u3000"))}

    assert said == {("请填写此项。",), ("至少 2 个字，请补充。",)}


def test_text_is_kept_in_nfc() -> None:
    kept = {kind: text.validate_json(json.dumps("cafe\u0301 路")) for kind, text in TEXTS.items()}

    assert kept == dict.fromkeys(TEXTS, "café 路")


def test_text_that_grows_by_normalising_is_refused() -> None:
    assert [kind for kind in TEXTS if not told(kind, "\u0958" * 100)] == []


def test_paragraphs_have_several_lines_and_a_line_has_one() -> None:
    for text in PARAGRAPHS.values():
        assert text.validate_json(json.dumps("一、\t户口簿\r\n二、照片")) == "一、\t户口簿\n二、照片"
    for text in LINES.values():
        with pytest.raises(ValidationError):
            text.validate_json(json.dumps("一\n二"))


@each(
    "name",
    ["阿卜来提·如则托合提", "测试𠀀", "𠮷野", "测试𰻝", "测试㐀", "Li Ming", "测试\U000323af"],
)
def test_real_names_are_taken_as_they_are(name: str) -> None:
    assert TypeAdapter(Name).validate_json(json.dumps(name)) == name


def test_a_compatibility_ideograph_is_the_usual_one() -> None:
    assert TypeAdapter(Name).validate_json(json.dumps("测试\uf92c")) == "测试\u90ce"
    assert normal("测试\uf92c") == "测试\u90ce"


@pytest.mark.slow
@given(st.text(max_size=200))
def test_whatever_is_taken_is_normal_and_stays_as_it_is(text: str) -> None:
    for kind in TEXTS.values():
        try:
            taken = kind.validate_json(json.dumps(text))
        except ValidationError:
            continue
        assert unicodedata.is_normalized("NFC", taken)
        assert kind.validate_json(json.dumps(taken)) == taken


def test_what_is_stored_is_read_as_it_stands() -> None:
    for kind in TEXTS.values():
        assert kind.validate_json(json.dumps("天河\u202e区"), context=STORED) == "天河\u202e区"


def test_an_offices_text_is_held_to_the_rule_too() -> None:
    said = {"type": "refused", "reference": "TY26112400000001", "item": "reserve_registration", "round": 1}
    at = datetime(2026, 11, 24, tzinfo=UTC).isoformat()

    with pytest.raises(ValidationError) as caught:
        ANSWER.validate_json(json.dumps({**said, "at": at, "reason": "不符\x1b[2J合"}))

    ((pointer, detail),) = problems(caught.value)
    assert pointer.endswith("/reason")
    assert "看不见" in detail


# What is compared byte by byte, and whatever is judged by another model afterwards.
JUDGED_ELSEWHERE = {"content", "signature", "cursor", "answers", "sections"}
TURNED = "天河区测试\u202e路一百号"


def _texts(kind: Any, name: str, seen: set[Any]) -> Iterator[tuple[str, Any]]:
    """Every text that a body may hold, as (field, its type)."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind not in seen:
            seen.add(kind)
            for inner, field in kind.model_fields.items():
                yield from _texts(field.rebuild_annotation(), inner, seen)
    elif (get_origin(kind) is Annotated and get_args(kind)[0] is str) or kind is str:
        yield name, kind
    elif get_origin(kind) in (Annotated, Union, UnionType, tuple, list, dict):
        for inner in get_args(kind):
            yield from _texts(inner, name, seen)


def _of_routes() -> list[tuple[str, Any]]:
    seen: set[Any] = set()
    bodies = [
        route.body._type if isinstance(route.body, TypeAdapter) else route.body
        for route in ROUTES
        if route.body
    ]
    return [found for body in bodies for found in _texts(body, "", seen)]


@pytest.mark.slow
def test_no_text_of_any_body_takes_what_turns_the_line() -> None:
    found = _of_routes()

    taken = set()
    for name, kind in found:
        try:
            TypeAdapter(kind).validate_json(json.dumps(TURNED))
        except ValidationError:
            continue
        taken.add(name)

    assert len(found) > 60
    assert taken <= JUDGED_ELSEWHERE
