"""JSON before it is a model: how much of it there is, how deep it goes, and that no object names a field twice.

Whoever reads the same bytes elsewhere may take the first of two equal names where we take the last: neither is taken here.
Everything is counted before anything is built, so that no body costs more than its bound.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_Location = tuple[int | str, ...]

MOST_DEEP = 16
MOST_FIELDS = 200
# A string that is not ended runs to the end, or every quote in it would be tried as another beginning.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
# A name and a value.
_QUOTES = 4


class TooComplex(ValueError):
    """More values, deeper, or more fields in one object than anything that is asked for."""


class NamedTwice(ValueError):
    """`location`: where one object names a field twice."""

    def __init__(self, location: _Location) -> None:
        super().__init__("a field is named twice")
        self.location = location


class _Twice(dict[str, Any]):
    """An object in which `name` stands more than once."""

    name = ""


def json_of(raw: str | bytes) -> Any:
    """As json.loads, which fails in another way where something nests deeper than Python goes. Raises ValueError alone."""
    try:
        return json.loads(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def document_of(raw: bytes, *, most_values: int) -> Any:
    """What `raw` says, numbers as text. Raises TooComplex, NamedTwice, ValueError for what is no JSON in UTF-8."""
    _check_size(raw, most_values)
    found: list[_Twice] = []

    def pairs_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(pairs) > MOST_FIELDS:
            raise TooComplex
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        twice = _Twice(plain)
        twice.name = Counter(name for name, _ in pairs).most_common(1)[0][0]
        found.append(twice)
        return twice

    # A number of a thousand digits costs nothing as text.
    document = json.loads(raw.decode(), object_pairs_hook=pairs_of, parse_int=str, parse_float=str)
    if found:
        location = next(_twice_in(document, ()), ())
        # Half of a character in a name can be told to nobody; a model takes it for no JSON, too.
        "".join(map(str, location)).encode()
        raise NamedTwice(location)
    return document


def _check_size(raw: bytes, most_values: int) -> None:
    if raw.count(b'"') - raw.count(b'\\"') > _QUOTES * (most_values + 1):
        raise TooComplex
    bare = _STRING.sub(b"", raw)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > most_values:
        raise TooComplex
    deep = 0
    for bracket in bare.translate(None, _NO_BRACKETS)[: 2 * most_values]:
        deep += 1 if bracket in b"[{" else -1
        if deep > MOST_DEEP:
            raise TooComplex


def _twice_in(value: Any, at: _Location) -> Iterator[_Location]:
    if isinstance(value, _Twice):
        yield (*at, value.name)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _twice_in(inner, (*at, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _twice_in(inner, (*at, place))
