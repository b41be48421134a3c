"""What an office's system said beside its status, as far as an operator may read it: short, one line, of nobody.

It may repeat what it was sent, so whatever of that is found in it is covered, and whatever looks like a number of somebody.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import unescape
from typing import Any

MOST_SAID = 300
# So much is looked at: what comes after it would be cut.
_LOOKED_AT = 4_000
_COVER = "＊＊＊"
_TAGS = re.compile(r"<(?:script|style).*?(?:</(?:script|style)>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_UNSEEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff0-\uffff\ud800-\udfff]+"
)
# Seven digits and more, also in groups, are somebody's number; what has an @ is somebody's address.
_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")
_MAIL = re.compile(r"[\w.%+-]+@[\w.-]+", re.ASCII)
_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003347f]")
_LONG = 6


def answer_of(status: int, body: bytes, sent: Mapping[str, Any] | None = None) -> str:
    """`sent`: the fields that it was sent."""
    words = words_of(_readable(body), sent)
    return f"HTTP {status}：{words}" if words else f"HTTP {status}，没有说明"


def words_of(text: str, sent: Mapping[str, Any] | None = None) -> str:
    plain = _UNSEEN.sub(" ", text[:_LOOKED_AT])
    for value in sorted(set(_values(sent or {})), key=len, reverse=True):
        plain = plain.replace(value, _COVER)
    plain = _MAIL.sub(_COVER, _NUMBER.sub(_COVER, plain)).strip()
    return plain if len(plain) <= MOST_SAID else f"{plain[: MOST_SAID - 1]}…"


def _readable(body: bytes) -> str:
    """JSON without its escapes, a page without its marks. Also where only its beginning is looked at, or it lies in another:
    what stands there in escapes would not be known again."""
    text = body[: 4 * _LOOKED_AT].decode("utf-8", "replace").replace("\ufffd", " ")
    with suppress(ValueError, RecursionError):
        return _unescaped(json.dumps(json.loads(text), ensure_ascii=False))
    return _unescaped(unescape(_TAGS.sub(" ", text)))


def _unescaped(text: str) -> str:
    """Two halves of a character are one."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _values(given: Any) -> Iterator[str]:
    """Texts that could be known again: a code of one or two letters is in every other word."""
    if isinstance(given, Mapping):
        for value in given.values():
            yield from _values(value)
    elif isinstance(given, list | tuple):
        for value in given:
            yield from _values(value)
    elif isinstance(given, str) and len(given) > 1 and (_HAN.search(given) or len(given) >= _LONG):
        yield given
