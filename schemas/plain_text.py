"""One rule for every text that somebody writes, person or office: NFC, nothing that cannot be seen or that turns the line.

What is stored was taken under the rule of its time: it is read as it stands (`STORED`), or one old line would close a case.
"""

import re
import unicodedata
from typing import Any, LiteralString

from pydantic import AfterValidator, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from schemas.refusing import OWN_ERROR

# The context of a validation that reads what is stored.
STORED = {"stored": True}

# C0, C1, marks that turn the direction, separators of lines and paragraphs, and what Unicode says is no character.
_NEVER = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# What a decoder puts where it could not read: AWS does so with a body that is not UTF-8, and the words are lost.
_LOST = "\ufffd"
_NOT_IN_LINES = re.compile(f"[{_NEVER}{_LOST}\t\n]")
_NOT_IN_PARAGRAPHS = re.compile(f"[{_NEVER}{_LOST}]")
# Letters and symbols by their category, of which nothing is drawn.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")

_HIDDEN = "含有控制字符、改变书写方向的字符等看不见的字符，请删去后重新填写（可以重新输入，不要粘贴）。"
_UNREAD = "含有“�”：这是编码转换时丢失的字，请重新填写；由程序发送的，请用 UTF-8 编码重新发送。"
_ONE_LINE = "此项只能写一行，请删去换行和制表符。"
EMPTY = "请填写此项。"
_NOTHING = "此项没有看得见的内容，请填写。"
_UNUSUAL = "含有不规范的组合字符，请改用通常的写法。"


def normal(text: str) -> str:
    """NFC, and \\n for every end of a line."""
    plain = text.replace("\r\n", "\n")
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def _line(text: str, info: ValidationInfo) -> str:
    return text if info.context is STORED else _held_to(_NOT_IN_LINES, text)


def _paragraphs(text: str, info: ValidationInfo) -> str:
    return text if info.context is STORED else _held_to(_NOT_IN_PARAGRAPHS, text)


def _held_to(forbidden: re.Pattern[str], text: str) -> str:
    plain = normal(text)
    if found := forbidden.search(plain):
        raise PydanticCustomError(OWN_ERROR, _refusal(found[0]))
    if not any(map(_is_seen, plain)):
        raise PydanticCustomError(OWN_ERROR, _NOTHING if plain.strip() else EMPTY)
    # Its length was counted before: what grows here may not fit where it is kept.
    if len(plain) > len(text):
        raise PydanticCustomError(OWN_ERROR, _UNUSUAL)
    return plain


def _refusal(character: str) -> LiteralString:
    if character == _LOST:
        return _UNREAD
    return _ONE_LINE if character in "\t\n" else _HIDDEN


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK


def _bound(text: object, check: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """What is sealed at rest is longer than what was taken: its bound held when it came."""
    return text if info.context is STORED and isinstance(text, str) else check(text)


# After the bound on a length that it stands for.
ON_ARRIVAL = WrapValidator(_bound)
# After a bound on the length: normalising a long run of combining marks is dear.
ONE_LINE = AfterValidator(_line)
PARAGRAPHS = AfterValidator(_paragraphs)
