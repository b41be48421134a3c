import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.adapters.cursor import DIGEST_BYTES, read_cursor, write_cursor
from functions.domain.refusals import BadCursor
from tests.support.each import each


def forged(body: bytes, scope: str = "list") -> str:
    """By somebody who read the source."""
    digest = hashlib.sha256(scope.encode() + b"\0" + body).digest()[:DIGEST_BYTES]
    return base64.urlsafe_b64encode(digest + body).rstrip(b"=").decode()


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200), st.integers(0, 10**9))
def test_a_position_is_read_as_it_was_written(text: str, number: int) -> None:
    cursor = write_cursor("list", (number, text))

    assert read_cursor("list", cursor, int, str) == (number, text)
    assert cursor.isascii()


def test_no_cursor_is_no_position() -> None:
    assert read_cursor("list", None, str) is None


@pytest.mark.slow
@given(st.text(max_size=100))
def test_whatever_else_is_given_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", text, str)


@each("position", [[1], ["a", "b"], [], {"a": 1}, 5, None, [None], [True], "a", ["\ud800"], [["a"]]])
def test_a_position_of_another_shape_is_refused_even_if_its_digest_is_right(position: object) -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", forged(json.dumps(position).encode()), str)


def test_a_negative_place_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", forged(b"[-1]"), int)


@each(
    "position, kind",
    [([2**53 + 1], int), ([10**400], int), ([""], str), (["x" * 901], str), (["测" * 301], str)],
)
def test_a_place_that_some_store_could_not_be_asked_for_is_refused(position: object, kind: type[str]) -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", forged(json.dumps(position, ensure_ascii=False).encode()), kind)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(BadCursor):
        read_cursor("list", forged(b"[" * 1400), str)


def test_a_cursor_belongs_to_its_list() -> None:
    with pytest.raises(BadCursor):
        read_cursor("other", write_cursor("list", ("a",)), str)
