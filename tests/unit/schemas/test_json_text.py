import json
import time
import tracemalloc
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.json_text import MOST_DEEP, MOST_FIELDS, NamedTwice, TooComplex, document_of, json_of
from tests.support.each import each

VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.slow
@given(VALUES)
def test_what_json_can_hold_is_read_as_it_was_written(value: object) -> None:
    for ascii_only in (True, False):
        raw = json.dumps(value, ensure_ascii=ascii_only).encode()

        assert document_of(raw, most_values=1000) == value


@each(
    "raw, location",
    [
        (b'{"a": 1, "a": 1}', ("a",)),
        (b'{"a": 1, "\\u0061": 2}', ("a",)),
        (b'{"b": [{"c": 1}, {"d": {"a": 1, "x": 2, "a": 3}}]}', ("b", 1, "d", "a")),
        (b'[{"a": {"a": 1}}, {"a": 1, "a": {}}]', (1, "a")),
    ],
)
def test_a_field_that_stands_twice_is_found_where_it_stands(raw: bytes, location: tuple[object, ...]) -> None:
    with pytest.raises(NamedTwice) as caught:
        document_of(raw, most_values=100)

    assert caught.value.location == location


@each("raw", [b'{"\\ud800": 1, "\\ud800": 2}', b'{"\\udc00": [{"a": 1, "a": 2}]}'])
def test_a_name_that_nobody_can_be_told_is_no_json(raw: bytes) -> None:
    with pytest.raises(UnicodeEncodeError):
        document_of(raw, most_values=9)


def test_the_same_name_in_two_objects_is_no_repetition() -> None:
    assert document_of(b'[{"a": {"a": 1}}, {"a": 1}]', most_values=9) == [{"a": {"a": "1"}}, {"a": "1"}]


@each("raw", [b"", b"{", b"\xff", b'"\xed\xa0\x80"', b"\xef\xbb\xbf{}", "{}".encode("utf-16")])
def test_what_is_no_json_in_utf8_is_no_document(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        document_of(raw, most_values=9)


def test_what_stands_within_a_string_is_not_counted() -> None:
    text = '[{,"\\' * 500

    assert document_of(json.dumps([text]).encode(), most_values=1) == [text]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_goes_too_deep_is_refused(opening: str) -> None:
    def nested(levels: int) -> bytes:
        closing = "]" if opening == "[" else "}"
        return (opening * levels + "0" + closing * levels).encode()

    assert document_of(nested(MOST_DEEP), most_values=100)
    with pytest.raises(TooComplex):
        document_of(nested(MOST_DEEP + 1), most_values=100)


def test_an_object_of_too_many_fields_is_refused() -> None:
    with pytest.raises(TooComplex):
        document_of(json.dumps(dict.fromkeys(map(str, range(MOST_FIELDS + 1)), 0)).encode(), most_values=1000)


MEGABYTE = 1024 * 1024
DEAR = {
    "values": b"[" + b"1," * (MEGABYTE // 2),
    "lists": b"[" + b"[]," * (MEGABYTE // 3),
    "strings": b'["",' * (MEGABYTE // 4),
    "strings side by side": b'"' * MEGABYTE,
    "strings of a backslash": b'"\\\\"' * (MEGABYTE // 4),
    "quotes that end nothing": b'["' + b'\\"' * (MEGABYTE // 2),
    "backslashes": b'["' + b"\\" * (MEGABYTE - 2),
    "brackets": b"[]" * (MEGABYTE // 2),
    "closings": b"]" * MEGABYTE,
    "digits": b"[" + b"9" * (MEGABYTE - 2) + b"]",
    "one field": b'{"a":1' + b',"a":1' * (MEGABYTE // 6) + b"}",
}


def cost(given: bytes) -> float:
    began = time.process_time()
    with suppress(ValueError):
        document_of(given, most_values=1000)
    return time.process_time() - began


@cache
def plain() -> float:
    """A string of the same length is the yardstick: it is only copied."""
    return min(cost(b'"' + b"x" * (MEGABYTE - 2) + b'"') for _ in range(5))


@pytest.mark.slow
@each("raw", DEAR.values(), ids=DEAR)
def test_no_body_costs_much(raw: bytes) -> None:
    tracemalloc.start()
    cost(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # Once of five: another time the machine was busy.
    assert any(cost(raw) < 20 * plain() + 0.02 for _ in range(5))
    assert peak < 8 * MEGABYTE


@each(
    "raw, words",
    [
        ("[" * 1_000_000, "nested too deep"),
        (b'{"a":' * 1_000_000, "nested too deep"),
        ("no json", "Expecting value"),
        (b"\xff", "can't decode"),
    ],
)
def test_what_is_no_json_fails_in_one_way_however_deep_it_nests(raw: str | bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        json_of(raw)
