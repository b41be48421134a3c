"""One spelling of what people write in many: names, ID numbers, telephone and account numbers, numbers of papers.

A form, a draft, a correction, a token, a look-up and every comparison go through here, before form and length are judged.
"""

import re

from schemas.plain_text import normal

# 〇, then the blocks of Unicode's ideographs: extension A, the first block, compatibility, extensions B to F, I, the
# compatibility supplement, G, H and J. Private use, Hangul and Yi are none of them.
HAN = (
    "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0002a6df\U0002a700-\U0002ebef\U0002ebf0-\U0002ee5f"
    "\U0002f800-\U0002fa1f\U00030000-\U0003134f\U00031350-\U000323af\U000323b0-\U0003347f"
)
PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
DOT = "·"
# What keyboards, other systems and old exports give for the dot.
_DOTS = "·•‧∙・･⋅․‣⸱⸳ꞏ᛫⦁．.﹒●◦˙。｡ㆍ\u0387\u119e\u1427\U00010101"
_BLANKS_AROUND_A_DOT = re.compile(rf"\s*[{re.escape(_DOTS)}]\s*")
_BLANKS = re.compile(r"\s+")
_BLANK_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Blanks, and the marks that come along when a number is copied from a telephone's contacts.
_BETWEEN_DIGITS = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_DASHES = re.compile("[-\u2010-\u2015\u2212]+")
_BRACKETS = re.compile("[()]")
# Papers print the year in 〔〕; keyboards give what looks like it.
_SIX_SIDED = str.maketrans({**dict.fromkeys("[【［﹝❲〖", "〔"), **dict.fromkeys("]】］﹞❳〗", "〕")})
_CHINA = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
# Beyond this nothing is any of them: normalising a long run of combining marks is dear.
_LONGEST = 200


def half_width(text: str) -> str:
    """Digits, letters and marks of a Chinese keyboard as those of any other."""
    return text.translate(_FULL_WIDTH)


def spelled_name(text: str) -> str:
    """NFC, one dot for all that look like it, no blanks around it, at either end or between ideographs."""
    if len(text) > _LONGEST:
        return text
    plain = normal(text).translate(_FULL_WIDTH)
    dotted = _BLANKS_AROUND_A_DOT.sub(DOT, plain)
    return _BLANK_BETWEEN_HAN.sub("", _BLANKS.sub(" ", dotted).strip())


def spelled_id_number(text: str) -> str:
    return _digits(text).upper()


def spelled_phone(text: str) -> str:
    return _CHINA.sub("", _BRACKETS.sub("", _DASHES.sub("", _digits(text))))


def spelled_account(text: str) -> str:
    return _DASHES.sub("", _digits(text))


def spelled_reference(text: str) -> str:
    """办件编号, as it is printed: read out, copied with blanks or typed in full width, it is the same."""
    return _digits(text).upper()


def spelled_groups(text: str) -> str:
    """A code as it is read from a screen or a slip: in groups, in small letters."""
    return spelled_reference(text).replace("-", "")


def spelled_paper(text: str) -> str:
    """A number that a paper bears, of letters, digits, brackets and ideographs: in half width, without blanks."""
    if len(text) > _LONGEST:
        return text
    plain = _BLANKS.sub("", text).translate(_FULL_WIDTH).translate(_SIX_SIDED)
    return _DASHES.sub("-", plain)


def spelled_code(text: str) -> str:
    """A day, a month, a code of a place: in half width, without blanks, with one kind of dash."""
    return _DASHES.sub("-", _digits(text))


def _digits(text: str) -> str:
    return text if len(text) > _LONGEST else _BETWEEN_DIGITS.sub("", text.translate(_FULL_WIDTH))
